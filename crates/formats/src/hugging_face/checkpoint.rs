use super::classifier::DecoderClassifierConfig;
use super::config::{kind, parse};
use super::error::{CONFIG, CheckpointError};
use super::index::hugging_face_shards;
use super::labels::Architecture;
use super::names::{CLASSIFIER, DECODER};
use super::naming::Naming;
use super::tensors::Tensors;
use super::{
    CheckpointFiles, DecoderCheckpoint, DecoderClassifierCheckpoint, DecoderConfig, EncoderCheckpoint, EncoderConfig,
};
use crate::slot::Slot;
use crate::source::Source;
use crate::stored::{CheckpointLayout, ReadError, StoredCheckpoint};
use stillroom_models::NamedTensor;

/// Values of `model_type` that are encoders.
const ENCODERS: [&str; 3] = ["bert", "distilbert", "roberta"];
/// All that are read.
const KNOWN: &str = "gpt2, llama, mistral, qwen2, bert, distilbert and roberta";

/// A model of any family that is read, with its weights.
#[derive(Debug, Clone, PartialEq)]
pub enum Checkpoint {
    /// GPT-2, Llama, Mistral, Qwen2.
    Decoder(DecoderCheckpoint),
    /// The same with a classifier of texts on top.
    DecoderClassifier(DecoderClassifierCheckpoint),
    /// BERT, DistilBERT, `RoBERTa`.
    Encoder(EncoderCheckpoint),
}

impl Checkpoint {
    /// Reads a model's folder; `file` gives the bytes of a name in it.
    ///
    /// # Errors
    /// [`CheckpointError`], naming the file, and the key or tensor in it.
    pub fn from_files(mut file: impl FnMut(&str) -> Option<Vec<u8>>) -> Result<Self, CheckpointError> {
        let config = file(CONFIG).ok_or_else(|| CheckpointError::MissingFile(CONFIG.into()))?;
        let shards = hugging_face_shards(file)?;
        Self::from_hugging_face(&config, &slices(&shards))
    }

    /// Reads `config.json` and one or more safetensors files, in f32, f16 or bf16.
    ///
    /// # Errors
    /// [`CheckpointError`], naming the file, and the key or tensor in it.
    pub fn from_hugging_face(config: &[u8], shards: &[&[u8]]) -> Result<Self, CheckpointError> {
        Ok(stored(CheckpointConfig::read(config)?, shards)?.read()?)
    }

    /// Names of the tensors that reading leaves out on purpose: buffers, copies, and heads that serve no purpose here.
    ///
    /// # Errors
    /// As [`Self::from_hugging_face`].
    pub fn passed_over(config: &[u8], shards: &[&[u8]]) -> Result<Vec<String>, CheckpointError> {
        Ok(stored(CheckpointConfig::read(config)?, shards)?.passed_over().to_vec())
    }

    /// `config.json` and `model.safetensors`, in f32.
    ///
    /// # Errors
    /// As [`DecoderCheckpoint::to_hugging_face`], [`DecoderClassifierCheckpoint::to_hugging_face`] and
    /// [`EncoderCheckpoint::to_hugging_face`].
    pub fn to_hugging_face(&self) -> Result<CheckpointFiles, CheckpointError> {
        match self {
            Self::Decoder(checkpoint) => checkpoint.to_hugging_face(),
            Self::DecoderClassifier(checkpoint) => checkpoint.to_hugging_face(),
            Self::Encoder(checkpoint) => checkpoint.to_hugging_face(),
        }
    }

    /// Its tensors, by our names.
    pub fn weights(&self) -> &[NamedTensor] {
        match self {
            Self::Decoder(checkpoint) => &checkpoint.weights,
            Self::DecoderClassifier(checkpoint) => &checkpoint.weights,
            Self::Encoder(checkpoint) => &checkpoint.weights,
        }
    }

    /// Number of token ids.
    pub fn vocabulary(&self) -> usize {
        match self {
            Self::Decoder(checkpoint) => checkpoint.vocabulary,
            Self::DecoderClassifier(checkpoint) => checkpoint.vocabulary,
            Self::Encoder(checkpoint) => checkpoint.vocabulary,
        }
    }

