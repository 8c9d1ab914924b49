//! Multi-head self-attention over a padded batch (Vaswani et al. 2017).

use burn::module::Module;
use burn::nn::{Initializer, Linear, LinearConfig};
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor};

/// `softmax(QKᵀ/√d + mask) V` per head, without biases.
///
/// Q, K and V have a matrix each: cutting them out of one costs a GPU three copies and, going back, six more.
#[derive(Module, Debug)]
pub struct SelfAttention {
    query: Linear,
    key: Linear,
    value: Linear,
    output: Linear,
    heads: usize,
}

impl SelfAttention {
    /// `width` must be a multiple of `heads`.
    pub fn init(width: usize, heads: usize, device: &Device) -> Self {
        let linear = || square(width, device);
        Self { query: linear(), key: linear(), value: linear(), output: linear(), heads }
    }

    /// # Shapes
    /// `x`: `[rows, length, width]`; `bias`, added to the scores: `[rows, 1, 1, length]`; out as `x`.
    pub fn forward(&self, x: &Tensor<3>, bias: Tensor<4>) -> Tensor<3> {
        let [rows, length, width] = x.dims();
        let scale = ((width / self.heads) as f64).sqrt().recip();
        let [query, key, value] = [&self.query, &self.key, &self.value].map(|of| self.heads_of(of, x.clone()));
        let scores = query.matmul(key.swap_dims(2, 3)).mul_scalar(scale) + bias;
        let mixed = softmax(scores, 3).matmul(value);
        self.output.forward(mixed.swap_dims(1, 2).reshape([rows, length, width]))
    }

    /// `[rows, heads, length, width / heads]`.
    fn heads_of(&self, matrix: &Linear, x: Tensor<3>) -> Tensor<4> {
        let [rows, length, width] = x.dims();
        matrix.forward(x).reshape([rows, length, self.heads, width / self.heads]).swap_dims(1, 2)
    }
}

fn square(width: usize, device: &Device) -> Linear {
    LinearConfig::new(width, width).with_bias(false).with_initializer(Initializer::Zeros).init(device)
}
