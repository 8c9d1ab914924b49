use super::TextEncoderShape;
use crate::decoder::{Attention, FeedForward, Shared, Tap};
use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, LayerNorm, LayerNormConfig};
use burn::tensor::{Device, Tensor};

/// `y = norm(x + attention(x))`, then `norm(y + feed_forward(y))` (Vaswani et al. 2017).
#[derive(Module, Debug)]
pub(super) struct TextEncoderBlock {
    attention: Attention,
    attention_norm: LayerNorm,
    feed_forward: FeedForward,
    feed_forward_norm: LayerNorm,
    dropout: Dropout,
}

impl TextEncoderBlock {
    /// Empty matrices of the shape.
    pub(super) fn init(shape: &TextEncoderShape, device: &Device) -> Self {
        let parts = shape.parts();
        Self {
            attention: Attention::init(&parts, device),
            attention_norm: layer_norm(shape, device),
            feed_forward: FeedForward::init(&parts, device),
            feed_forward_norm: layer_norm(shape, device),
            dropout: DropoutConfig::new(shape.dropout).init(),
        }
    }

    pub(super) fn with_dropout(mut self, probability: f64) -> Self {
        self.dropout = DropoutConfig::new(probability).init();
        self
    }

    /// # Shapes
    /// `[rows, length, width]`, in and out.
    pub(super) fn forward(&self, x: Tensor<3>, layer: usize, shared: &Shared, tap: &mut impl Tap) -> Tensor<3> {
        let attended = self.attention.forward(x.clone(), layer, shared, tap);
        let x = self.attention_norm.forward(x + self.dropout.forward(attended));
        let added = self.feed_forward.forward(x.clone());
        self.feed_forward_norm.forward(x + self.dropout.forward(added))
    }
}

/// Scales of 1 and shifts of 0.
pub(super) fn layer_norm(shape: &TextEncoderShape, device: &Device) -> LayerNorm {
    LayerNormConfig::new(shape.width).with_epsilon(shape.epsilon).init(device)
}
