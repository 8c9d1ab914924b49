//! `config.json` of Llama, Mistral and Qwen2.

use super::config::{DecoderConfig, EndIds};
use super::error::CheckpointError;
use super::family::Family;
use super::names::per_head;
use serde::Deserialize;
use serde_json::{Value, json};
use stillroom_spec::{DecoderActivation, DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe};

/// Longest context that is read: a longer one is cut, which rotary positions allow.
const LONGEST: usize = 1 << 17;
/// Base of the wavelengths where the configuration names none.
const THETA: f64 = 10_000.0;

#[derive(Deserialize)]
pub(super) struct LlamaConfig {
    vocab_size: usize,
    max_position_embeddings: usize,
    hidden_size: usize,
    intermediate_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    num_key_value_heads: Option<usize>,
    head_dim: Option<usize>,
    hidden_act: String,
    rms_norm_eps: f64,
    rope_theta: Option<f64>,
    rope_parameters: Option<Rope>,
    /// The same before version 5 of `transformers`, which put the base in it too.
    rope_scaling: Option<Rope>,
    attention_bias: Option<bool>,
    mlp_bias: Option<bool>,
    sliding_window: Option<usize>,
    use_sliding_window: Option<bool>,
    tie_word_embeddings: Option<bool>,
    eos_token_id: Option<EndIds>,
}

#[derive(Deserialize)]
struct Rope {
    #[serde(rename = "rope_theta")]
    theta: Option<f64>,
    #[serde(rename = "rope_type")]
    kind: Option<String>,
    /// The same in old files.
    r#type: Option<String>,
    partial_rotary_factor: Option<f64>,
}

impl LlamaConfig {
    pub(super) fn decoder(self, family: Family) -> Result<DecoderConfig, CheckpointError> {
        let recipe = DecoderRecipe {
            layers: self.num_hidden_layers,
            width: self.hidden_size,
            heads: self.num_attention_heads,
            key_value_heads: self.num_key_value_heads.unwrap_or(self.num_attention_heads),
            head_width: self.head_dim.map_or_else(|| per_head(self.hidden_size, self.num_attention_heads), Ok)?,
            feed_forward: self.intermediate_size,
            context: self.context(),
            norm: DecoderNorm::RmsNorm { epsilon: self.rms_norm_eps },
            positions: DecoderPositions::Rope { theta: self.theta()? },
            activation: activation(&self.hidden_act)?,
            tied_head: self.tie_word_embeddings.unwrap_or(false),
            biases: self.biases(family)?,
            dropout: 0.0,
        };
        let end_ids = EndIds::list(self.eos_token_id);
        Ok(DecoderConfig { recipe, vocabulary: self.vocab_size, end_ids, family })
    }

    /// Within a sliding window, attention is what it would be without: no longer text is read.
    fn context(&self) -> usize {
        let window = self.sliding_window.filter(|_| self.use_sliding_window != Some(false));
        self.max_position_embeddings.min(window.unwrap_or(usize::MAX)).min(LONGEST)
    }

    fn theta(&self) -> Result<f64, CheckpointError> {
        let rope = self.rope_parameters.as_ref().or(self.rope_scaling.as_ref());
        let Some(rope) = rope else { return Ok(self.rope_theta.unwrap_or(THETA)) };
        let refuse = |key, value, known| Err(CheckpointError::Setting { key, value, known });
        match (rope.kind.as_deref().or(rope.r#type.as_deref()), rope.partial_rotary_factor) {
            (Some(kind), _) if kind != "default" => refuse("rope_type", format!("`{kind}`"), "`default`"),
            (_, Some(part)) if part != 1.0 => refuse("partial_rotary_factor", part.to_string(), "1"),
            _ => Ok(rope.theta.or(self.rope_theta).unwrap_or(THETA)),
        }
    }

    fn biases(&self, family: Family) -> Result<DecoderBiases, CheckpointError> {
        if family == Family::Qwen2 {
            return Ok(DecoderBiases::QueryKeyValue);
        }
        match (self.attention_bias.unwrap_or(false), self.mlp_bias.unwrap_or(false)) {
            (false, false) => Ok(DecoderBiases::None),
            (true, true) => Ok(DecoderBiases::All),
            (attention, _) => Err(CheckpointError::Setting {
                key: "attention_bias",
                value: attention.to_string(),
                known: "the value of `mlp_bias`",
            }),
        }
    }
}

fn activation(name: &str) -> Result<DecoderActivation, CheckpointError> {
    if name == "silu" {
        return Ok(DecoderActivation::SwiGlu);
    }
    Err(CheckpointError::Setting { key: "hidden_act", value: format!("`{name}`"), known: "`silu`" })
}

/// `config.json` of a recipe of this family.
pub(super) fn config(recipe: &DecoderRecipe, family: Family) -> Value {
    let (DecoderNorm::LayerNorm { epsilon } | DecoderNorm::RmsNorm { epsilon }) = recipe.norm;
    let theta = match recipe.positions {
        DecoderPositions::Rope { theta } => theta,
        DecoderPositions::Learned {} => THETA,
    };
    let (architecture, kind) = match family {
        Family::Qwen2 => ("Qwen2ForCausalLM", "qwen2"),
        _ => ("LlamaForCausalLM", "llama"),
    };
    let mut config = json!({
        "architectures": [architecture],
        "model_type": kind,
        "max_position_embeddings": recipe.context,
        "hidden_size": recipe.width,
        "intermediate_size": recipe.feed_forward,
        "num_hidden_layers": recipe.layers,
        "num_attention_heads": recipe.heads,
        "num_key_value_heads": recipe.key_value_heads,
        "head_dim": recipe.head_width,
        "hidden_act": "silu",
        "rms_norm_eps": epsilon,
        // The base in both of its places: before version 5 of `transformers`, and since.
        "rope_theta": theta,
        "rope_parameters": { "rope_theta": theta, "rope_type": "default" },
        "attention_dropout": 0.0,
    });
    if family == Family::Llama {
        let biased = recipe.biases == DecoderBiases::All;
        config["attention_bias"] = biased.into();
        config["mlp_bias"] = biased.into();
    }
    config
}
