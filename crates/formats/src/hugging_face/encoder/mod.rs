//! BERT, DistilBERT and `RoBERTa`, with or without a classifier of sequences.

mod bert;
mod distilbert;
mod family;
mod names;

use super::config::{kind, parse};
use super::error::CheckpointError;
use super::tensors::Tensors;
use super::write::weights;
use super::{CheckpointFiles, labels};
use crate::slot::Slot;
use bert::BertConfig;
use distilbert::DistilBertConfig;
use family::EncoderFamily;
use names::names;
use stillroom_models::{HeadActivation, HeadShape, NamedTensor, TextEncoderShape};

/// What `config.json` says of an encoder. Its size is known by it before any weight is read.
#[derive(Debug, Clone, PartialEq)]
pub struct EncoderConfig {
    /// The shape. Dropout is 0, whatever the model was trained with: that is for whoever trains it.
    pub shape: TextEncoderShape,
    /// Number of token ids.
    pub vocabulary: usize,
    /// Id that fills up rows.
    pub padding: u32,
    /// Names of the classes, in order; none where there is no classifier.
    pub labels: Vec<String>,
    family: EncoderFamily,
}

/// An encoder with its weights.
#[derive(Debug, Clone, PartialEq)]
pub struct EncoderCheckpoint {
    /// Its shape.
    pub shape: TextEncoderShape,
    /// Number of token ids.
    pub vocabulary: usize,
    /// Id that fills up rows.
    pub padding: u32,
    /// Names of the classes, in order; none where there is no classifier.
    pub labels: Vec<String>,
    /// Tensors by the names that they have in `stillroom_models::TextEncoder`.
    pub weights: Vec<NamedTensor>,
}

impl EncoderConfig {
    /// Reads `config.json`.
    ///
    /// # Errors
    /// [`CheckpointError`], naming the key.
    pub fn read(config: &[u8]) -> Result<Self, CheckpointError> {
        let found = kind(config)?;
        let read = match found.as_str() {
            "bert" => parse::<BertConfig>(config)?.encoder(EncoderFamily::Bert)?,
            "roberta" => parse::<BertConfig>(config)?.encoder(EncoderFamily::Roberta)?,
            "distilbert" => parse::<DistilBertConfig>(config)?.encoder()?,
            _ => return Err(CheckpointError::Family { found, known: "bert, distilbert and roberta" }),
        };
        read.shape.validate("model").map_err(|report| CheckpointError::Range(report.message))?;
        Ok(read)
    }

    /// Reads the weights from the safetensors files that belong to it.
    ///
    /// # Errors
    /// [`CheckpointError`], naming the file or the tensor.
    pub fn weights(&self, shards: &[&[u8]]) -> Result<Vec<NamedTensor>, CheckpointError> {
        self.open(shards)?.read_all(&self.slots())
    }

    pub(super) fn passed_over(&self, shards: &[&[u8]]) -> Result<Vec<String>, CheckpointError> {
        Ok(self.open(shards)?.passed_over(&self.slots()))
    }

    fn open<'a>(&self, shards: &[&'a [u8]]) -> Result<Tensors<'a>, CheckpointError> {
        Tensors::open(shards, names(self.family, self.shape.head.is_some()).naming)
    }

    fn slots(&self) -> Vec<Slot> {
        names::slots(self.family, &self.shape, self.vocabulary)
    }
}

impl EncoderCheckpoint {
    /// Reads `config.json` and one or more safetensors files, in f32, f16 or bf16.
    ///
    /// Takes no more memory than the tensors of the files in f32, whatever the configuration claims. Passed over are
    /// heads that predict masked tokens or the next sentence, and a pooler that no classifier reads.
    ///
    /// # Errors
    /// [`CheckpointError`], naming the file, and the key or tensor in it.
    pub fn from_hugging_face(config: &[u8], shards: &[&[u8]]) -> Result<Self, CheckpointError> {
        let config = EncoderConfig::read(config)?;
        let weights = config.weights(shards)?;
        let EncoderConfig { shape, vocabulary, padding, labels, .. } = config;
        Ok(Self { shape, vocabulary, padding, labels, weights })
    }

    /// `config.json` and `model.safetensors`, by which Hugging Face's libraries load it as BERT, DistilBERT or
    /// `RoBERTa`.
    ///
    /// # Errors
    /// [`CheckpointError::Unwritable`] for a shape that none of them has; [`CheckpointError::Missing`] and
    /// [`CheckpointError::Shape`] if the weights are not the shape's.
    pub fn to_hugging_face(&self) -> Result<CheckpointFiles, CheckpointError> {
        self.shape.validate("model").map_err(|report| CheckpointError::Range(report.message))?;
        let classes = self.shape.head.map_or(0, |head| head.classes);
        if classes != self.labels.len() {
            let labels = self.labels.len();
            return Err(CheckpointError::Range(format!("there are {labels} names for {classes} classes")));
        }
        let family = EncoderFamily::of(&self.shape, self.padding).map_err(CheckpointError::Unwritable)?;
        let slots = names::slots(family, &self.shape, self.vocabulary);
        let weights = weights(&slots, &self.weights, &names(family, classes > 0))?;
        Ok(CheckpointFiles { config: self.config(family), weights })
    }

    fn config(&self, family: EncoderFamily) -> String {
        let (mut config, name) = match family {
            EncoderFamily::Bert => (bert::config(&self.shape, family), "Bert"),
            EncoderFamily::Roberta => (bert::config(&self.shape, family), "Roberta"),
            EncoderFamily::DistilBert => (distilbert::config(&self.shape), "DistilBert"),
        };
        labels::write(&mut config, name, &self.labels);
        config["vocab_size"] = self.vocabulary.into();
        config["pad_token_id"] = self.padding.into();
        config["dtype"] = "float32".into();
        format!("{config:#}\n")
    }
}

/// The head of a classifier with these classes.
fn head(labels: &[String], activation: HeadActivation) -> Option<HeadShape> {
    (!labels.is_empty()).then_some(HeadShape { classes: labels.len(), activation })
}
