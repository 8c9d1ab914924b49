//! Ten steps of distillation against `torch.optim.AdamW` (`tests/conformance/generate.py`, `write_trajectory`).

use crate::support::{checkpoint_in, decoder, ids, read};
use burn::module::{Module, ModuleVisitor, Param, ParamGroup};
use burn::optim::{AdamWConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor};
use serde::Deserialize;
use stillroom_models::{Decoder, DecoderInput, decayed_parameters};
use stillroom_testkit::{assert_close, fixture, largest_difference};

const TOLERANCE: f64 = 1e-4;
const TEMPERATURE: f64 = 2.0;

#[derive(Deserialize)]
struct Expected {
    batches: Vec<Vec<Vec<i32>>>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    loss: f64,
    soft: f64,
    hard: f64,
    grad_norm: f64,
}

impl Step {
    fn values(&self) -> [f64; 4] {
        [self.loss, self.soft, self.hard, self.grad_norm]
    }
}

#[test]
fn ten_steps_follow_the_reference() {
    let expected: Expected = fixture("trajectory/expected.json");
    let device = Device::flex();
    let teacher = decoder(&checkpoint_in("trajectory/teacher"), &device);
    let mut student = decoder(&checkpoint_in("trajectory/student"), &device.clone().autodiff());
    let mut optimizer = optimizer(&student);
    let mut worst = 0.0_f64;
    for (batch, step) in expected.batches.iter().zip(&expected.steps) {
        let (found, after) = take(student, &teacher, &mut optimizer, batch);
        student = after;
        worst = worst.max(largest_difference(&found, &step.values()));
        assert_close("loss, soft, hard, norm", &found, &step.values(), TOLERANCE);
    }
    println!("trajectory: losses and norms off by {worst:.1e} at most");
    assert_eq!(expected.steps.len(), 10);
    let (first, last) = (expected.steps[0].loss, expected.steps[9].loss);
    assert!((first - last).abs() > 100.0 * TOLERANCE, "the reference must move for this to say anything");
}

/// The reference decays every matrix, embeddings included.
fn optimizer(model: &Decoder) -> ModuleOptimizer {
    let config =
        |decay| AdamWConfig::new().with_beta_1(0.9).with_beta_2(0.95).with_epsilon(1e-8).with_weight_decay(decay);
    let matrices = [decayed_parameters(model), vec!["tokens.weight".into()]].concat();
    config(0.0).init().with_group(ParamGroup::from_paths(matrices), config(0.1).build(), None)
}

/// One step: loss, its parts and the gradient's norm, and the student after it.
fn take(
    student: Decoder,
    teacher: &Decoder,
    optimizer: &mut ModuleOptimizer,
    batch: &[Vec<i32>],
) -> ([f64; 4], Decoder) {
    let length = batch[0].len() - 1;
    let rows = |from: usize| batch.iter().map(|row| row[from..from + length].to_vec()).collect::<Vec<_>>();
    let autodiff = Device::flex().autodiff();
    let logits = |model: &Decoder, device: &Device| flat(model.forward(&DecoderInput::new(ids(&rows(0), device))));
    let target = Tensor::from_inner(logits(teacher, &Device::flex()));
    let own = logits(&student, &autodiff);
    let soft = forward_kl(target, own.clone());
    let hard = cross_entropy(own, &rows(1), &autodiff);
    let loss = soft.clone() * 0.5 + hard.clone() * 0.5;
    let mut gradients = GradientsParams::from_grads(loss.backward(), &student);
    let norm = clip(&student, &mut gradients);
    let found = [read(loss)[0], read(soft)[0], read(hard)[0], norm];
    (found, optimizer.step(1e-3, student, gradients))
}

/// `[rows, length, vocabulary]` to `[tokens, vocabulary]`.
fn flat(logits: Tensor<3>) -> Tensor<2> {
    let [rows, length, vocabulary] = logits.dims();
    logits.reshape([rows * length, vocabulary])
}

/// `T²·KL(p‖q)`, the mean over tokens.
fn forward_kl(teacher: Tensor<2>, student: Tensor<2>) -> Tensor<1> {
    let [tokens, _] = student.dims();
    let [p, q] = [teacher, student].map(|logits| log_softmax(logits.div_scalar(TEMPERATURE), 1));
    (p.clone().exp() * (p - q)).sum().mul_scalar(TEMPERATURE * TEMPERATURE / tokens as f64)
}

fn cross_entropy(logits: Tensor<2>, labels: &[Vec<i32>], device: &Device) -> Tensor<1> {
    let [tokens, _] = logits.dims();
    let labels = ids(labels, device).reshape([tokens, 1]);
    log_softmax(logits, 1).gather(1, labels).sum().div_scalar(-(tokens as f64))
}

/// Clips to a norm of 1 as `torch.nn.utils.clip_grad_norm_` does, and gives the norm before.
fn clip(model: &Decoder, gradients: &mut GradientsParams) -> f64 {
    let mut norms = Squares { gradients, sum: 0.0 };
    model.visit(&mut norms);
    let norm = norms.sum.sqrt();
    if norm > 1.0 {
        model.visit(&mut Scale { gradients, factor: 1.0 / (norm + 1e-6) });
    }
    norm
}

struct Squares<'a> {
    gradients: &'a GradientsParams,
    sum: f64,
}

impl ModuleVisitor for Squares<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let gradient = self.gradients.get::<D>(param.id).expect("every parameter has a gradient");
        self.sum += read(gradient).iter().map(|g| g * g).sum::<f64>();
    }
}

struct Scale<'a> {
    gradients: &'a mut GradientsParams,
    factor: f64,
}

impl ModuleVisitor for Scale<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let gradient = self.gradients.remove::<D>(param.id).expect("every parameter has a gradient");
        self.gradients.register(param.id, gradient.mul_scalar(self.factor));
    }
}
