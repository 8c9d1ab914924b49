//! A pretrained decoder as language models use it.

use super::PretrainedModel;
use crate::EngineError;
use burn::tensor::Device;
use stillroom_data::LanguageTokenizer;
use stillroom_formats::CheckpointConfig;
use stillroom_models::Decoder;
use stillroom_spec::{DecoderRecipe, ErrorCode, ErrorReport};

impl PretrainedModel {
    /// Its shape, if it is a decoder.
    ///
    /// # Errors
    /// [`EngineError::Recipe`] if it is not.
    pub(crate) fn decoder_shape(&self) -> Result<&DecoderRecipe, EngineError> {
        self.decoder_head().map(|(shape, _)| shape)
    }

    /// Its tokenizer. A text ends with the first of the ids that the model says end one.
    ///
    /// # Errors
    /// [`EngineError::Recipe`] where there is none, or no such id; [`EngineError::Data`] where it loses something of a
    /// text.
    pub(crate) fn language_tokenizer(&self) -> Result<LanguageTokenizer, EngineError> {
        let (_, end_ids) = self.decoder_head()?;
        let unsaid = || self.unfit("does not say by which id a text ends", "Add `eos_token_id` to its `config.json`.");
        let end = end_ids.first().copied().ok_or_else(unsaid)?;
        Ok(LanguageTokenizer::of_others(self.need_tokenizer()?, end)?)
    }

    /// Its network over some of its ids, in their order.
    ///
    /// # Errors
    /// [`EngineError::Recipe`] if it is no decoder, or its table lacks an id.
    pub(crate) fn decoder_with_ids(&self, ids: &[u32], device: &Device) -> Result<Decoder, EngineError> {
        let (_, decoder) = self.decoder(device)?;
        let rows = decoder.vocabulary();
        match ids.iter().max() {
            Some(&most) if most as usize >= rows => Err(self.unfit(
                &format!("has {rows} ids, and its tokenizer at least {}", most as usize + 1),
                "Take model and tokenizer from the same place.",
            )),
            _ if ids.len() == rows && ids.is_sorted() => Ok(decoder),
            _ => Ok(decoder.with_ids(ids)),
        }
    }

    /// Shape, and the ids that end a text.
    fn decoder_head(&self) -> Result<(&DecoderRecipe, &[u32]), EngineError> {
        match self.config() {
            CheckpointConfig::Decoder(found) => Ok((&found.recipe, &found.end_ids)),
            CheckpointConfig::DecoderClassifier(_) | CheckpointConfig::Encoder(_) => {
                Err(self.unfit("predicts no tokens", "Choose GPT-2, Llama, Mistral or Qwen2."))
            }
        }
    }

    /// `tokenizer.json`.
    pub(super) fn need_tokenizer(&self) -> Result<&str, EngineError> {
        let missing = |why: &str| {
            let what = format!("`{}` has no tokenizer that can be read: {why}.", self.card().name);
            ErrorReport::new(ErrorCode::Recipe, what, "Add its `tokenizer.json` to the model's files.")
        };
        Ok(self.tokenizer_json().map_err(missing)?)
    }
}
