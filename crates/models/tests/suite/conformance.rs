//! Forward and gradient against `tests/conformance/classifiers.py`.

use crate::support::{bag, device, encoder, init, input, read};
use burn::module::Module;
use burn::module::{ModuleVisitor, Param};
use burn::tensor::{Gradients, Tensor, TensorData};
use serde::Deserialize;
use stillroom_models::{Classifier, NamedTensor, load_parameters};
use stillroom_spec::ModelRecipe;
use stillroom_testkit::{assert_close, fixture};

/// f32 against f64 at logits of about 3.
const FORWARD: f64 = 1e-5;
/// f32 against finite differences in f64, at gradients of up to 8.
const BACKWARD: f64 = 1e-4;

#[derive(Deserialize)]
struct Fixture {
    encoder: Case,
    ngram_bag: Case,
}

#[derive(Deserialize)]
struct Case {
    weights: Vec<Reference>,
    ids: Vec<Vec<i32>>,
    cotangent: Vec<Vec<f32>>,
    logits: Vec<Vec<f64>>,
    gradients: Vec<Reference>,
}

#[derive(Deserialize)]
struct Reference {
    name: String,
    shape: Vec<usize>,
    values: Vec<f64>,
}

#[test]
fn the_encoder_agrees_forward_and_backward() {
    check(&encoder(0.0), "Encoder", &fixture::<Fixture>("classifiers.json").encoder);
}

#[test]
fn the_ngram_bag_agrees_forward_and_backward() {
    check(&bag(), "NgramBag", &fixture::<Fixture>("classifiers.json").ngram_bag);
}

fn check(recipe: &ModelRecipe, prefix: &str, case: &Case) {
    let device = device().autodiff();
    let model = load_parameters(init(recipe, 0, &device), &named(prefix, &case.weights)).unwrap();
    let logits = model.forward(&input(&case.ids, &device));
    let shape = logits.dims();
    let cotangent = Tensor::<2>::from_data(TensorData::new(case.cotangent.concat(), shape), &device);
    let gradients = (logits.clone() * cotangent).sum().backward();
    assert_close("logits", &read(logits), &case.logits.concat(), FORWARD);
    let found = gradients_of(&model, &gradients);
    assert_eq!(found.len(), case.gradients.len());
    for ((name, gradient), expected) in found.iter().zip(&case.gradients) {
        assert_eq!(*name, format!("{prefix}.{}", expected.name));
        assert_close(name, gradient, &expected.values, BACKWARD);
    }
}

fn named(prefix: &str, tensors: &[Reference]) -> Vec<NamedTensor> {
    let tensor = |t: &Reference| NamedTensor {
        name: format!("{prefix}.{}", t.name),
        shape: t.shape.clone(),
        values: t.values.iter().map(|&v| v as f32).collect(),
    };
    tensors.iter().map(tensor).collect()
}

/// Path and gradient of every parameter, in module order.
fn gradients_of(model: &Classifier, gradients: &Gradients) -> Vec<(String, Vec<f64>)> {
    let mut reader = GradientReader { gradients, path: Vec::new(), found: Vec::new() };
    model.visit(&mut reader);
    reader.found
}

struct GradientReader<'a> {
    gradients: &'a Gradients,
    path: Vec<String>,
    found: Vec<(String, Vec<f64>)>,
}

impl ModuleVisitor for GradientReader<'_> {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let gradient = param.val().grad(self.gradients).expect("every parameter has a gradient");
        self.found.push((self.path.join("."), read(gradient)));
    }
}
