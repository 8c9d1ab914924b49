//! Ten steps of distillation, by the run's own loss and optimizer.

use super::{CheckRow, largest, parse};
use crate::language::{Panel, Pupil, TokenBatch, learn};
use crate::optimizer::{Optimizer, Update};
use crate::{EngineError, PretrainedModel};
use burn::module::Module;
use burn::tensor::Device;
use serde::Deserialize;
use stillroom_data::BlockBatch;
use stillroom_formats::ReadAt;
use stillroom_spec::{Objective, Recipe, TrainRecipe, WeightedObjective};

const TOLERANCE: f64 = 1e-4;
const LEARNING_RATE: f64 = 1e-3;

#[derive(Deserialize)]
struct Expected {
    batches: Vec<Vec<Vec<u32>>>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    loss: f64,
    soft: f64,
    hard: f64,
    grad_norm: f64,
}

/// The losses, their parts and the gradients' norms of `trajectory/expected.json`: one row for each step.
///
/// `file` gives the bytes of a path within the folder, or where they are.
///
/// # Errors
/// As [`check_model`](super::check_model).
pub async fn check_trajectory<S: ReadAt + 'static>(
    mut file: impl FnMut(&str) -> Option<S>,
    device: &Device,
) -> Result<Vec<CheckRow>, EngineError> {
    let expected: Expected = parse("expected.json", file("expected.json"))?;
    let mut open = |role: &str| PretrainedModel::from_files(role, |name| file(&format!("{role}/{name}")));
    let teacher = open("teacher")?.decoder(device)?.1.valid();
    let student = open("student")?.decoder(&device.clone().autodiff())?.1;
    let panel = Panel { members: vec![(1.0, teacher)] };
    let mut pupil = Pupil { decoder: student, projections: Vec::new() };
    // The reference decays every matrix, embeddings included.
    let mut optimizer = Optimizer::new(&pupil, &train(), &["decoder.tokens.weight"]);
    let mut rows = Vec::new();
    for (step, (batch, wanted)) in expected.batches.iter().zip(&expected.steps).enumerate() {
        let batch = TokenBatch::new(&block(batch), device);
        let terms = terms();
        let learned = learn(&pupil, &batch, &panel, &terms).await?;
        let mut update = Update::default();
        update.take(&pupil, learned.gradients, learned.parts);
        let found = update.measure(&pupil, &terms.each_ref().map(|term| term.weight)).await?;
        optimizer.apply(&mut pupil, update, found.grad_norm, LEARNING_RATE);
        let found = [found.loss, found.parts[0], found.parts[1], found.grad_norm];
        let wanted = [wanted.loss, wanted.soft, wanted.hard, wanted.grad_norm];
        let difference = largest(found.into_iter(), wanted.into_iter());
        rows.push(CheckRow { name: format!("trajectory: step {}", step + 1), difference, tolerance: TOLERANCE });
    }
    Ok(rows)
}

fn terms() -> [WeightedObjective; 2] {
    let half = |objective| WeightedObjective { weight: 0.5, objective };
    [half(Objective::ForwardKl { temperature: 2.0 }), half(Objective::Hard {})]
}

fn train() -> TrainRecipe {
    let of_students = Recipe::for_file("trajectory").student.train;
    TrainRecipe { weight_decay: 0.1, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, clip_norm: 1.0, ..of_students }
}

/// Whole rows, every token but the first of each learnt.
fn block(rows: &[Vec<u32>]) -> BlockBatch {
    let length = rows.first().map_or(1, |row| row.len().saturating_sub(1));
    let cut =
        |from: usize| rows.iter().flat_map(move |row| row.iter().skip(from).take(length)).map(|id| id.cast_signed());
    let tokens = rows.len() * length;
    BlockBatch {
        ids: cut(0).collect(),
        targets: cut(1).collect(),
        mask: vec![1.0; tokens],
        segments: vec![1; tokens],
        positions: (0..tokens).map(|at| (at % length.max(1)) as i32).collect(),
        rows: rows.len(),
        length,
        learnt: tokens,
    }
}
