use stillroom_spec::{DecoderActivation, DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe};

/// How a checkpoint is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Gpt2,
    /// Mistral's layout too.
    Llama,
    Qwen2,
}

impl Family {
    /// The family whose computation a recipe describes.
    ///
    /// # Errors
    /// What stands in the way.
    pub(super) fn of(recipe: &DecoderRecipe) -> Result<Self, &'static str> {
        match recipe.norm {
            DecoderNorm::LayerNorm { .. } => Self::of_layer_norm(recipe),
            DecoderNorm::RmsNorm { .. } => Self::of_rms_norm(recipe),
        }
    }

    /// Its part of an architecture's name.
    pub(super) fn model(self) -> &'static str {
        match self {
            Self::Gpt2 => "GPT2",
            Self::Llama => "Llama",
            Self::Qwen2 => "Qwen2",
        }
    }

    fn of_layer_norm(recipe: &DecoderRecipe) -> Result<Self, &'static str> {
        let whole = recipe.key_value_heads == recipe.heads && recipe.head_width * recipe.heads == recipe.width;
        match (recipe.positions, recipe.activation, recipe.biases) {
            (DecoderPositions::Rope { .. }, ..) => Err("layer norms with rotary positions"),
            (_, DecoderActivation::SwiGlu, _) => Err("layer norms with a gated feed-forward layer"),
            (.., DecoderBiases::None | DecoderBiases::QueryKeyValue) => Err("layer norms without all biases"),
            _ if !whole => Err("layer norms with shared key and value heads, or heads that do not fill the width"),
            _ => Ok(Self::Gpt2),
        }
    }

    fn of_rms_norm(recipe: &DecoderRecipe) -> Result<Self, &'static str> {
        match (recipe.positions, recipe.activation, recipe.biases) {
            (DecoderPositions::Learned {}, ..) => Err("root-mean-square norms with learned positions"),
            (_, DecoderActivation::SwiGlu, DecoderBiases::QueryKeyValue) => Ok(Self::Qwen2),
            (_, DecoderActivation::SwiGlu, _) => Ok(Self::Llama),
            _ => Err("root-mean-square norms without a gated feed-forward layer"),
        }
    }
}
