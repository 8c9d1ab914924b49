use super::tap::Tap;
use super::{Attention, FeedForward, Norm, Shared};
use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig};
use burn::tensor::{Device, Tensor};
use stillroom_spec::DecoderRecipe;

/// `x + attention(norm(x))`, then `x + feed_forward(norm(x))` (Xiong et al. 2020).
#[derive(Module, Debug)]
pub(super) struct DecoderBlock {
    attention_norm: Norm,
    attention: Attention,
    feed_forward_norm: Norm,
    feed_forward: FeedForward,
    dropout: Dropout,
}

impl DecoderBlock {
    /// Empty matrices of the recipe's shape.
    pub(super) fn init(recipe: &DecoderRecipe, device: &Device) -> Self {
        Self {
            attention_norm: Norm::init(recipe, device),
            attention: Attention::init(recipe, device),
            feed_forward_norm: Norm::init(recipe, device),
            feed_forward: FeedForward::init(recipe, device),
            dropout: DropoutConfig::new(recipe.dropout).init(),
        }
    }

    /// # Shapes
    /// `[rows, length, width]`, in and out.
    pub(super) fn forward(&self, x: Tensor<3>, layer: usize, shared: &Shared, tap: &mut impl Tap) -> Tensor<3> {
        let attended = self.attention.forward(self.attention_norm.forward(x.clone()), layer, shared, tap);
        let x = x + self.dropout.forward(attended);
        let added = self.feed_forward.forward(self.feed_forward_norm.forward(x.clone()));
        x + self.dropout.forward(added)
    }
}
