//! Decoders that classify texts by their last token: `GPT2ForSequenceClassification` and its kin.

use super::CheckpointFiles;
use super::config::{DecoderConfig, parse};
use super::error::CheckpointError;
use super::family::Family;
use super::labels::{self, HeadConfig};
use super::names::{CLASSIFIER, classifier_slots, prefix};
use super::tensors::Tensors;
use super::write::{Body, Names, weights};
use crate::slot::Slot;
use serde::Deserialize;
use serde_json::Value;
use stillroom_models::NamedTensor;
use stillroom_spec::DecoderRecipe;

/// A classifying decoder with its weights.
#[derive(Debug, Clone, PartialEq)]
pub struct DecoderClassifierCheckpoint {
    /// The body's shape. Its head is tied: no layer reads the vocabulary out.
    pub recipe: DecoderRecipe,
    /// Number of token ids.
    pub vocabulary: usize,
    /// Ids that end a text; the first is written as its beginning too.
    pub end_ids: Vec<u32>,
    /// Id that fills up rows: a row's class is read at its last other id. Without one, at the last place that the mask
    /// shows.
    pub padding: Option<u32>,
    /// Names of the classes, in order.
    pub labels: Vec<String>,
    /// Tensors by the names that they have in `stillroom_models::DecoderClassifier`.
    pub weights: Vec<NamedTensor>,
}

/// What `config.json` says of it.
pub(super) struct ClassifierConfig {
    body: DecoderConfig,
    padding: Option<u32>,
    labels: Vec<String>,
}

#[derive(Deserialize)]
struct Keys {
    /// Some old files say −1 where there is none.
    pad_token_id: Option<i64>,
    #[serde(flatten)]
    head: HeadConfig,
}

impl ClassifierConfig {
    pub(super) fn read(config: &[u8]) -> Result<Self, CheckpointError> {
        let mut body = DecoderConfig::read_body(config)?;
        let keys: Keys = parse(config)?;
        // Whatever the configuration says: there is no head over the vocabulary to be untied.
        body.recipe.tied_head = true;
        let padding = keys.pad_token_id.and_then(|id| u32::try_from(id).ok());
        Ok(Self { body, padding, labels: keys.head.classes()? })
    }

    pub(super) fn passed_over(&self, shards: &[&[u8]]) -> Result<Vec<String>, CheckpointError> {
        Ok(Tensors::open(shards, CLASSIFIER)?.passed_over(&self.slots()))
    }

    fn slots(&self) -> Vec<Slot> {
        classifier_slots(self.body.family, &self.body.recipe, [self.body.vocabulary, self.labels.len()])
    }
}

impl DecoderClassifierCheckpoint {
    /// Reads `config.json` and one or more safetensors files, in f32, f16 or bf16.
    ///
    /// Takes no more memory than the tensors of the files in f32, whatever the configuration claims.
    ///
    /// # Errors
    /// [`CheckpointError`], naming the file, and the key or tensor in it.
    pub fn from_hugging_face(config: &[u8], shards: &[&[u8]]) -> Result<Self, CheckpointError> {
        let config = ClassifierConfig::read(config)?;
        let weights = Tensors::open(shards, CLASSIFIER)?.read_all(&config.slots())?;
        let ClassifierConfig { body: DecoderConfig { recipe, vocabulary, end_ids, .. }, padding, labels } = config;
        Ok(Self { recipe, vocabulary, end_ids, padding, labels, weights })
    }

    /// `config.json` and `model.safetensors`, by which Hugging Face's libraries load it as GPT-2, Llama or Qwen2.
    ///
    /// # Errors
    /// [`CheckpointError::Unwritable`] for a shape that none of them has; [`CheckpointError::Range`] without classes;
    /// [`CheckpointError::Missing`] and [`CheckpointError::Shape`] if the weights are not the shape's.
    pub fn to_hugging_face(&self) -> Result<CheckpointFiles, CheckpointError> {
        let body = self.body();
        let family = body.family()?;
        if self.labels.is_empty() {
            return Err(CheckpointError::Range("there are no names of classes".into()));
        }
        let slots = classifier_slots(family, &self.recipe, [self.vocabulary, self.labels.len()]);
        let weights = weights(&slots, &self.weights, &Names { prefix: prefix(family), naming: CLASSIFIER })?;
        Ok(CheckpointFiles { config: format!("{:#}\n", self.config(family)), weights })
    }

    fn body(&self) -> Body<'_> {
        Body { recipe: &self.recipe, vocabulary: self.vocabulary, end_ids: &self.end_ids }
    }

    fn config(&self, family: Family) -> Value {
        let mut config = self.body().config(family);
        labels::write(&mut config, family.model(), &self.labels);
        config["pad_token_id"] = self.padding.into();
        config
    }
}
