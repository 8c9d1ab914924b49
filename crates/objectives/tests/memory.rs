//! What a loss in chunks holds at once, by the peak of this process's resident memory.
//!
//! A binary of its own, with one test: the peak is that of the whole process and only ever rises.
#![cfg(target_os = "linux")]

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Distribution, Int, Tensor};
use std::ops::Range;
use stillroom_objectives::{Inputs, Loss, ObjectiveError, chunked, weighted};
use stillroom_spec::{Objective, WeightedObjective};
use stillroom_testkit::block_on;

const VOCABULARY: usize = 32_768;
const WIDTH: usize = 16;
const CHUNK: usize = 64;
const CHUNKS: usize = 6;
/// Bytes of one chunk's logits: 8 MiB.
const LOGITS: usize = CHUNK * VOCABULARY * 4;

/// Two heads over hidden states that are given.
#[derive(Module, Debug)]
struct Heads {
    student: Linear,
    teacher: Linear,
}

impl Heads {
    fn init(device: &Device) -> Self {
        let head = || LinearConfig::new(WIDTH, VOCABULARY).with_bias(false).init(device);
        Self { student: head(), teacher: head() }
    }

    /// Both sides' logits of some rows, and a loss of two terms.
    fn loss(&self, hidden: Tensor<2>, given: &Tensor<2>, rows: &Range<usize>) -> Result<Loss, ObjectiveError> {
        let terms = [
            WeightedObjective { weight: 0.9, objective: Objective::ForwardKl { temperature: 2.0 } },
            WeightedObjective { weight: 0.1, objective: Objective::Hard {} },
        ];
        let teacher = self.teacher.forward(given.clone().narrow(0, rows.start, rows.len()));
        let labels = Tensor::<1, Int>::zeros([rows.len()], &hidden.device());
        let inputs = Inputs { student: self.student.forward(hidden), teacher: Some(teacher), labels };
        weighted(&terms, &inputs, None, given.dims()[0])
    }
}

/// The most that was ever resident, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("a peak");
    let kib: usize = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number");
    kib * 1024
}

fn hidden(tokens: usize) -> Tensor<2> {
    let device = Device::flex().autodiff();
    Tensor::<2>::random([tokens, WIDTH], Distribution::Normal(0.0, 1.0), &device).require_grad()
}

fn in_chunks(heads: &Heads, tokens: usize) {
    let hidden = hidden(tokens);
    let given = hidden.clone().inner();
    let loss = async |part, rows: Range<usize>| heads.loss(part, &given, &rows);
    let gradients = block_on(chunked(hidden, heads, CHUNK, loss)).unwrap().backward(heads);
    assert_eq!(gradients.len(), 1, "the student's head has a gradient");
}

#[test]
fn the_peak_does_not_grow_with_the_tokens() {
    let mut heads = Heads::init(&Device::flex().autodiff());
    heads.teacher = heads.teacher.valid();
    in_chunks(&heads, CHUNK);
    let one = peak();
    in_chunks(&heads, CHUNK * CHUNKS);
    let many = peak();
    let hidden = hidden(CHUNK * CHUNKS);
    let whole = heads.loss(hidden.clone(), &hidden.clone().inner(), &(0..CHUNK * CHUNKS)).unwrap();
    drop(whole.total.backward());
    let at_once = peak();
    let chunks = |bytes: usize| bytes as f64 / LOGITS as f64;
    println!(
        "one chunk {:.1}, {CHUNKS} chunks {:.1}, at once {:.1} × 8 MiB",
        chunks(one),
        chunks(many),
        chunks(at_once)
    );
    assert!(many - one <= 2 * LOGITS, "{CHUNKS} chunks hold {:.1} chunks more than one does", chunks(many - one));
    // The measure sees what it should: all logits at once hold several times as much.
    assert!(at_once - many > CHUNKS * LOGITS, "at once only {:.1} chunks more", chunks(at_once - many));
}
