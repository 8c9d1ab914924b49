//! Causal self-attention with shared key and value heads (Ainslie et al. 2023, "GQA").

use super::tap::{Heads, Tap};
use super::{Shared, empty_linear};
use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor};
use stillroom_spec::{DecoderBiases, DecoderRecipe};

/// `softmax(QKᵀ/√d + bias) V` per query head; each key and value head serves a group of them.
///
/// Q, K and V have a matrix each: cutting them out of one costs copies, and more of them going back.
#[derive(Module, Debug)]
pub(crate) struct Attention {
    query: Linear,
    key: Linear,
    value: Linear,
    output: Linear,
    heads: usize,
    key_value_heads: usize,
}

impl Attention {
    /// Empty matrices of the recipe's shape.
    pub(crate) fn init(recipe: &DecoderRecipe, device: &Device) -> Self {
        let (asking, asked) = (recipe.heads * recipe.head_width, recipe.key_value_heads * recipe.head_width);
        let biased = recipe.biases != DecoderBiases::None;
        let into = |to| empty_linear(recipe.width, to, biased, device);
        Self {
            query: into(asking),
            key: into(asked),
            value: into(asked),
            output: empty_linear(asking, recipe.width, recipe.biases == DecoderBiases::All, device),
            heads: recipe.heads,
            key_value_heads: recipe.key_value_heads,
        }
    }

    /// # Shapes
    /// `[rows, length, width]`, in and out.
    pub(crate) fn forward(&self, x: Tensor<3>, layer: usize, shared: &Shared, tap: &mut impl Tap) -> Tensor<3> {
        let [rows, length, _] = x.dims();
        let heads = tap.heads(layer, self.project(x, shared));
        let mixed = self.mix(heads, &shared.bias, tap).swap_dims(1, 2);
        let [_, _, _, head_width] = mixed.dims();
        self.output.forward(mixed.reshape([rows, length, self.heads * head_width]))
    }

    fn project(&self, x: Tensor<3>, shared: &Shared) -> Heads {
        let turn = |x| match &shared.rotation {
            Some(rotation) => rotation.turn(x),
            None => x,
        };
        Heads {
            query: turn(split(self.query.forward(x.clone()), self.heads)).swap_dims(1, 2),
            key: turn(split(self.key.forward(x.clone()), self.key_value_heads)).swap_dims(1, 2),
            value: split(self.value.forward(x), self.key_value_heads).swap_dims(1, 2),
        }
    }

    /// The values that each query attends to `[rows, heads, length, head width]`.
    ///
    /// The queries of a group lie below each other, as if they were one longer head: keys and values need not be
    /// repeated for each.
    fn mix(&self, heads: Heads, bias: &Tensor<4>, tap: &mut impl Tap) -> Tensor<4> {
        let [rows, _, length, head_width] = heads.query.dims();
        let [_, shared, keys, _] = heads.key.dims();
        let grouped = self.heads / shared * length;
        let query = shaped(heads.query, [rows, shared, grouped, head_width]);
        let scores = query.matmul(heads.key.swap_dims(2, 3)).mul_scalar((head_width as f64).sqrt().recip());
        let weights = softmax(shaped(scores, [rows, self.heads, length, keys]) + bias.clone(), 3);
        tap.attention(&weights);
        let mixed = shaped(weights, [rows, shared, grouped, keys]).matmul(heads.value);
        shaped(mixed, [rows, self.heads, length, head_width])
    }
}

/// `[rows, length, heads · width]` to `[rows, length, heads, width]`.
fn split(x: Tensor<3>, heads: usize) -> Tensor<4> {
    let [rows, length, width] = x.dims();
    x.reshape([rows, length, heads, width / heads])
}

/// As it is where it has the shape already: a reshape of what is not in order is a copy.
fn shaped(x: Tensor<4>, shape: [usize; 4]) -> Tensor<4> {
    if x.dims() == shape { x } else { x.reshape(shape) }
}
