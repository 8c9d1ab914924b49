//! Multi-head self-attention over a padded batch (Vaswani et al. 2017).

use burn::module::Module;
use burn::nn::{Initializer, Linear, LinearConfig};
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor};

/// `softmax(QKᵀ/√d + mask) V` per head, with one matrix for Q, K and V.
#[derive(Module, Debug)]
pub struct SelfAttention {
    query_key_value: Linear,
    output: Linear,
    heads: usize,
}

impl SelfAttention {
    /// `width` must be a multiple of `heads`.
    pub fn init(width: usize, heads: usize, device: &Device) -> Self {
        let linear = |from, to| LinearConfig::new(from, to).with_initializer(Initializer::Zeros).init(device);
        Self { query_key_value: linear(width, 3 * width), output: linear(width, width), heads }
    }

    /// # Shapes
    /// `x`: `[rows, length, width]`; `bias`, added to the scores: `[rows, 1, 1, length]`; out as `x`.
    pub fn forward(&self, x: Tensor<3>, bias: Tensor<4>) -> Tensor<3> {
        let [rows, length, width] = x.dims();
        let [query, key, value] = self.split_heads(x);
        let scale = ((width / self.heads) as f64).sqrt().recip();
        let scores = query.mul_scalar(scale).matmul(key.swap_dims(2, 3)) + bias;
        let mixed = softmax(scores, 3).matmul(value);
        self.output.forward(mixed.swap_dims(1, 2).reshape([rows, length, width]))
    }

    /// Three tensors `[rows, heads, length, width / heads]`.
    fn split_heads(&self, x: Tensor<3>) -> [Tensor<4>; 3] {
        let [rows, length, width] = x.dims();
        let all = self.query_key_value.forward(x).reshape([rows, length, 3 * self.heads, width / self.heads]);
        let all = all.swap_dims(1, 2);
        [0, 1, 2].map(|part| all.clone().narrow(1, part * self.heads, self.heads))
    }
}
