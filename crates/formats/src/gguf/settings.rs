//! Numbers and words that the metadata must hold, by keys that begin with the architecture.

use super::error::{GgufError, shown};
use super::file::GgufFile;
use super::value::GgufValue;

/// The metadata of one architecture.
pub(super) struct Settings<'f, 'a> {
    pub(super) file: &'f GgufFile<'a>,
    pub(super) architecture: &'static str,
}

impl<'a> Settings<'_, 'a> {
    pub(super) fn key(&self, name: &str) -> String {
        format!("{}.{name}", self.architecture)
    }

    fn find(&self, name: &str) -> Option<GgufValue<'a>> {
        self.file.metadata(&self.key(name))
    }

    /// A count that must be there.
    pub(super) fn count(&self, name: &str) -> Result<usize, GgufError> {
        self.optional_count(name)?.ok_or_else(|| self.fault(name, "is missing"))
    }

    /// A count that may be missing.
    pub(super) fn optional_count(&self, name: &str) -> Result<Option<usize>, GgufError> {
        let Some(value) = self.find(name) else { return Ok(None) };
        let count = value.as_u64().and_then(|count| usize::try_from(count).ok());
        // Some architectures give each layer its own number, in an array.
        count.map(Some).ok_or_else(|| self.fault(name, "is no single count"))
    }

    /// A number that may be missing.
    pub(super) fn optional_number(&self, name: &str) -> Result<Option<f64>, GgufError> {
        let Some(value) = self.find(name) else { return Ok(None) };
        number(value).map(Some).ok_or_else(|| self.fault(name, "is no number"))
    }

    /// Refuses a setting that is there and not `known`.
    pub(super) fn check(&self, name: &str, known: &[&'static str]) -> Result<(), GgufError> {
        match self.find(name).map(words) {
            Some(value) if !known.contains(&value.as_str()) => Err(self.setting(name, value, known[0])),
            _ => Ok(()),
        }
    }

    pub(super) fn setting(&self, name: &str, value: String, known: &'static str) -> GgufError {
        GgufError::Setting { key: self.key(name), value, known }
    }

    pub(super) fn fault(&self, name: &str, why: &'static str) -> GgufError {
        GgufError::Key { key: self.key(name), why }
    }
}

/// Single precision is taken by its shortest decimals: what was 1e-5 when the file was made is 1e-5 again.
fn number(value: GgufValue) -> Option<f64> {
    match value {
        GgufValue::F32(value) => value.to_string().parse().ok(),
        GgufValue::F64(value) => Some(value),
        GgufValue::Unsigned(value) => Some(value as f64),
        _ => None,
    }
}

fn words(value: GgufValue) -> String {
    match value {
        GgufValue::Text(text) => shown(text),
        GgufValue::Bool(value) => value.to_string(),
        GgufValue::Array(_) => "an array".into(),
        GgufValue::Unsigned(value) => value.to_string(),
        GgufValue::Signed(value) => value.to_string(),
        GgufValue::F32(value) => value.to_string(),
        GgufValue::F64(value) => value.to_string(),
    }
}
