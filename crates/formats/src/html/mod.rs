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
    /// no JSON.
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
        serde_json::from_str(text).map_err(|e| FormatError::Json { file: "tokenizer.json".into(), why: e.to_string() })
    }

    fn program(&self) -> &'static [&'static str] {
        match self {
            Self::Classifier(_) => &CLASSIFIER,
            Self::Writer { .. } => &WRITER,
        }
    }
}
