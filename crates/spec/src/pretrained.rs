//! Models that were trained elsewhere: where they lie, and what is known of them before they are used.

use crate::ErrorReport;
use crate::validate::refuse;
use serde::{Deserialize, Serialize};

/// Where a model's files are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ModelSource {
    /// A folder with `config.json`, safetensors and `tokenizer.json`, or a GGUF file. On the page its name in the page's
    /// store; natively a path, relative to the recipe.
    pub name: String,
    /// SHA-256 of the weights, 64 hexadecimal digits: another model of that name is refused. `null` takes any. Of several
    /// files, that of their hashes' text, in the order of their names.
    pub sha256: Option<String>,
}

impl ModelSource {
    /// Checks name and hash; `key` is where the source stands.
    pub(crate) fn validate(&self, key: &str) -> Result<(), ErrorReport> {
        if self.name.trim().is_empty() {
            return Err(refuse(&format!("`{key}.name` is empty"), "Name a model."));
        }
        let is_hash = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        match &self.sha256 {
            Some(hash) if !is_hash(hash) => {
                let what = format!("`{key}.sha256` is not 64 hexadecimal digits");
                Err(refuse(&what, "Copy it from the model's card, or set it to null."))
            }
            _ => Ok(()),
        }
    }
}

/// What a model is, by its files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ModelCard {
    /// Name of its folder or file.
    pub name: String,
    /// Of the weights, as [`ModelSource::sha256`] says.
    pub sha256: String,
    /// `bert`, `llama` and so on, as its files say.
    pub family: String,
    /// Whether it predicts the next token; else it reads a text as a whole.
    pub is_decoder: bool,
    /// Blocks.
    pub layers: usize,
    /// Width of the hidden states.
    pub width: usize,
    /// Attention heads.
    pub heads: usize,
    /// Heads of keys and values.
    pub key_value_heads: usize,
    /// Most tokens that it reads.
    pub context: usize,
    /// Number of token ids.
    pub vocabulary: usize,
    /// Trainable values.
    pub parameters: usize,
    /// Bytes of its weights' files.
    pub file_bytes: f64,
    /// Bytes of its weights on the device, in f32.
    pub device_bytes: f64,
    /// Bytes of the largest tensor of them: a device may hold smaller ones only.
    pub largest_tensor_bytes: f64,
    /// Classes that it knows; none where it has no classifier.
    pub classes: Vec<String>,
    /// Whether a tokenizer came with it.
    pub has_tokenizer: bool,
    /// As far as it is stated.
    pub licence: Option<String>,
    /// Tensors that serve no purpose here.
    pub passed_over: Vec<String>,
}
