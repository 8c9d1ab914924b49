use super::classifier::ClassifierConfig;
use super::config::{kind, parse};
use super::error::{CONFIG, CheckpointError};
use super::index::hugging_face_shards;
use super::labels::Architecture;
use super::{
    CheckpointFiles, DecoderCheckpoint, DecoderClassifierCheckpoint, DecoderConfig, EncoderCheckpoint, EncoderConfig,
};
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

/// Which of them a configuration describes.
enum Kind {
    Decoder,
    DecoderClassifier,
    Encoder,
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
        let read = match kind_of(config)? {
            Kind::Encoder => EncoderCheckpoint::from_hugging_face(config, shards).map(Self::Encoder),
            Kind::Decoder => DecoderCheckpoint::from_hugging_face(config, shards).map(Self::Decoder),
            Kind::DecoderClassifier => {
                DecoderClassifierCheckpoint::from_hugging_face(config, shards).map(Self::DecoderClassifier)
            }
        };
        read.map_err(all_known)
    }

    /// Names of the tensors that reading leaves out on purpose: buffers, copies, and heads that serve no purpose here.
    ///
    /// # Errors
    /// As [`Self::from_hugging_face`].
    pub fn passed_over(config: &[u8], shards: &[&[u8]]) -> Result<Vec<String>, CheckpointError> {
        match kind_of(config)? {
            Kind::Encoder => EncoderConfig::read(config)?.passed_over(shards),
            Kind::Decoder => DecoderConfig::read(config).map_err(all_known)?.passed_over(shards),
            Kind::DecoderClassifier => ClassifierConfig::read(config).map_err(all_known)?.passed_over(shards),
        }
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

fn kind_of(config: &[u8]) -> Result<Kind, CheckpointError> {
    if ENCODERS.contains(&kind(config)?.as_str()) {
        return Ok(Kind::Encoder);
    }
    let classifies = parse::<Architecture>(config)?.classifier().is_some();
    Ok(if classifies { Kind::DecoderClassifier } else { Kind::Decoder })
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
