use super::error::CheckpointError;
use super::family::Family;
use super::gpt2::Gpt2Config;
use super::labels::Architecture;
use super::llama::LlamaConfig;
use super::names::{DECODER, slots};
use super::tensors::Tensors;
use crate::slot::Slot;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use stillroom_models::NamedTensor;
use stillroom_spec::DecoderRecipe;

/// What `config.json` says of a decoder. Its size is known by it before any weight is read.
#[derive(Debug, Clone, PartialEq)]
pub struct DecoderConfig {
    /// The shape. Dropout is 0, whatever the model was trained with: that is for whoever trains it.
    pub recipe: DecoderRecipe,
    /// Number of token ids.
    pub vocabulary: usize,
    /// Ids that end a text.
    pub end_ids: Vec<u32>,
    pub(super) family: Family,
}

#[derive(Deserialize)]
struct Kind {
    model_type: String,
}

/// `eos_token_id`: one or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum EndIds {
    One(u32),
    Several(Vec<u32>),
}

impl EndIds {
    pub(super) fn list(ids: Option<Self>) -> Vec<u32> {
        match ids {
            None => Vec::new(),
            Some(Self::One(id)) => vec![id],
            Some(Self::Several(ids)) => ids,
        }
    }
}

impl DecoderConfig {
    /// Reads `config.json`.
    ///
    /// # Errors
    /// [`CheckpointError`], naming the key.
    pub fn read(config: &[u8]) -> Result<Self, CheckpointError> {
        match parse::<Architecture>(config)?.classifier() {
            None => Self::read_body(config),
            Some(name) => {
                let known = "a model that predicts tokens";
                Err(CheckpointError::Setting { key: "architectures", value: name.into(), known })
            }
        }
    }

    /// The same, whatever is on top.
    pub(super) fn read_body(config: &[u8]) -> Result<Self, CheckpointError> {
        let found = kind(config)?;
        let read = match found.as_str() {
            "gpt2" => parse::<Gpt2Config>(config)?.decoder()?,
            "llama" | "mistral" => parse::<LlamaConfig>(config)?.decoder(Family::Llama)?,
            "qwen2" => parse::<LlamaConfig>(config)?.decoder(Family::Qwen2)?,
            _ => return Err(CheckpointError::Family { found, known: "gpt2, llama, mistral and qwen2" }),
        };
        let checked = read.recipe.validate("model");
        checked.map_err(|report| CheckpointError::Range(report.message))?;
        Ok(read)
    }

    /// Reads the weights from the safetensors files that belong to it.
    ///
    /// # Errors
    /// [`CheckpointError`], naming the file or the tensor.
    pub fn weights(&self, shards: &[&[u8]]) -> Result<Vec<NamedTensor>, CheckpointError> {
        Tensors::open(shards, DECODER)?.read_all(&self.slots())
    }

    pub(super) fn passed_over(&self, shards: &[&[u8]]) -> Result<Vec<String>, CheckpointError> {
        Ok(Tensors::open(shards, DECODER)?.passed_over(&self.slots()))
    }

    fn slots(&self) -> Vec<Slot> {
        slots(self.family, &self.recipe, self.vocabulary)
    }
}

/// The `model_type`.
pub(super) fn kind(config: &[u8]) -> Result<String, CheckpointError> {
    parse(config).map(|Kind { model_type }| model_type)
}

pub(super) fn parse<T: DeserializeOwned>(config: &[u8]) -> Result<T, CheckpointError> {
    serde_json::from_slice(config).map_err(|e| CheckpointError::Config(e.to_string()))
}
