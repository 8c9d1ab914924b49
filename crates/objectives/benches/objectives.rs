//! Each objective, forward and backward, at the shape of a classifier and at that of a language model.
//!
//! `cargo bench -p stillroom-objectives`; divan prints the fastest, slowest, median and mean of its samples.

use burn::tensor::{Device, Distribution, Int, Tensor};
use divan::{Bencher, black_box};
use stillroom_objectives::{Inputs, TopK, masked_mean, per_row, top_k_kl};
use stillroom_spec::Objective;
use stillroom_testkit::block_on;

const ROWS: usize = 64;
const CLASSES: [usize; 2] = [20, 32_768];

fn main() {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("{} {}, {threads} hardware threads, Burn Flex", std::env::consts::OS, std::env::consts::ARCH);
    divan::main();
}

/// Teacher, student and labels.
fn logits(classes: usize) -> (Tensor<2>, Tensor<2>, Tensor<1, Int>) {
    let device = Device::flex().autodiff();
    let logits = || Tensor::<2>::random([ROWS, classes], Distribution::Normal(0.0, 2.0), &device);
    let labels = Tensor::<1, Int>::arange(0..ROWS as i64, &device).remainder_scalar(classes as i64);
    (logits(), logits(), labels)
}

fn bench(bencher: Bencher, classes: usize, objective: &Objective) {
    let (teacher, student, labels) = logits(classes);
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
fn skew_kl(bencher: Bencher, classes: usize) {
    bench(bencher, classes, &Objective::SkewKl { lambda: 0.1, temperature: 1.0 });
}

#[divan::bench(args = CLASSES)]
fn skew_reverse_kl(bencher: Bencher, classes: usize) {
    bench(bencher, classes, &Objective::SkewReverseKl { lambda: 0.1, temperature: 1.0 });
}

#[divan::bench(args = CLASSES)]
fn tvd(bencher: Bencher, classes: usize) {
    bench(bencher, classes, &Objective::Tvd { temperature: 1.0 });
}

#[divan::bench(args = CLASSES)]
fn adaptive_kl(bencher: Bencher, classes: usize) {
    bench(bencher, classes, &Objective::AdaptiveKl { mu: 0.5, temperature: 1.0 });
}

#[divan::bench(args = CLASSES)]
fn dist(bencher: Bencher, classes: usize) {
    bench(bencher, classes, &Objective::Dist { beta: 1.0, gamma: 1.0, temperature: 4.0 });
}

#[divan::bench(args = CLASSES)]
fn uld(bencher: Bencher, classes: usize) {
    let (teacher, student, _) = logits(classes);
    bencher.bench_local(|| {
        let student = student.clone().require_grad();
        let losses = block_on(stillroom_objectives::uld(teacher.clone(), student.clone(), 1.0)).expect("Flex is read");
        black_box(student.grad(&masked_mean(losses, None).backward()))
    });
}

#[divan::bench(args = CLASSES)]
fn top_32_and_a_tail(bencher: Bencher, classes: usize) {
    let (teacher, student, _) = logits(classes);
    let kept = TopK::of(teacher.inner(), 32, 1.0);
    bencher.bench_local(|| {
        let student = student.clone().require_grad();
        let losses = top_k_kl(&kept, student.clone(), 1.0);
        black_box(student.grad(&masked_mean(losses, None).backward()))
    });
}

#[divan::bench(args = CLASSES)]
fn logit_mse(bencher: Bencher, classes: usize) {
    bench(bencher, classes, &Objective::LogitMse {});
}

#[divan::bench(args = CLASSES)]
fn dkd(bencher: Bencher, classes: usize) {
    bench(bencher, classes, &Objective::Dkd { alpha: 1.0, beta: 8.0, temperature: 4.0 });
}
