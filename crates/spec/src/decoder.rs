//! The shape of a decoder: a network from token ids to the logits of each next token.

use crate::{ErrorCode, ErrorReport};
use serde::{Deserialize, Serialize};

/// A pre-norm transformer decoder: GPT-2, Llama, Qwen2 and Mistral are points of this space.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DecoderRecipe {
    /// Number of transformer blocks.
    pub layers: usize,
    /// Width of the residual stream.
    pub width: usize,
    /// Heads that ask: query heads.
    pub heads: usize,
    /// Heads that are asked: key and value heads, each shared by `heads / key_value_heads` query heads
    /// (Ainslie et al. 2023). Must divide `heads`.
    pub key_value_heads: usize,
    /// Width of one head; `width / heads` in most models. Even where positions are rotary.
    pub head_width: usize,
    /// Width of the feed-forward layer.
    pub feed_forward: usize,
    /// Longest sequence in tokens.
    pub context: usize,
    /// What is done to the residual stream before each part reads it.
    pub norm: DecoderNorm,
    /// How a token knows where it stands.
    pub positions: DecoderPositions,
    /// What the feed-forward layer does between its matrices.
    pub activation: DecoderActivation,
    /// Whether the head is the token embedding, transposed (Press & Wolf 2017).
    pub tied_head: bool,
    /// Which linear layers add a bias; the head never does.
    pub biases: DecoderBiases,
    /// Probability of dropping an activation while training, after the embedding and after each part; 0 in
    /// evaluation.
    pub dropout: f64,
}

/// Normalisation over the width.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DecoderNorm {
    /// `(x − mean) / √(variance + ε) · γ + β` (Ba et al. 2016).
    LayerNorm {
        /// Added to the variance.
        epsilon: f64,
    },
    /// `x / √(mean(x²) + ε) · γ` (Zhang & Sennrich 2019).
    RmsNorm {
        /// Added to the mean square.
        epsilon: f64,
    },
}

/// How a token knows where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DecoderPositions {
    /// A learned vector for each position, added to the token's.
    Learned {},
    /// Queries and keys turned by an angle that grows with the position (Su et al. 2021), in the halves of a head
    /// as Hugging Face has them.
    Rope {
        /// Base of the wavelengths: 10 000 in the first models, more in those of long context.
        theta: f64,
    },
}

/// What the feed-forward layer computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DecoderActivation {
    /// `W₂ gelu(W₁x)` with the error function (Hendrycks & Gimpel 2016).
    Gelu,
    /// `W₂ gelu(W₁x)` with the tangent in the error function's place, as in GPT-2.
    GeluTanh,
    /// `W₂ (silu(Wx) · W₁x)` (Shazeer 2020): three matrices.
    SwiGlu,
    /// `W₂ relu(W₁x)`.
    Relu,
}

/// Which linear layers add a bias.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DecoderBiases {
    /// No layer, as in Llama.
    None,
    /// Every layer of a block, as in GPT-2.
    All,
    /// Queries, keys and values, as in Qwen2.
    QueryKeyValue,
}

impl DecoderRecipe {
    /// Checks every value against its range, and the heads against each other. `key` is where the recipe stands, such
    /// as `student.model`.
    ///
    /// # Errors
    /// [`ErrorCode::Recipe`] naming the key, its value and the range.
    pub fn validate(&self, key: &str) -> Result<(), ErrorReport> {
        let counts = [
            ("layers", self.layers, 1, 256),
            ("width", self.width, 4, 16_384),
            ("heads", self.heads, 1, 512),
            ("key_value_heads", self.key_value_heads, 1, self.heads),
            ("head_width", self.head_width, 2, 1024),
            ("feed_forward", self.feed_forward, 4, 131_072),
            ("context", self.context, 2, 1 << 17),
        ];
        counts.iter().try_for_each(|&(name, value, least, most)| within(key, name, value, least, most))?;
        within(key, "dropout", self.dropout, 0.0, 0.9)?;
        self.validate_shape(key)?;
        self.validate_constants(key)
    }

