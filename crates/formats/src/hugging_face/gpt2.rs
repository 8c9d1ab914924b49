//! `config.json` of GPT-2.

use super::activation::{activation, activation_name};
use super::config::{DecoderConfig, EndIds};
use super::error::CheckpointError;
use super::family::Family;
use super::names::per_head;
use serde::Deserialize;
use serde_json::{Value, json};
use stillroom_spec::{DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe};

#[derive(Deserialize)]
pub(super) struct Gpt2Config {
    vocab_size: usize,
    n_positions: usize,
    n_embd: usize,
    n_layer: usize,
    n_head: usize,
    n_inner: Option<usize>,
    activation_function: String,
    layer_norm_epsilon: f64,
    scale_attn_weights: Option<bool>,
    scale_attn_by_inverse_layer_idx: Option<bool>,
    tie_word_embeddings: Option<bool>,
    eos_token_id: Option<EndIds>,
}

impl Gpt2Config {
    pub(super) fn decoder(self) -> Result<DecoderConfig, CheckpointError> {
        self.check_scale()?;
        let recipe = DecoderRecipe {
            layers: self.n_layer,
            width: self.n_embd,
            heads: self.n_head,
            key_value_heads: self.n_head,
            head_width: per_head(self.n_embd, self.n_head)?,
            feed_forward: self.n_inner.unwrap_or(self.n_embd.saturating_mul(4)),
            context: self.n_positions,
            norm: DecoderNorm::LayerNorm { epsilon: self.layer_norm_epsilon },
            positions: DecoderPositions::Learned {},
            activation: activation("activation_function", self.activation_function)?,
            tied_head: self.tie_word_embeddings.unwrap_or(true),
            biases: DecoderBiases::All,
            dropout: 0.0,
        };
        let end_ids = EndIds::list(self.eos_token_id);
        Ok(DecoderConfig { recipe, vocabulary: self.vocab_size, end_ids, family: Family::Gpt2 })
    }

    fn check_scale(&self) -> Result<(), CheckpointError> {
        let refuse = |key, value: bool, known| Err(CheckpointError::Setting { key, value: value.to_string(), known });
        if self.scale_attn_weights == Some(false) {
            return refuse("scale_attn_weights", false, "true");
        }
        if self.scale_attn_by_inverse_layer_idx == Some(true) {
            return refuse("scale_attn_by_inverse_layer_idx", true, "false");
        }
        Ok(())
    }
}

/// `config.json` of a recipe of this family.
pub(super) fn config(recipe: &DecoderRecipe) -> Value {
    let (DecoderNorm::LayerNorm { epsilon } | DecoderNorm::RmsNorm { epsilon }) = recipe.norm;
    json!({
        "architectures": ["GPT2LMHeadModel"],
        "model_type": "gpt2",
        "n_positions": recipe.context,
        "n_embd": recipe.width,
        "n_layer": recipe.layers,
        "n_head": recipe.heads,
        "n_inner": recipe.feed_forward,
        "activation_function": activation_name(recipe.activation),
        "layer_norm_epsilon": epsilon,
        "embd_pdrop": recipe.dropout,
        "resid_pdrop": recipe.dropout,
        "attn_pdrop": 0.0,
    })
}
