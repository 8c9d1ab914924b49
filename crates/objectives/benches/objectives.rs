//! Each objective, forward and backward, at the shape of a classifier and at that of a language model.
//!
//! `cargo bench -p stillroom-objectives`; divan prints the fastest, slowest, median and mean of its samples.

use burn::tensor::{Device, Distribution, Int, Tensor};
use divan::{Bencher, black_box};
use stillroom_objectives::{Inputs, masked_mean, per_row};
use stillroom_spec::Objective;

const ROWS: usize = 64;
const CLASSES: [usize; 2] = [20, 32_768];

fn main() {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("{} {}, {threads} hardware threads, Burn Flex", std::env::consts::OS, std::env::consts::ARCH);
    divan::main();
}

fn bench(bencher: Bencher, classes: usize, objective: &Objective) {
    let device = Device::flex().autodiff();
    let logits = || Tensor::<2>::random([ROWS, classes], Distribution::Normal(0.0, 2.0), &device);
    let (teacher, student) = (logits(), logits());
    let labels = Tensor::<1, Int>::arange(0..ROWS as i64, &device).remainder_scalar(classes as i64);
    bencher.bench_local(|| {
        let student = student.clone().require_grad();
        let inputs = Inputs { student: student.clone(), teacher: Some(teacher.clone()), labels: labels.clone() };
        let loss = masked_mean(per_row(objective, &inputs).expect("there is a teacher"), None);
        black_box(student.grad(&loss.backward()))
    });
}

#[divan::bench(args = CLASSES)]
fn hard(bencher: Bencher, classes: usize) {
    bench(bencher, classes, &Objective::Hard {});
}

#[divan::bench(args = CLASSES)]
fn forward_kl(bencher: Bencher, classes: usize) {
    bench(bencher, classes, &Objective::ForwardKl { temperature: 2.0 });
}

#[divan::bench(args = CLASSES)]
fn reverse_kl(bencher: Bencher, classes: usize) {
    bench(bencher, classes, &Objective::ReverseKl { temperature: 2.0 });
}

#[divan::bench(args = CLASSES)]
fn jsd(bencher: Bencher, classes: usize) {
    bench(bencher, classes, &Objective::Jsd { beta: 0.5, temperature: 1.0 });
}

#[divan::bench(args = CLASSES)]
fn logit_mse(bencher: Bencher, classes: usize) {
    bench(bencher, classes, &Objective::LogitMse {});
}

#[divan::bench(args = CLASSES)]
fn dkd(bencher: Bencher, classes: usize) {
    bench(bencher, classes, &Objective::Dkd { alpha: 1.0, beta: 8.0, temperature: 4.0 });
}
