//! A model that was trained elsewhere, as the engine uses it.

mod card;
mod licence;
mod models;

pub use models::Models;

use crate::EngineError;
use burn::module::Module;
use burn::tensor::Device;
use sha2::{Digest, Sha256};
use stillroom_data::ForeignTokenizer;
use stillroom_formats::{
    Checkpoint, CheckpointError, DecoderCheckpoint, EncoderCheckpoint, FormatError, GgufFile, gguf_tokenizer_json,
    hugging_face_shards,
};
use stillroom_models::{Decoder, NamedTensor, TextEncoder, load_parameters};
use stillroom_spec::{ErrorCode, ErrorReport, ModelCard, ModelSource};

const CONFIG: &str = "config.json";
const TOKENIZER: &str = "tokenizer.json";
const README: &str = "README.md";

/// A model of any family that is read, with its tokenizer and its card.
#[derive(Debug)]
pub struct PretrainedModel {
    checkpoint: Checkpoint,
    /// `tokenizer.json`, or why there is none.
    tokenizer: Result<String, String>,
    card: ModelCard,
}

impl PretrainedModel {
    /// Reads a folder in Hugging Face's layout; `file` gives the bytes of a name in it.
    ///
    /// # Errors
    /// [`EngineError::Checkpoint`], naming the file, and the key or tensor in it.
    pub fn from_files(name: &str, mut file: impl FnMut(&str) -> Option<Vec<u8>>) -> Result<Self, EngineError> {
        let config = file(CONFIG).ok_or_else(|| CheckpointError::MissingFile(CONFIG.into()))?;
        let readme = file(README).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let tokenizer = file(TOKENIZER).ok_or_else(|| format!("there is no `{TOKENIZER}`")).and_then(text);
        let shards = hugging_face_shards(file)?;
        let slices: Vec<&[u8]> = shards.iter().map(Vec::as_slice).collect();
        let checkpoint = Checkpoint::from_hugging_face(&config, &slices)?;
        let card = ModelCard {
            passed_over: Checkpoint::passed_over(&config, &slices)?,
            licence: readme.as_deref().and_then(licence::named),
            has_tokenizer: tokenizer.is_ok(),
            sha256: hash(&slices),
            file_bytes: slices.iter().map(|bytes| bytes.len() as f64).sum(),
            ..card::of(name, &card::family(&config), &checkpoint)
        };
        Ok(Self { checkpoint, tokenizer, card })
    }

    /// Reads a GGUF file.
    ///
    /// # Errors
    /// [`EngineError::Gguf`], naming the key or the tensor.
    pub fn from_gguf(name: &str, bytes: &[u8]) -> Result<Self, EngineError> {
        let file = GgufFile::open(bytes)?;
        let checkpoint = Checkpoint::Decoder(file.checkpoint()?);
        let tokenizer = gguf_tokenizer_json(&file).map_err(|why| why.to_string());
        let words = |key: &str| file.metadata(key).and_then(|value| value.as_text()).map(str::to_owned);
        let family = words("general.architecture").unwrap_or_default();
        let card = ModelCard {
            licence: words("general.license"),
            has_tokenizer: tokenizer.is_ok(),
            sha256: hash(&[bytes]),
            file_bytes: bytes.len() as f64,
            ..card::of(name, &family, &checkpoint)
        };
        Ok(Self { checkpoint, tokenizer, card })
    }

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

    /// Its shape and weights.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Its shape and weights, to keep.
    pub fn into_checkpoint(self) -> Checkpoint {
        self.checkpoint
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
        let name = &self.card.name;
        let missing = |why: &str| {
            let what = format!("`{name}` has no tokenizer that can be read: {why}.");
            ErrorReport::new(ErrorCode::Recipe, what, "Add its `tokenizer.json` to the model's files.")
        };
        Ok(ForeignTokenizer::from_json(self.tokenizer_json().map_err(missing)?)?)
    }

    /// Its network, if it is a decoder, on a device.
    ///
    /// # Errors
    /// [`EngineError::Recipe`] if it is not.
    pub(crate) fn decoder(&self, device: &Device) -> Result<(&DecoderCheckpoint, Decoder), EngineError> {
        match &self.checkpoint {
            Checkpoint::Decoder(found) => {
                let blank = Decoder::blank(&found.recipe, found.vocabulary, device);
                Ok((found, filled(blank, &found.weights)?))
            }
            Checkpoint::DecoderClassifier(_) | Checkpoint::Encoder(_) => {
                Err(self.unfit("predicts no tokens", "Choose GPT-2, Llama, Mistral or Qwen2."))
            }
        }
    }

    /// Its network, if it is an encoder, on a device.
    ///
    /// # Errors
    /// As [`Self::need_encoder`].
    pub(crate) fn encoder(&self, device: &Device) -> Result<(&EncoderCheckpoint, TextEncoder), EngineError> {
        let found = self.need_encoder()?;
        Ok((found, filled(TextEncoder::blank(&found.shape, found.vocabulary, device), &found.weights)?))
    }

    /// Its shape, if it is an encoder.
    ///
    /// # Errors
    /// [`EngineError::Recipe`] if it is not.
    pub(crate) fn need_encoder(&self) -> Result<&EncoderCheckpoint, EngineError> {
        match &self.checkpoint {
            Checkpoint::Encoder(found) => Ok(found),
            Checkpoint::Decoder(_) | Checkpoint::DecoderClassifier(_) => {
                Err(self.unfit("is a decoder, not an encoder", "Choose BERT, DistilBERT or RoBERTa."))
            }
        }
    }

    fn unfit(&self, why: &str, hint: &str) -> EngineError {
        ErrorReport::new(ErrorCode::Recipe, format!("`{}` {why}.", self.card.name), hint).into()
    }
}

fn text(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|_| format!("`{TOKENIZER}` is not UTF-8"))
}

/// As [`ModelSource::sha256`] says.
fn hash(files: &[&[u8]]) -> String {
    let of = |bytes: &[u8]| format!("{:x}", Sha256::digest(bytes));
    match files {
        [one] => of(one),
        many => of(many.iter().map(|bytes| of(bytes)).collect::<String>().as_bytes()),
    }
}

/// A network with weights from a file.
pub(crate) fn filled<M: Module>(blank: M, weights: &[NamedTensor]) -> Result<M, EngineError> {
    let wrong = |why| FormatError::Safetensors { file: "model.safetensors".into(), why };
    Ok(load_parameters(blank, weights).map_err(wrong)?)
}

#[cfg(test)]
mod tests;
