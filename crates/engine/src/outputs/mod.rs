//! What a model of others computes for token ids: logits and last hidden states.

mod input;

pub use input::TokenRows;

use crate::EngineError;
use crate::pretrained::filled;
use burn::tensor::{Device, Int, Tensor, TensorData};
use input::Limits;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use stillroom_formats::Checkpoint;
use stillroom_models::{Decoder, DecoderClassifier, DecoderInput, TextEncoder, TextEncoderInput, read_values};

/// Tokens that are computed at once: a long input must not take all of a device's memory.
const TOKENS_AT_ONCE: usize = 8192;

/// A model of any family that is read, ready to compute.
#[derive(Debug)]
pub struct OutputModel {
    network: Network,
    limits: Limits,
}

#[derive(Debug)]
enum Network {
    Decoder(Box<Decoder>),
    /// With the id of its padding.
    DecoderClassifier(Box<DecoderClassifier>, Option<u32>),
    Encoder(Box<TextEncoder>),
}

/// Logits of every token, or of the classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Logits {
    /// `[rows][length][vocabulary]`.
    Tokens(Vec<Vec<Vec<f32>>>),
    /// `[rows][classes]`.
    Classes(Vec<Vec<f32>>),
}

/// What a model computes. A value that is no number is written as `null`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelOutputs {
    /// None where the model has no head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logits: Option<Logits>,
    /// Of the last layer, after the final norm `[rows][length][width]`.
    pub hidden_states: Vec<Vec<Vec<f32>>>,
}

impl OutputModel {
    /// Puts a checkpoint's weights on a device.
    ///
    /// # Errors
    /// [`EngineError::Format`] if the weights are not those of its shape.
    pub fn new(checkpoint: &Checkpoint, device: &Device) -> Result<Self, EngineError> {
        let vocabulary = checkpoint.vocabulary();
        let (network, context, token_types) = match checkpoint {
            Checkpoint::Decoder(decoder) => {
                let blank = Decoder::blank(&decoder.recipe, vocabulary, device);
                (Network::Decoder(Box::new(filled(blank, &decoder.weights)?)), decoder.recipe.context, 0)
            }
            Checkpoint::DecoderClassifier(found) => {
                let blank = DecoderClassifier::blank(&found.recipe, vocabulary, found.labels.len(), device);
                let network = Box::new(filled(blank, &found.weights)?);
                (Network::DecoderClassifier(network, found.padding), found.recipe.context, 0)
            }
            Checkpoint::Encoder(encoder) => {
                let blank = TextEncoder::blank(&encoder.shape, vocabulary, device);
                let network = Network::Encoder(Box::new(filled(blank, &encoder.weights)?));
                (network, encoder.shape.context(), encoder.shape.token_types)
            }
        };
        Ok(Self { network, limits: Limits { vocabulary, context, token_types } })
    }

    /// Logits and last hidden states of every row.
    ///
    /// # Errors
    /// [`EngineError::Recipe`] if the rows are no batch that the model can take, saying where;
    /// [`EngineError::Device`] if the device cannot be read.
    pub async fn outputs(&self, rows: &TokenRows, device: &Device) -> Result<ModelOutputs, EngineError> {
        rows.check(&self.limits)?;
        let at_once = (TOKENS_AT_ONCE / rows.length()).max(1);
        let (mut logits, mut hidden_states) = (Vec::new(), Vec::new());
        for start in (0..rows.input_ids.len()).step_by(at_once) {
            let batch = Batch { rows, range: start..(start + at_once).min(rows.input_ids.len()), device };
            let (hidden, of_batch) = self.network.run(&batch);
            hidden_states.extend(nested(hidden).await?);
            if let Some(of_batch) = of_batch {
                logits.extend(nested(of_batch).await?);
            }
        }
        Ok(ModelOutputs { logits: self.network.arrange(logits), hidden_states })
    }
}

/// Some of the rows.
struct Batch<'a> {
    rows: &'a TokenRows,
    range: Range<usize>,
    device: &'a Device,
}

impl Batch<'_> {
    fn integers(&self, rows: &[Vec<u32>]) -> Tensor<2, Int> {
        let values: Vec<i32> = rows[self.range.clone()].concat().into_iter().map(u32::cast_signed).collect();
        Tensor::from_data(TensorData::new(values, [self.range.len(), self.rows.length()]), self.device)
    }

    fn ids(&self) -> Tensor<2, Int> {
        self.integers(&self.rows.input_ids)
    }

    fn mask(&self) -> Tensor<2> {
        match &self.rows.attention_mask {
            Some(mask) => self.integers(mask).float(),
            None => Tensor::ones([self.range.len(), self.rows.length()], self.device),
        }
    }

    fn decoder(&self) -> DecoderInput {
        DecoderInput::new(self.ids()).with_mask(self.mask())
    }

    /// 1 where a class may be read: at any id but the padding's, or where there is none, at any that the mask shows.
    fn real(&self, padding: Option<u32>) -> Tensor<2> {
        padding.map_or_else(|| self.mask(), |id| self.ids().not_equal_elem(id.cast_signed()).float())
    }

    fn types(&self) -> Option<Tensor<2, Int>> {
        self.rows.token_type_ids.as_ref().map(|types| self.integers(types))
    }
}

impl Network {
    /// Hidden states, and logits `[rows, length or 1, values]`.
    fn run(&self, batch: &Batch<'_>) -> (Tensor<3>, Option<Tensor<3>>) {
        match self {
            Self::Decoder(model) => {
                let hidden = model.hidden(&batch.decoder());
                (hidden.clone(), Some(model.head(hidden)))
            }
            Self::DecoderClassifier(model, padding) => {
                let hidden = model.hidden(&batch.decoder());
                (hidden.clone(), Some(model.logits(hidden, &batch.real(*padding)).unsqueeze_dim(1)))
            }
            Self::Encoder(model) => {
                let input =
                    TextEncoderInput { types: batch.types(), ..TextEncoderInput::new(batch.ids(), batch.mask()) };
                let hidden = model.hidden(&input);
                (hidden.clone(), model.logits(hidden).map(|logits| logits.unsqueeze_dim(1)))
            }
        }
    }

    fn arrange(&self, logits: Vec<Vec<Vec<f32>>>) -> Option<Logits> {
        match self {
            Self::Decoder(_) => Some(Logits::Tokens(logits)),
            Self::Encoder(model) if model.shape().head.is_none() => None,
            Self::DecoderClassifier(..) | Self::Encoder(_) => {
                Some(Logits::Classes(logits.into_iter().map(|row| row.concat()).collect()))
            }
        }
    }
}

async fn nested(tensor: Tensor<3>) -> Result<Vec<Vec<Vec<f32>>>, EngineError> {
    let [_, length, width] = tensor.dims();
    let values = read_values(tensor).await?;
    let row = |row: &[f32]| row.chunks_exact(width).map(<[f32]>::to_vec).collect();
    Ok(values.chunks_exact(length * width).map(row).collect())
}
