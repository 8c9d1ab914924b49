//! Encoders that were trained elsewhere: which weights learn, and that nothing else changes.

use crate::support::{device, input, read, weights};
use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Gradients, Tensor};
use stillroom_models::{PositionCount, PretrainedEncoder, TextEncoder, TextEncoderShape};
use stillroom_spec::DecoderActivation;

const CLASSES: usize = 3;

fn shape() -> TextEncoderShape {
    TextEncoderShape {
        layers: 2,
        width: 8,
        heads: 2,
        feed_forward: 16,
        positions: 12,
        position_count: PositionCount::FromZero,
        token_types: 2,
        epsilon: 1e-12,
        activation: DecoderActivation::Gelu,
        dropout: 0.0,
        head: None,
    }
}

fn body(training: bool) -> TextEncoder {
    let device = if training { device().autodiff() } else { device() };
    TextEncoder::init(&shape(), 20, 3, &device)
}

fn logits(model: &PretrainedEncoder, device: &burn::tensor::Device) -> Vec<f64> {
    read(model.forward(&input(&[vec![3, 7, 9, 0], vec![4, 5, 6, 8]], device)))
}

/// Names of the parameters that have a gradient.
struct Learning<'a> {
    gradients: &'a Gradients,
    path: Vec<String>,
    found: Vec<String>,
}

impl ModuleVisitor for Learning<'_> {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if param.val().grad(self.gradients).is_some() {
            self.found.push(self.path.join("."));
        }
    }
}

fn learning(model: &PretrainedEncoder) -> Vec<String> {
    let rows = input(&[vec![3, 7, 9, 0], vec![4, 5, 6, 8]], &device().autodiff());
    let gradients = model.forward(&rows).square().sum().backward();
    let mut learning = Learning { gradients: &gradients, path: Vec::new(), found: Vec::new() };
    model.visit(&mut learning);
    learning.found
}

#[test]
fn features_that_are_known_give_the_same_logits() {
    let rows = input(&[vec![3, 7, 9, 0]], &device());
    for model in
        [PretrainedEncoder::with_mean(body(false), CLASSES, 1), PretrainedEncoder::with_first(body(false), CLASSES, 1)]
    {
        let mut known = rows.clone();
        known.features = Some(model.features(&rows));
        assert_eq!(read(model.forward(&known)), read(model.forward(&rows)));
    }
}

#[test]
fn a_new_head_depends_on_its_seed_and_leaves_the_body_alone() {
    let model = |seed| PretrainedEncoder::with_first(body(false), CLASSES, seed);
    assert_eq!(weights(&model(1)), weights(&model(1)));
    let (one, two, before) = (weights(&model(1)), weights(&model(2)), weights(&body(false)));
    let changed: Vec<&str> = one.iter().zip(&two).filter(|(a, b)| a != b).map(|(a, _)| a.name.as_str()).collect();
    assert_eq!(changed, ["body.head.dense.weight", "body.head.output.weight"]);
    assert!(before.iter().zip(&one).all(|(before, after)| before.values == after.values));
}

#[test]
fn a_frozen_body_does_not_learn() {
    let mean = PretrainedEncoder::with_mean(body(true), CLASSES, 1).with_frozen_body();
    assert_eq!(learning(&mean), ["mean.weight", "mean.bias"]);
    let first = PretrainedEncoder::with_first(body(true), CLASSES, 1).with_frozen_body();
    let head = ["dense.weight", "dense.bias", "output.weight", "output.bias"].map(|name| format!("body.head.{name}"));
    assert_eq!(learning(&first), head);
}

#[test]
fn all_weights_learn_where_nothing_is_frozen() {
    let model = PretrainedEncoder::with_mean(body(true), CLASSES, 1).with_dropout(0.1);
    assert_eq!(learning(&model).len(), weights(&model).len());
}

#[test]
fn adapters_begin_as_nothing_and_learn_with_the_head_alone() {
    let device = device().autodiff();
    let plain = PretrainedEncoder::with_mean(body(true), CLASSES, 1);
    let adapted = plain.clone().with_adapters(2, 4.0, 7);
    assert_eq!(logits(&plain, &device), logits(&adapted, &device));
    let names = learning(&adapted);
    // Two factors for the queries and the values of each of two layers, and the head's weight and bias.
    assert_eq!(names.iter().filter(|name| name.contains("lora")).count(), 2 * 2 * 2, "{names:?}");
    assert_eq!(names.len(), 2 * 2 * 2 + 2, "{names:?}");
    assert_eq!(weights(&adapted), weights(&plain.clone().with_adapters(2, 4.0, 7)), "the seed fixes them");
    assert_ne!(weights(&adapted), weights(&plain.with_adapters(2, 4.0, 8)));
}

/// Lifts the second factors from 0.
struct Lift(Vec<String>);

impl burn::module::ModuleMapper for Lift {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.0.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.0.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let lifted = self.0.ends_with(&["lora".to_owned(), "b".to_owned()]);
        if lifted { param.map(|tensor| tensor.add_scalar(0.3)) } else { param }
    }
}

#[test]
fn merged_adapters_give_the_same_logits_without_further_weights() {
    let plain = PretrainedEncoder::with_mean(body(false), CLASSES, 1);
    let adapted = plain.clone().with_adapters(2, 4.0, 7).map(&mut Lift(Vec::new()));
    let merged = adapted.clone().merged();
    let (before, after) = (logits(&adapted, &device()), logits(&merged, &device()));
    assert!(before.iter().zip(&after).all(|(a, b)| (a - b).abs() < 1e-6), "{before:?} {after:?}");
    assert!(logits(&plain, &device()).iter().zip(&after).any(|(a, b)| (a - b).abs() > 1e-3));
    let names = |model: &PretrainedEncoder| weights(model).into_iter().map(|tensor| tensor.name).collect::<Vec<_>>();
    assert_eq!(names(&merged), names(&plain));
}

#[test]
fn classes_come_in_the_order_asked_for() {
    let model = PretrainedEncoder::with_first(body(false), CLASSES, 1);
    let before = logits(&model, &device());
    let turned = PretrainedEncoder::own(model.body().clone().with_classes_at(&[2, 0]));
    let expected: Vec<f64> = before.chunks(CLASSES).flat_map(|row| [row[2], row[0]]).collect();
    assert_eq!(logits(&turned, &device()), expected);
    assert_eq!(turned.body().shape().head.unwrap().classes, 2);
}
