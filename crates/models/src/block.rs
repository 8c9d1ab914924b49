//! One transformer layer, normalised before each part (Xiong et al. 2020).

use crate::SelfAttention;
use crate::norm::rms_norm;
use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Initializer, Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

/// `x + attention(norm(x))`, then `x + W₂ relu(W₁ norm(x))`.
#[derive(Module, Debug)]
pub struct Block {
    attention: SelfAttention,
    up: Linear,
    down: Linear,
    dropout: Dropout,
}

impl Block {
    /// A block of the given widths; `dropout` applies to what each part adds.
    pub fn init(width: usize, heads: usize, feed_forward: usize, dropout: f64, device: &Device) -> Self {
        let linear =
            |from, to| LinearConfig::new(from, to).with_bias(false).with_initializer(Initializer::Zeros).init(device);
        Self {
            attention: SelfAttention::init(width, heads, device),
            up: linear(width, feed_forward),
            down: linear(feed_forward, width),
            dropout: DropoutConfig::new(dropout).init(),
        }
    }

    /// # Shapes
    /// `x`: `[rows, length, width]`; `bias`: `[rows, 1, 1, length]`; out as `x`.
    pub fn forward(&self, x: Tensor<3>, bias: Tensor<4>) -> Tensor<3> {
        let attended = self.attention.forward(&rms_norm(x.clone()), bias);
        let x = x + self.dropout.forward(attended);
        let hidden = relu(self.up.forward(rms_norm(x.clone())));
        x + self.dropout.forward(self.down.forward(hidden))
    }
}
