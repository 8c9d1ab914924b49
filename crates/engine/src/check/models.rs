//! Logits and hidden states of a decoder.

use super::{CheckRow, decoder, largest, parse};
use crate::EngineError;
use burn::tensor::{Device, Int, Tensor, TensorData};
use serde::Deserialize;
use stillroom_models::{DecoderInput, read_values};

/// f32 on both sides, in another order of sums.
const TOLERANCE: f64 = 1e-4;

#[derive(Deserialize)]
struct Expected {
    input_ids: Vec<Vec<i32>>,
    attention_mask: Vec<Vec<u8>>,
    logits: Vec<Vec<Vec<f64>>>,
    hidden_states: Vec<Vec<Vec<f64>>>,
}

/// A decoder against `expected.json` beside it: one row for its logits, one for its last hidden states.
///
/// `file` gives the bytes of a name in the model's folder. Values at padding do not count.
///
/// # Errors
/// [`EngineError::Format`] and [`EngineError::Checkpoint`], naming the file that cannot be read.
pub async fn check_decoder(
    name: &str,
    mut file: impl FnMut(&str) -> Option<Vec<u8>>,
    device: &Device,
) -> Result<[CheckRow; 2], EngineError> {
    let expected: Expected = parse("expected.json", file("expected.json"))?;
    let model = decoder(file, device)?;
    let hidden = model.hidden(&expected.input(device));
    let logits = read_values(model.head(hidden.clone())).await?;
    let hidden = read_values(hidden).await?;
    let row = |what: &str, found: &[f32], wanted: &[Vec<Vec<f64>>]| CheckRow {
        name: format!("{name}: {what}"),
        difference: expected.difference(found, wanted),
        tolerance: TOLERANCE,
    };
    Ok([row("logits", &logits, &expected.logits), row("hidden states", &hidden, &expected.hidden_states)])
}

impl Expected {
    fn input(&self, device: &Device) -> DecoderInput {
        let shape = [self.input_ids.len(), self.input_ids.first().map_or(0, Vec::len)];
        let mask: Vec<f32> = self.attention_mask.concat().into_iter().map(f32::from).collect();
        let ids = Tensor::<2, Int>::from_data(TensorData::new(self.input_ids.concat(), shape), device);
        DecoderInput::new(ids).with_mask(Tensor::from_data(TensorData::new(mask, shape), device))
    }

    /// Infinite where the shapes differ.
    fn difference(&self, found: &[f32], wanted: &[Vec<Vec<f64>>]) -> f64 {
        let (mask, wanted) = (self.attention_mask.concat(), wanted.concat().concat());
        if found.len() != wanted.len() || mask.is_empty() {
            return f64::INFINITY;
        }
        let width = wanted.len() / mask.len();
        let counts = |at: &usize| mask.get(at / width.max(1)).is_some_and(|&mask| mask == 1);
        let places: Vec<usize> = (0..wanted.len()).filter(counts).collect();
        largest(places.iter().map(|&at| f64::from(found[at])), places.iter().map(|&at| wanted[at]))
    }
}