    fn validate_shape(&self, key: &str) -> Result<(), ErrorReport> {
        if !self.heads.is_multiple_of(self.key_value_heads) {
            let (heads, shared) = (self.heads, self.key_value_heads);
            let what = format!("`{key}.key_value_heads` is {shared}, which does not divide `{key}.heads` {heads}");
            return Err(refuse(&what, "Choose heads that are a multiple of the key and value heads."));
        }
        if matches!(self.positions, DecoderPositions::Rope { .. }) && !self.head_width.is_multiple_of(2) {
            let what = format!("`{key}.head_width` is {}, and rotary positions turn pairs", self.head_width);
            return Err(refuse(&what, "Choose an even width of a head."));
        }
        Ok(())
    }

    fn validate_constants(&self, key: &str) -> Result<(), ErrorReport> {
        let (DecoderNorm::LayerNorm { epsilon } | DecoderNorm::RmsNorm { epsilon }) = self.norm;
        within(key, "norm.epsilon", epsilon, 1e-12, 1.0)?;
        match self.positions {
            DecoderPositions::Learned {} => Ok(()),
            DecoderPositions::Rope { theta } => within(key, "positions.theta", theta, 1.0, 1e9),
        }
    }
}

fn within<T: PartialOrd + std::fmt::Display + Copy>(
    key: &str,
    name: &str,
    value: T,
    least: T,
    most: T,
) -> Result<(), ErrorReport> {
    if (&least..=&most).contains(&&value) {
        return Ok(());
    }
    Err(refuse(&format!("`{key}.{name}` is {value}"), &format!("Choose {least} to {most}.")))
}

fn refuse(what: &str, hint: &str) -> ErrorReport {
    ErrorReport::new(ErrorCode::Recipe, format!("The recipe cannot be run: {what}."), hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn recipe() -> Value {
        json!({
            "layers": 2, "width": 8, "heads": 4, "key_value_heads": 2, "head_width": 2, "feed_forward": 16,
            "context": 32, "norm": {"kind": "rms_norm", "epsilon": 1e-6}, "positions": {"kind": "rope", "theta": 1e4},
            "activation": "swi_glu", "tied_head": true, "biases": "query_key_value", "dropout": 0.0
        })
    }

    fn read(recipe: Value) -> DecoderRecipe {
        serde_json::from_value(recipe).unwrap()
    }

    #[test]
    fn comes_back_as_written() {
        assert_eq!(serde_json::to_value(read(recipe())).unwrap(), recipe());
        read(recipe()).validate("model").unwrap();
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let mut with = recipe();
        with["window"] = json!(4);
        assert!(serde_json::from_value::<DecoderRecipe>(with).unwrap_err().to_string().contains("window"));
    }

    /// A pointer, values that are refused there, and the key that the error must name.
    const OUTSIDE: [(&str, &[f64], &str); 10] = [
        ("/layers", &[0.0, 1e9], "layers"),
        ("/width", &[3.0, 1e9], "width"),
        ("/heads", &[0.0, 1.0, 3.0, 1e9], "heads"),
        ("/key_value_heads", &[0.0, 3.0, 5.0], "key_value_heads"),
        ("/head_width", &[0.0, 3.0, 1e9], "head_width"),
        ("/feed_forward", &[1.0, 1e9], "feed_forward"),
        ("/context", &[1.0, 1e9], "context"),
        ("/norm/epsilon", &[0.0, 2.0], "norm.epsilon"),
        ("/positions/theta", &[0.5, 1e10], "positions.theta"),
        ("/dropout", &[-0.1, 1.0], "dropout"),
    ];

    #[test]
    fn a_value_out_of_range_names_its_key() {
        for (pointer, values, key) in OUTSIDE {
            for &value in values {
                let mut wrong = recipe();
                let number =
                    if value.fract() == 0.0 && pointer != "/dropout" { json!(value as u64) } else { json!(value) };
                *wrong.pointer_mut(pointer).unwrap() = number;
                let error = read(wrong).validate("student.model").unwrap_err();
                assert_eq!(error.code, ErrorCode::Recipe);
                assert!(error.message.contains("`student.model.") && error.message.contains(key), "{error}");
                assert!(!error.hint.is_empty(), "{error}");
            }
        }
    }
}
