//! Ten steps against `tests/conformance/classifiers.py`, which takes them as `torch.optim.AdamW` does.

use super::*;
use crate::loss::weighted;
use burn::tensor::{Device, Int, TensorData};
use serde::Deserialize;
use stillroom_models::{Classifier, Input, NamedTensor, load_parameters, named_parameters};
use stillroom_spec::{ModelRecipe, Objective, Schedule, WeightedObjective};
use stillroom_testkit::{assert_close, block_on, fixture};

const TOLERANCE: f64 = 1e-5;

#[derive(Deserialize)]
struct Fixture {
    optimizer: Case,
}

#[derive(Deserialize)]
struct Case {
    learning_rate: f64,
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    weight_decay: f64,
    clip_norm: f64,
    start: Vec<Reference>,
    batches: Vec<Batch>,
    steps: Vec<Step>,
    end: Vec<Reference>,
}

#[derive(Deserialize)]
struct Reference {
    name: String,
    shape: Vec<usize>,
    values: Vec<f64>,
}

#[derive(Deserialize)]
struct Batch {
    ids: Vec<Vec<i32>>,
    labels: Vec<i32>,
}

#[derive(Deserialize)]
struct Step {
    loss: f64,
    grad_norm: f64,
    clipped: bool,
}

impl Case {
    fn recipe(&self) -> TrainRecipe {
        TrainRecipe {
            epochs: 1,
            batch_size: 5,
            accumulate: 1,
            learning_rate: self.learning_rate,
            schedule: Schedule::Constant,
            warmup: 0.0,
            weight_decay: self.weight_decay,
            beta1: self.beta1,
            beta2: self.beta2,
            epsilon: self.epsilon,
            clip_norm: self.clip_norm,
            patience: None,
        }
    }

    fn model(&self, device: &Device) -> Classifier {
        let shape = ModelRecipe::NgramBag { min_n: 1, max_n: 1, buckets: 8, width: 4, max_ngrams: 4 };
        let tensor = |t: &Reference| NamedTensor {
            name: format!("NgramBag.{}", t.name),
            shape: t.shape.clone(),
            values: t.values.iter().map(|&v| v as f32).collect(),
        };
        let start: Vec<NamedTensor> = self.start.iter().map(tensor).collect();
        load_parameters(Classifier::init(&shape, 9, 3, 0, device), &start).unwrap()
    }
}

impl Batch {
    fn input(&self, device: &Device) -> Input {
        let shape = [self.ids.len(), self.ids[0].len()];
        let mask: Vec<f32> = self.ids.concat().iter().map(|&id| f32::from(u8::from(id != 0))).collect();
        Input {
            ids: Tensor::from_data(TensorData::new(self.ids.concat(), shape), device),
            mask: Tensor::from_data(TensorData::new(mask, shape), device),
            features: None,
        }
    }

    fn labels(&self, device: &Device) -> Tensor<1, Int> {
        Tensor::from_data(TensorData::new(self.labels.clone(), [self.labels.len()]), device)
    }
}

fn hard() -> Vec<WeightedObjective> {
    vec![WeightedObjective { weight: 1.0, objective: Objective::Hard {} }]
}

/// Gradients of the rows in micro-batches of `size`.
fn update(model: &Classifier, batch: &Batch, size: usize, device: &Device) -> Update {
    let mut update = Update::default();
    for (ids, labels) in batch.ids.chunks(size).zip(batch.labels.chunks(size)) {
        let part = Batch { ids: ids.to_vec(), labels: labels.to_vec() };
        let logits = model.forward(&part.input(device));
        update.add(model, weighted(&hard(), &logits, None, &part.labels(device), batch.ids.len()).unwrap());
    }
    update
}

fn values(model: &Classifier) -> Vec<f64> {
    let tensors = block_on(named_parameters(model)).unwrap();
    tensors.iter().flat_map(|t| t.values.iter().map(|&v| f64::from(v))).collect()
}

#[test]
fn ten_steps_follow_torch_adamw_with_decay_groups_and_clipping() {
    let case = fixture::<Fixture>("classifiers.json").optimizer;
    assert_eq!(case.steps.len(), 10);
    assert!(case.steps.iter().any(|s| s.clipped) && case.steps.iter().any(|s| !s.clipped));
    let device = Device::flex().autodiff();
    let mut model = case.model(&device);
    let mut optimizer = Optimizer::new(&model, &case.recipe(), &[]);
    for (batch, step) in case.batches.iter().zip(&case.steps) {
        let update = update(&model, batch, 5, &device);
        let measured = block_on(update.measure(&model, &[1.0])).unwrap();
        assert_close("loss and norm", &[measured.loss, measured.grad_norm], &[step.loss, step.grad_norm], TOLERANCE);
        optimizer.apply(&mut model, update, measured.grad_norm, case.learning_rate);
    }
    let end: Vec<f64> = case.end.iter().flat_map(|t| t.values.clone()).collect();
    assert_close("weights after ten steps", &values(&model), &end, TOLERANCE);
}

/// Micro-batches of two rows, the last of one: the mean is over the window, so that the single row does not weigh
/// twice as much as the others.
#[test]
fn a_window_in_parts_is_the_window() {
    let case = fixture::<Fixture>("classifiers.json").optimizer;
    let device = Device::flex().autodiff();
    let after = |size: usize| {
        let mut model = case.model(&device);
        let mut optimizer = Optimizer::new(&model, &case.recipe(), &[]);
        let update = update(&model, &case.batches[0], size, &device);
        let measured = block_on(update.measure(&model, &[1.0])).unwrap();
        optimizer.apply(&mut model, update, measured.grad_norm, case.learning_rate);
        (vec![measured.loss, measured.grad_norm], values(&model))
    };
    let (whole, parts) = (after(5), after(2));
    assert_close("loss and norm", &parts.0, &whole.0, 1e-6);
    assert_close("weights", &parts.1, &whole.1, 1e-5);
}

/// A decay that is far too strong, on a step without any gradient to speak of: only the head's matrix shrinks.
#[test]
fn biases_and_embeddings_do_not_decay() {
    let case = fixture::<Fixture>("classifiers.json").optimizer;
    let device = Device::flex().autodiff();
    let mut model = case.model(&device);
    let before = block_on(named_parameters(&model)).unwrap();
    let recipe = TrainRecipe { weight_decay: 10.0, epsilon: 1.0, clip_norm: 1e-6, ..case.recipe() };
    let mut optimizer = Optimizer::new(&model, &recipe, &[]);
    let update = update(&model, &case.batches[0], 5, &device);
    optimizer.apply(&mut model, update, 1.0, 0.05);
    for (old, new) in before.iter().zip(block_on(named_parameters(&model)).unwrap()) {
        let factor = if old.name == "NgramBag.head.weight" { 0.5 } else { 1.0 };
        let wide = |values: &[f32], by: f64| values.iter().map(|&v| f64::from(v) * by).collect::<Vec<_>>();
        assert_close(&old.name, &wide(&new.values, 1.0), &wide(&old.values, factor), 1e-5);
    }
}
