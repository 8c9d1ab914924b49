//! `config.json` of DistilBERT.

use super::super::activation::{activation, activation_name};
use super::super::error::CheckpointError;
use super::super::labels::HeadConfig;
use super::family::{DISTILBERT_EPSILON, EncoderFamily};
use super::{EncoderConfig, head};
use serde::Deserialize;
use serde_json::{Value, json};
use stillroom_models::{HeadActivation, PositionCount, TextEncoderShape};

#[derive(Deserialize)]
pub(super) struct DistilBertConfig {
    vocab_size: usize,
    dim: usize,
    n_layers: usize,
    n_heads: usize,
    hidden_dim: usize,
    max_position_embeddings: usize,
    activation: Option<String>,
    pad_token_id: Option<u32>,
    #[serde(flatten)]
    head: HeadConfig,
}

impl DistilBertConfig {
    pub(super) fn encoder(self) -> Result<EncoderConfig, CheckpointError> {
        let labels = self.head.labels()?;
        let shape = TextEncoderShape {
            layers: self.n_layers,
            width: self.dim,
            heads: self.n_heads,
            feed_forward: self.hidden_dim,
            positions: self.max_position_embeddings,
            position_count: PositionCount::FromZero,
            token_types: 0,
            epsilon: DISTILBERT_EPSILON,
            activation: activation("activation", self.activation.unwrap_or_else(|| "gelu".into()))?,
            dropout: 0.0,
            head: head(&labels, HeadActivation::Relu),
        };
        let (vocabulary, padding) = (self.vocab_size, self.pad_token_id.unwrap_or(0));
        Ok(EncoderConfig { shape, vocabulary, padding, labels, family: EncoderFamily::DistilBert })
    }
}

/// `config.json` of a shape of this family.
pub(super) fn config(shape: &TextEncoderShape) -> Value {
    json!({
        "model_type": "distilbert",
        "dim": shape.width,
        "n_layers": shape.layers,
        "n_heads": shape.heads,
        "hidden_dim": shape.feed_forward,
        "max_position_embeddings": shape.positions,
        "activation": activation_name(shape.activation),
        "dropout": shape.dropout,
        "attention_dropout": 0.0,
        "seq_classif_dropout": shape.dropout,
    })
}
