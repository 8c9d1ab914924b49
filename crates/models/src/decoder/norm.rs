use burn::module::Module;
use burn::nn::{LayerNorm, LayerNormConfig, RmsNorm, RmsNormConfig};
use burn::tensor::{Device, Tensor};
use stillroom_spec::{DecoderNorm, DecoderRecipe};

/// Normalisation over the width, with learned scales.
#[derive(Module, Debug)]
pub(super) enum Norm {
    /// By mean and variance.
    LayerNorm(LayerNorm),
    /// By the root of the mean square.
    RmsNorm(RmsNorm),
}

impl Norm {
    /// Scales of 1, and shifts of 0 where there are any.
    pub(super) fn init(recipe: &DecoderRecipe, device: &Device) -> Self {
        match recipe.norm {
            DecoderNorm::LayerNorm { epsilon } => {
                Self::LayerNorm(LayerNormConfig::new(recipe.width).with_epsilon(epsilon).init(device))
            }
            DecoderNorm::RmsNorm { epsilon } => {
                Self::RmsNorm(RmsNormConfig::new(recipe.width).with_epsilon(epsilon).init(device))
            }
        }
    }

    /// # Shapes
    /// `[rows, length, width]`, in and out.
    pub(super) fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        match self {
            Self::LayerNorm(norm) => norm.forward(x),
            Self::RmsNorm(norm) => norm.forward(x),
        }
    }
}
