//! A model that was trained elsewhere, as the engine uses it.

mod card;
mod hash;
mod language;
mod licence;
mod models;
mod open;
mod room;

pub use models::Models;
pub use room::DeviceRoom;

use crate::EngineError;
use burn::module::Module;
use burn::tensor::Device;
use stillroom_data::ForeignTokenizer;
use stillroom_formats::{
    Checkpoint, CheckpointConfig, DecoderClassifierConfig, DecoderConfig, EncoderConfig, StoredCheckpoint,
};
use stillroom_models::{Decoder, DecoderClassifier, TextEncoder, fill_parameters};
use stillroom_spec::{ErrorCode, ErrorReport, ModelCard, ModelSource};

/// A model of any family that is read, with its tokenizer and its card. Its weights stay in its files: each network is
/// read tensor by tensor onto its device.
#[derive(Debug)]
pub struct PretrainedModel {
    stored: StoredCheckpoint<'static>,
    /// `tokenizer.json`, or why there is none.
    tokenizer: Result<String, String>,
    card: ModelCard,
}

impl PretrainedModel {
    /// What it is.
    pub fn card(&self) -> &ModelCard {
        &self.card
    }

    /// `tokenizer.json`.
    ///
    /// # Errors
    /// Why there is none.
    pub fn tokenizer_json(&self) -> Result<&str, &str> {
        self.tokenizer.as_deref().map_err(String::as_str)
    }

    /// Its shape.
    pub fn config(&self) -> &CheckpointConfig {
        self.stored.config()
    }

    /// Its shape and all of its weights, in memory: for writing them elsewhere.
    ///
    /// # Errors
    /// [`EngineError::Read`], naming the tensor.
    pub fn read_checkpoint(&self) -> Result<Checkpoint, EngineError> {
        Ok(self.stored.read()?)
    }

    /// Checks that a device holds it, before any of it is loaded.
    ///
    /// # Errors
    /// [`ErrorCode::Device`], with the figures and the choices.
    pub fn check_room(&self, room: &DeviceRoom) -> Result<(), ErrorReport> {
        room.check(&self.card)
    }

    /// Checks that it is the model that a recipe means.
    ///
    /// # Errors
    /// [`ErrorCode::Recipe`], with both hashes.
    pub fn check(&self, source: &ModelSource) -> Result<(), ErrorReport> {
        let found = &self.card.sha256;
        match &source.sha256 {
            Some(wanted) if !wanted.eq_ignore_ascii_case(found) => Err(ErrorReport::new(
                ErrorCode::Recipe,
                format!(
                    "`{}` is not the model that the recipe means: its SHA-256 is {found}, not {wanted}.",
                    source.name
                ),
                "Take the recipe's model, or remove `sha256` from the recipe.",
            )),
            _ => Ok(()),
        }
    }

    /// What cuts a text into its ids.
    ///
    /// # Errors
    /// [`EngineError::Recipe`] where there is none, [`EngineError::Data`] where it cannot be read.
    pub(crate) fn tokenizer(&self) -> Result<ForeignTokenizer, EngineError> {
        Ok(ForeignTokenizer::from_json(self.need_tokenizer()?)?)
    }

    /// Its network, if it is a decoder, read onto a device tensor by tensor.
    ///
    /// # Errors
    /// [`EngineError::Recipe`] if it is not, [`EngineError::Read`] if a tensor cannot be read.
    pub(crate) fn decoder(&self, device: &Device) -> Result<(&DecoderConfig, Decoder), EngineError> {
        match self.config() {
            CheckpointConfig::Decoder(found) => {
                Ok((found, self.filled(Decoder::blank(&found.recipe, found.vocabulary, device))?))
            }
            CheckpointConfig::DecoderClassifier(_) | CheckpointConfig::Encoder(_) => {
                Err(self.unfit("predicts no tokens", "Choose GPT-2, Llama, Mistral or Qwen2."))
            }
        }
    }

    /// Its network, if it is a decoder that classifies, read onto a device tensor by tensor.
    ///
    /// # Errors
    /// [`EngineError::Recipe`] if it is not, [`EngineError::Read`] if a tensor cannot be read.
    pub(crate) fn decoder_classifier(
        &self,
        device: &Device,
    ) -> Result<(&DecoderClassifierConfig, DecoderClassifier), EngineError> {
        let CheckpointConfig::DecoderClassifier(found) = self.config() else {
            return Err(self.unfit("is no decoder that classifies", "Choose a `…ForSequenceClassification` of one."));
        };
        let (recipe, classes) = (&found.body.recipe, found.labels.len());
        let blank = DecoderClassifier::blank(recipe, found.body.vocabulary, classes, device);
        Ok((found, self.filled(blank)?))
    }

    /// Its network, if it is an encoder, read onto a device tensor by tensor.
    ///
    /// # Errors
    /// As [`Self::need_encoder`]; [`EngineError::Read`] if a tensor cannot be read.
    pub(crate) fn encoder(&self, device: &Device) -> Result<(&EncoderConfig, TextEncoder), EngineError> {
        let found = self.need_encoder()?;
        Ok((found, self.filled(TextEncoder::blank(&found.shape, found.vocabulary, device))?))
    }

    /// Its shape, if it is an encoder.
    ///
    /// # Errors
    /// [`EngineError::Recipe`] if it is not.
    pub(crate) fn need_encoder(&self) -> Result<&EncoderConfig, EngineError> {
        match self.config() {
            CheckpointConfig::Encoder(found) => Ok(found),
            CheckpointConfig::Decoder(_) | CheckpointConfig::DecoderClassifier(_) => {
                Err(self.unfit("is a decoder, not an encoder", "Choose BERT, DistilBERT or RoBERTa."))
            }
        }
    }

    fn filled<M: Module>(&self, blank: M) -> Result<M, EngineError> {
        Ok(fill_parameters(blank, |name, shape| self.stored.values(name, shape))?)
    }

    fn unfit(&self, why: &str, hint: &str) -> EngineError {
        ErrorReport::new(ErrorCode::Recipe, format!("`{}` {why}.", self.card.name), hint).into()
    }
}

#[cfg(test)]
mod tests;