    /// Number of trainable values.
    pub fn parameters(&self) -> usize {
        self.weights().iter().map(|tensor| tensor.values.len()).sum()
    }
}

/// What is known of a model before any weight is read.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckpointConfig {
    /// Of a decoder.
    Decoder(DecoderConfig),
    /// Of a decoder that classifies.
    DecoderClassifier(DecoderClassifierConfig),
    /// Of an encoder.
    Encoder(EncoderConfig),
}

impl CheckpointConfig {
    /// Reads `config.json`.
    ///
    /// # Errors
    /// [`CheckpointError`], naming the key.
    pub fn read(config: &[u8]) -> Result<Self, CheckpointError> {
        if ENCODERS.contains(&kind(config)?.as_str()) {
            return EncoderConfig::read(config).map(Self::Encoder);
        }
        let read = match parse::<Architecture>(config)?.classifier() {
            Some(_) => DecoderClassifierConfig::read(config).map(Self::DecoderClassifier),
            None => DecoderConfig::read(config).map(Self::Decoder),
        };
        read.map_err(all_known)
    }

    /// Number of token ids.
    pub fn vocabulary(&self) -> usize {
        match self {
            Self::Decoder(config) => config.vocabulary,
            Self::DecoderClassifier(config) => config.body.vocabulary,
            Self::Encoder(config) => config.vocabulary,
        }
    }

    fn names(&self) -> (Naming, Vec<Slot>) {
        match self {
            Self::Decoder(config) => (DECODER, config.slots()),
            Self::DecoderClassifier(config) => (CLASSIFIER, config.slots()),
            Self::Encoder(config) => (config.naming(), config.slots()),
        }
    }

    fn with(self, weights: Vec<NamedTensor>) -> Checkpoint {
        match self {
            Self::Decoder(DecoderConfig { recipe, vocabulary, end_ids, .. }) => {
                Checkpoint::Decoder(DecoderCheckpoint { recipe, vocabulary, end_ids, weights })
            }
            Self::DecoderClassifier(config) => Checkpoint::DecoderClassifier(config.with(weights)),
            Self::Encoder(EncoderConfig { shape, vocabulary, padding, labels, .. }) => {
                Checkpoint::Encoder(EncoderCheckpoint { shape, vocabulary, padding, labels, weights })
            }
        }
    }
}

impl<'a> StoredCheckpoint<'a> {
    /// Opens the safetensors files that belong to a configuration: their headers are read and checked, no tensor is.
    ///
    /// # Errors
    /// [`CheckpointError`], naming the file or the tensor.
    pub fn from_hugging_face(config: CheckpointConfig, shards: Vec<Source<'a>>) -> Result<Self, CheckpointError> {
        let (naming, slots) = config.names();
        let tensors = Tensors::open(&shards, naming)?;
        let passed_over = tensors.passed_over(&slots);
        Ok(CheckpointLayout { config, places: tensors.places(slots)?, passed_over }.over(shards))
    }

    /// The model with all of its weights in memory.
    ///
    /// # Errors
    /// [`ReadError`], naming the tensor.
    pub fn read(&self) -> Result<Checkpoint, ReadError> {
        Ok(self.config().clone().with(self.read_all()?))
    }
}

/// A model whose files are in memory.
pub(super) fn stored<'a>(
    config: CheckpointConfig,
    shards: &[&'a [u8]],
) -> Result<StoredCheckpoint<'a>, CheckpointError> {
    let source = |&bytes: &&'a [u8]| Box::new(bytes) as Source<'a>;
    StoredCheckpoint::from_hugging_face(config, shards.iter().map(source).collect())
}

/// Where any family may come, all are named.
fn all_known(error: CheckpointError) -> CheckpointError {
    match error {
        CheckpointError::Family { found, .. } => CheckpointError::Family { found, known: KNOWN },
        other => other,
    }
}

fn slices(shards: &[Vec<u8>]) -> Vec<&[u8]> {
    shards.iter().map(Vec::as_slice).collect()
}
