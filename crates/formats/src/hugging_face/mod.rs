//! Models as Hugging Face's libraries write them: `config.json` and safetensors, of the decoders GPT-2, Llama, Qwen2
//! and Mistral, with or without a [`classifier`], and of the [`encoder`]s BERT, DistilBERT and `RoBERTa`.
//!
//! A [`config`] names the shape, the [`names`] of a family say where each tensor lies, and a [`slot`](crate::slot) turns one into
//! the other, both ways.

mod activation;
mod beside;
mod checkpoint;
mod classifier;
mod config;
mod encoder;
mod error;
mod family;
mod gpt2;
mod index;
mod labels;
mod llama;
mod names;
mod naming;
mod tensors;
mod write;

pub use beside::{SpecialIds, generation_config, tokenizer_config};
pub use checkpoint::Checkpoint;
pub use classifier::DecoderClassifierCheckpoint;
pub use config::DecoderConfig;
pub use encoder::{EncoderCheckpoint, EncoderConfig};
pub use error::CheckpointError;
pub use index::{ShardIndex, hugging_face_shards};

use stillroom_models::NamedTensor;
use stillroom_spec::DecoderRecipe;

/// A decoder with its weights.
#[derive(Debug, Clone, PartialEq)]
pub struct DecoderCheckpoint {
    /// Its shape.
    pub recipe: DecoderRecipe,
    /// Number of token ids.
    pub vocabulary: usize,
    /// Ids that end a text; the first is written as its beginning too.
    pub end_ids: Vec<u32>,
    /// Tensors by the names that they have in `stillroom_models::Decoder`.
    pub weights: Vec<NamedTensor>,
}

/// A checkpoint as files.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckpointFiles {
    /// `config.json`.
    pub config: String,
    /// `model.safetensors`, in f32.
    pub weights: Vec<u8>,
}

impl DecoderCheckpoint {
    /// Reads `config.json` and one or more safetensors files, in f32, f16 or bf16.
    ///
    /// Takes no more memory than the tensors of the files in f32, whatever the configuration claims.
    ///
    /// # Errors
    /// [`CheckpointError`], naming the file, and the key or tensor in it.
    pub fn from_hugging_face(config: &[u8], shards: &[&[u8]]) -> Result<Self, CheckpointError> {
        let config = DecoderConfig::read(config)?;
        let weights = config.weights(shards)?;
        let DecoderConfig { recipe, vocabulary, end_ids, .. } = config;
        Ok(Self { recipe, vocabulary, end_ids, weights })
    }

    /// `config.json` and `model.safetensors`, by which Hugging Face's libraries load it as GPT-2, Llama or Qwen2.
    ///
    /// # Errors
    /// [`CheckpointError::Unwritable`] for a shape that none of them has; [`CheckpointError::Missing`] and
    /// [`CheckpointError::Shape`] if the weights are not the recipe's.
    pub fn to_hugging_face(&self) -> Result<CheckpointFiles, CheckpointError> {
        write::files(self)
    }
}
