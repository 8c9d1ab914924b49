//! `config.json` of BERT and `RoBERTa`, which differ in how they count positions and in their heads.

use super::super::activation::{activation, activation_name};
use super::super::error::CheckpointError;
use super::super::labels::HeadConfig;
use super::family::EncoderFamily;
use super::{EncoderConfig, head};
use serde::Deserialize;
use serde_json::{Value, json};
use stillroom_models::{HeadActivation, PositionCount, TextEncoderShape};

#[derive(Deserialize)]
pub(super) struct BertConfig {
    vocab_size: usize,
    hidden_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    intermediate_size: usize,
    max_position_embeddings: usize,
    hidden_act: Option<String>,
    type_vocab_size: Option<usize>,
    layer_norm_eps: Option<f64>,
    pad_token_id: Option<u32>,
    position_embedding_type: Option<String>,
    is_decoder: Option<bool>,
    add_cross_attention: Option<bool>,
    #[serde(flatten)]
    head: HeadConfig,
}

impl BertConfig {
    pub(super) fn encoder(self, family: EncoderFamily) -> Result<EncoderConfig, CheckpointError> {
        self.check_attention()?;
        let labels = self.head.labels()?;
        let (default, count): (u32, fn(u32) -> PositionCount) = match family {
            EncoderFamily::Roberta => (1, |padding| PositionCount::AfterPadding { padding }),
            _ => (0, |_| PositionCount::FromZero),
        };
        let padding = self.pad_token_id.unwrap_or(default);
        let shape = TextEncoderShape {
            layers: self.num_hidden_layers,
            width: self.hidden_size,
            heads: self.num_attention_heads,
            feed_forward: self.intermediate_size,
            positions: self.max_position_embeddings,
            position_count: count(padding),
            // What `transformers` takes where these are not said.
            token_types: self.type_vocab_size.unwrap_or(2),
            epsilon: self.layer_norm_eps.unwrap_or(1e-12),
            activation: activation("hidden_act", self.hidden_act.unwrap_or_else(|| "gelu".into()))?,
            dropout: 0.0,
            head: head(&labels, HeadActivation::Tanh),
        };
        Ok(EncoderConfig { shape, vocabulary: self.vocab_size, padding, labels, family })
    }

    fn check_attention(&self) -> Result<(), CheckpointError> {
        let refuse = |key, value, known| Err(CheckpointError::Setting { key, value, known });
        match self.position_embedding_type.as_deref() {
            None | Some("absolute") => {}
            Some(kind) => return refuse("position_embedding_type", format!("`{kind}`"), "`absolute`"),
        }
        for (key, value) in [("is_decoder", self.is_decoder), ("add_cross_attention", self.add_cross_attention)] {
            if value == Some(true) {
                return refuse(key, "true".into(), "false");
            }
        }
        Ok(())
    }
}

/// `config.json` of a shape of one of these families.
pub(super) fn config(shape: &TextEncoderShape, family: EncoderFamily) -> Value {
    json!({
        "model_type": if family == EncoderFamily::Roberta { "roberta" } else { "bert" },
        "hidden_size": shape.width,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "hidden_act": activation_name(shape.activation),
        "layer_norm_eps": shape.epsilon,
        "hidden_dropout_prob": shape.dropout,
        "attention_probs_dropout_prob": 0.0,
    })
}
