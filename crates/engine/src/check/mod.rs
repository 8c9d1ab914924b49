//! This build on this device against values that others computed.
//!
//! The folder is laid out as `tests/conformance`: `models/<family>`, `objectives.json` and `trajectory`.

mod models;
mod trajectory;

use crate::EngineError;
use serde::de::DeserializeOwned;
use stillroom_formats::{FormatError, ReadAt, read_whole};
use stillroom_spec::CheckRow;

pub use models::check_model;
pub use trajectory::check_trajectory;

/// Most bytes of a file of expected values.
const LONGEST: u64 = 1 << 28;

fn parse<T: DeserializeOwned>(file: &str, source: Option<impl ReadAt>) -> Result<T, EngineError> {
    let source = source.ok_or_else(|| FormatError::Missing { file: file.into() })?;
    let wrong = |why| FormatError::Json { file: file.into(), why };
    let bytes = read_whole(&source, LONGEST).map_err(wrong)?;
    Ok(serde_json::from_slice(&bytes).map_err(|e| wrong(e.to_string()))?)
}

fn largest(found: impl Iterator<Item = f64>, expected: impl Iterator<Item = f64>) -> f64 {
    // `f64::max` would pass over a value that is no number.
    found.zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, |most, d| if d.is_nan() || d > most { d } else { most })
}
