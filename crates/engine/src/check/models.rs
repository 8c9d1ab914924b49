//! Logits and hidden states of a model.

use super::{CheckRow, largest, parse};
use crate::outputs::{Logits, ModelOutputs, OutputModel, TokenRows};
use crate::{EngineError, PretrainedModel};
use burn::tensor::Device;
use serde::Deserialize;
use stillroom_formats::ReadAt;

/// f32 on both sides, in another order of sums.
const TOLERANCE: f64 = 1e-4;

#[derive(Deserialize)]
struct Expected {
    #[serde(flatten)]
    rows: TokenRows,
    #[serde(flatten)]
    outputs: ModelOutputs,
}

/// A decoder or an encoder against `expected.json` beside it: one row for its logits, one for its last hidden states.
///
/// `file` gives the bytes of a name in the model's folder, or where they are. Values at padding do not count.
///
/// # Errors
/// [`EngineError::Format`] and [`EngineError::Checkpoint`], naming the file that cannot be read;
/// [`EngineError::Recipe`] if `expected.json` holds no batch of the model's.
pub async fn check_model<S: ReadAt + 'static>(
    name: &str,
    mut file: impl FnMut(&str) -> Option<S>,
    device: &Device,
) -> Result<[CheckRow; 2], EngineError> {
    let Expected { rows, outputs: wanted } = parse("expected.json", file("expected.json"))?;
    let model = PretrainedModel::from_files(name, file)?;
    let found = OutputModel::new(&model, device)?.outputs(&rows, device).await?;
    let row = |what: &str, difference| CheckRow { name: format!("{name}: {what}"), difference, tolerance: TOLERANCE };
    let hidden = of_tokens(&found.hidden_states, &wanted.hidden_states, &rows);
    Ok([row("logits", logits(&found, &wanted, &rows)), row("hidden states", hidden)])
}

/// Infinite where one side has none, or others.
fn logits(found: &ModelOutputs, wanted: &ModelOutputs, rows: &TokenRows) -> f64 {
    match (&found.logits, &wanted.logits) {
        (Some(Logits::Tokens(found)), Some(Logits::Tokens(wanted))) => of_tokens(found, wanted, rows),
        (Some(Logits::Classes(found)), Some(Logits::Classes(wanted))) => difference(found, wanted, &|_| true),
        (None, None) => 0.0,
        _ => f64::INFINITY,
    }
}

fn of_tokens(found: &[Vec<Vec<f32>>], wanted: &[Vec<Vec<f32>>], rows: &TokenRows) -> f64 {
    if found.len() != wanted.len() {
        return f64::INFINITY;
    }
    let counts = |row: usize| move |at: usize| rows.attention_mask.as_ref().is_none_or(|mask| mask[row][at] == 1);
    let each = found.iter().zip(wanted).enumerate();
    each.map(|(row, (found, wanted))| difference(found, wanted, &counts(row))).fold(0.0, worse)
}

/// Infinite where the shapes differ.
fn difference(found: &[Vec<f32>], wanted: &[Vec<f32>], counts: &impl Fn(usize) -> bool) -> f64 {
    if found.len() != wanted.len() || found.iter().zip(wanted).any(|(a, b)| a.len() != b.len()) {
        return f64::INFINITY;
    }
    let flat = |rows: &[Vec<f32>]| {
        let kept = rows.iter().enumerate().filter(|(at, _)| counts(*at));
        kept.flat_map(|(_, row)| row).map(|&value| f64::from(value)).collect::<Vec<_>>()
    };
    largest(flat(found).into_iter(), flat(wanted).into_iter())
}

/// `f64::max` would pass over a value that is no number.
fn worse(a: f64, b: f64) -> f64 {
    if b.is_nan() || b > a { b } else { a }
}
