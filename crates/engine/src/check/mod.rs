//! This build on this device against values that others computed.
//!
//! The folder is laid out as `tests/conformance`: `models/<family>`, `objectives.json` and `trajectory`.

mod models;
mod trajectory;

use crate::EngineError;
use burn::tensor::Device;
use serde::de::DeserializeOwned;
use stillroom_formats::{DecoderCheckpoint, FormatError};
use stillroom_models::{Decoder, load_parameters};
use stillroom_spec::CheckRow;

pub use models::check_model;
pub use trajectory::check_trajectory;

/// The files of a decoder, as Hugging Face writes them.
fn decoder(mut file: impl FnMut(&str) -> Option<Vec<u8>>, device: &Device) -> Result<Decoder, EngineError> {
    let mut need = |name: &str| file(name).ok_or_else(|| FormatError::Missing { file: name.into() });
    let checkpoint = DecoderCheckpoint::from_hugging_face(&need("config.json")?, &[&need("model.safetensors")?])?;
    let model = Decoder::blank(&checkpoint.recipe, checkpoint.vocabulary, device);
    let wrong = |why| FormatError::Safetensors { file: "model.safetensors".into(), why };
    Ok(load_parameters(model, &checkpoint.weights).map_err(wrong)?)
}

fn parse<T: DeserializeOwned>(file: &str, bytes: Option<Vec<u8>>) -> Result<T, EngineError> {
    let bytes = bytes.ok_or_else(|| FormatError::Missing { file: file.into() })?;
    Ok(serde_json::from_slice(&bytes).map_err(|e| FormatError::Json { file: file.into(), why: e.to_string() })?)
}

fn largest(found: impl Iterator<Item = f64>, expected: impl Iterator<Item = f64>) -> f64 {
    // `f64::max` would pass over a value that is no number.
    found.zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, |most, d| if d.is_nan() || d > most { d } else { most })
}
