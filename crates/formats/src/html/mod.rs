//! A student as one page: opened from disk, without a network, it classifies or writes.
//!
//! The page holds the student's own files and a program of some ten kilobytes that computes the same as
//! `stillroom_models`; a module of WebAssembly with tensors and tokenizers would weigh twenty times as much.

mod parts;

use crate::{DecoderCheckpoint, FormatError, StudentPackage, to_safetensors};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parts::{escaped, filled, inline, script};
use serde_json::json;
use stillroom_models::NamedTensor;

const TEMPLATE: &str = include_str!("page.html");
const SHARED: [&str; 3] = [include_str!("tensors.js"), include_str!("tokenizer.js"), include_str!("page.js")];
const CLASSIFIER: [&str; 2] = [include_str!("classifier.js"), include_str!("classifier-page.js")];
const WRITER: [&str; 2] = [include_str!("decoder.js"), include_str!("writer-page.js")];

/// Parts of a tokenizer that the page's program knows.
const KNOWN: [(&str, &[&str]); 2] =
    [("normalizer", &["NFC", "BertNormalizer"]), ("pre_tokenizer", &["ByteLevel", "BertPreTokenizer"])];

/// What a page may hold.
#[derive(Debug, Clone, Copy)]
pub enum HtmlStudent<'a> {
    /// Texts to classes.
    Classifier(&'a StudentPackage),
    /// A text to its continuation.
    Writer {
        /// What the page is called.
        name: &'a str,
        /// The network.
        checkpoint: &'a DecoderCheckpoint,
        /// Its `tokenizer.json`, of one of Stillroom's own kinds.
        tokenizer: &'a str,
    },
}

impl HtmlStudent<'_> {
    /// The page.
    ///
    /// # Errors
    /// [`FormatError::Safetensors`] if a weight's shape and values disagree, [`FormatError::Json`] if the tokenizer is
    /// no JSON, or has a part that the page's program does not know.
    pub fn to_html(&self) -> Result<String, FormatError> {
        let weights = STANDARD.encode(to_safetensors(self.weights(), &[("format", "stillroom")])?);
        Ok(filled(
            TEMPLATE,
            &[
                ("title", &escaped(self.title())),
                ("about", &escaped(&self.about())),
                ("manifest", &inline(&self.manifest())),
                ("tokenizer", &inline(&self.tokenizer()?)),
                ("weights", &weights),
                ("script", &script(&[&SHARED[..], self.program()].concat())),
            ],
        ))
    }

    fn weights(&self) -> &[NamedTensor] {
        match self {
            Self::Classifier(package) => &package.weights,
            Self::Writer { checkpoint, .. } => &checkpoint.weights,
        }
    }

    fn title(&self) -> &str {
        match self {
            Self::Classifier(package) => &package.recipe.name,
            Self::Writer { name, .. } => name,
        }
    }

    fn about(&self) -> String {
        let parameters: usize = self.weights().iter().map(|tensor| tensor.values.len()).sum();
        match self {
            Self::Classifier(package) => {
                format!("{} classes, {parameters} parameters", package.manifest.classes.len())
            }
            Self::Writer { .. } => format!("A language model of {parameters} parameters"),
        }
    }

    fn manifest(&self) -> serde_json::Value {
        match self {
            Self::Classifier(package) => json!(package.manifest),
            Self::Writer { checkpoint, .. } => json!({ "recipe": checkpoint.recipe, "end_ids": checkpoint.end_ids }),
        }
    }

    fn tokenizer(&self) -> Result<serde_json::Value, FormatError> {
        let text = match self {
            Self::Classifier(package) => package.tokenizer.as_deref().unwrap_or("null"),
            Self::Writer { tokenizer, .. } => tokenizer,
        };
        let fault = |why| FormatError::Json { file: "tokenizer.json".into(), why };
        let tokenizer = serde_json::from_str(text).map_err(|e| fault(e.to_string()))?;
        match unknown_part(&tokenizer) {
            Some(part) => Err(fault(format!("the page's program does not know its {part}"))),
            None => Ok(tokenizer),
        }
    }

    fn program(&self) -> &'static [&'static str] {
        match self {
            Self::Classifier(_) => &CLASSIFIER,
            Self::Writer { .. } => &WRITER,
        }
    }
}

/// The first part of a tokenizer by which the page would cut texts otherwise.
fn unknown_part(tokenizer: &serde_json::Value) -> Option<&'static str> {
    let is_known = |part: &serde_json::Value, known: &[&str]| {
        part.is_null() || part["type"].as_str().is_some_and(|kind| known.contains(&kind))
    };
    KNOWN.iter().find(|(key, known)| !is_known(&tokenizer[*key], known)).map(|(key, _)| *key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tokenizer_that_would_be_cut_otherwise_is_told() {
        let of = |kind: &str| json!({ "normalizer": null, "pre_tokenizer": { "type": kind } });
        assert_eq!(unknown_part(&of("ByteLevel")), None);
        assert_eq!(unknown_part(&of("Sequence")), Some("pre_tokenizer"));
        assert_eq!(unknown_part(&json!({ "normalizer": { "type": "Prepend" } })), Some("normalizer"));
        assert_eq!(unknown_part(&json!(null)), None);
    }
}
