//! Every weight learns, by the gradient that differences give.

use crate::support::{bert, device, distilbert, input_on, read, roberta, trained, weights};
use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Gradients, Tensor};
use std::collections::BTreeMap;
use stillroom_models::{NamedTensor, TextEncoder, TextEncoderShape, load_parameters};
use stillroom_spec::DecoderActivation;

/// Smaller where the loss is steep, for it bends there; not smaller elsewhere, for f32 carries the difference.
const STEP: f32 = 4e-3;

/// A loss that every output has a part in.
fn loss(model: &TextEncoder) -> Tensor<1> {
    let rows = input_on(&[&[4, 6, 9, 0], &[5, 3, 0, 0]], 0, &model.device());
    let hidden = model.hidden(&rows);
    let logits = model.logits(hidden.clone()).map(|logits| logits.square().sum());
    let own = hidden.clone().square().mul(hidden).mean();
    logits.map_or(own.clone(), |logits| logits * 0.1 + own)
}

struct Collector<'a> {
    gradients: &'a Gradients,
    path: Vec<String>,
    found: BTreeMap<String, Vec<f64>>,
}

impl ModuleVisitor for Collector<'_> {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let name = self.path.join(".");
        let gradient = param.val().grad(self.gradients).unwrap_or_else(|| panic!("`{name}` has no gradient"));
        self.found.insert(name, read(gradient));
    }
}

fn gradients(model: &TextEncoder) -> BTreeMap<String, Vec<f64>> {
    let gradients = loss(model).backward();
    let mut collector = Collector { gradients: &gradients, path: Vec::new(), found: BTreeMap::new() };
    model.visit(&mut collector);
    collector.found
}

/// The loss with one value moved.
fn moved(shape: &TextEncoderShape, all: &[NamedTensor], name: &str, at: usize, by: f32) -> f64 {
    let mut all = all.to_vec();
    all.iter_mut().find(|t| t.name == name).unwrap().values[at] += by;
    let model = TextEncoder::blank(shape, crate::support::VOCABULARY, &device());
    read(loss(&load_parameters(model, &all).unwrap()))[0]
}

/// With gelu everywhere: the kinks of relu have no slope.
#[test]
fn every_weight_has_the_gradient_of_its_difference() {
    for shape in [bert(), distilbert(), roberta()] {
        let shape = TextEncoderShape { activation: DecoderActivation::Gelu, ..shape };
        let model = trained(&shape, &device().autodiff());
        let all = weights(&model);
        for (name, gradient) in gradients(&model) {
            let steepest = |a: &usize, b: &usize| gradient[*a].abs().total_cmp(&gradient[*b].abs());
            let at = (0..gradient.len()).max_by(steepest).unwrap();
            // A key's bias moves all scores of a query alike, which a softmax does not notice.
            if name.ends_with("key.bias") {
                assert!(gradient[at].abs() < 1e-4, "{name}: {}", gradient[at]);
                continue;
            }
            let step = STEP / (1.0 + gradient[at].abs() as f32).sqrt();
            let difference = moved(&shape, &all, &name, at, step) - moved(&shape, &all, &name, at, -step);
            let slope = difference / f64::from(2.0 * step);
            let off = (slope - gradient[at]).abs() / (1.0 + slope.abs());
            assert!(gradient[at].abs() > 1e-3, "{name} learns nothing");
            assert!(off < 5e-3, "{name}: {} against {slope}", gradient[at]);
        }
    }
}
