//! One transformer layer, normalised before each part (Xiong et al. 2020).

use crate::SelfAttention;
use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Initializer, LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

/// `x + attention(norm(x))`, then `x + W₂ relu(W₁ norm(x))`.
#[derive(Module, Debug)]
pub struct Block {
    attention_norm: LayerNorm,
    attention: SelfAttention,
    feed_forward_norm: LayerNorm,
    up: Linear,
    down: Linear,
    dropout: Dropout,
}

impl Block {
    /// A block of the given widths; `dropout` applies to what each part adds.
    pub fn init(width: usize, heads: usize, feed_forward: usize, dropout: f64, device: &Device) -> Self {
        let linear = |from, to| LinearConfig::new(from, to).with_initializer(Initializer::Zeros).init(device);
        Self {
            attention_norm: LayerNormConfig::new(width).init(device),
            attention: SelfAttention::init(width, heads, device),
            feed_forward_norm: LayerNormConfig::new(width).init(device),
            up: linear(width, feed_forward),
            down: linear(feed_forward, width),
            dropout: DropoutConfig::new(dropout).init(),
        }
    }

    /// # Shapes
    /// `x`: `[rows, length, width]`; `bias`: `[rows, 1, 1, length]`; out as `x`.
    pub fn forward(&self, x: Tensor<3>, bias: Tensor<4>) -> Tensor<3> {
        let attended = self.attention.forward(self.attention_norm.forward(x.clone()), bias);
        let x = x + self.dropout.forward(attended);
        let hidden = relu(self.up.forward(self.feed_forward_norm.forward(x.clone())));
        x + self.dropout.forward(self.down.forward(hidden))
    }
}
