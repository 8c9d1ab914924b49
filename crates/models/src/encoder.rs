//! A transformer encoder with a classification head.

use crate::ngram_bag::mean_over_tokens;
use crate::norm::rms_norm;
use crate::{Block, Input};
use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Embedding, EmbeddingConfig, Initializer, Linear, LinearConfig};
use burn::tensor::{Device, Int, Tensor};
use stillroom_spec::ModelRecipe;

/// Added to the scores of padded keys: far below any score, and finite, so that no row is NaN.
const MASKED: f32 = -1e9;

/// Token and position embeddings, blocks, a final norm, the mean over real tokens, a linear head.
#[derive(Module, Debug)]
pub struct Encoder {
    tokens: Embedding,
    positions: Embedding,
    blocks: Vec<Block>,
    head: Linear,
    dropout: Dropout,
}

impl Encoder {
    /// An encoder of the recipe's shape over `ids` token ids.
    ///
    /// # Panics
    /// If the recipe is not an encoder's.
    pub fn init(recipe: &ModelRecipe, ids: usize, classes: usize, device: &Device) -> Self {
        let &ModelRecipe::Encoder { layers, width, heads, feed_forward, max_tokens, dropout, .. } = recipe else {
            panic!("an encoder is made from an encoder's recipe");
        };
        let embedding = |rows| EmbeddingConfig::new(rows, width).with_initializer(Initializer::Zeros).init(device);
        Self {
            tokens: embedding(ids),
            positions: embedding(max_tokens),
            blocks: (0..layers).map(|_| Block::init(width, heads, feed_forward, dropout, device)).collect(),
            head: LinearConfig::new(width, classes).with_initializer(Initializer::Zeros).init(device),
            dropout: DropoutConfig::new(dropout).init(),
        }
    }

    /// # Shapes
    /// `[rows, length]` to `[rows, classes]`; `length` is at most the recipe's `max_tokens`.
    pub fn forward(&self, input: &Input) -> Tensor<2> {
        let bias = key_bias(&input.mask);
        let embedded = self.dropout.forward(self.embed(input.ids.clone()));
        let hidden = self.blocks.iter().fold(embedded, |x, block| block.forward(x, bias.clone()));
        self.head.forward(mean_over_tokens(rms_norm(hidden), &input.mask))
    }

    fn embed(&self, ids: Tensor<2, Int>) -> Tensor<3> {
        let [_, length] = ids.dims();
        let positions = self.positions.weight.val();
        // Cutting costs two copies going back, so the longest batch, the usual one, is spared it.
        let positions = if positions.dims()[0] == length { positions } else { positions.narrow(0, 0, length) };
        self.tokens.forward(ids) + positions.unsqueeze::<3>()
    }
}

/// 0 for tokens, a large negative number for padding `[rows, 1, 1, length]`.
pub(crate) fn key_bias(mask: &Tensor<2>) -> Tensor<4> {
    let [rows, length] = mask.dims();
    mask.clone().sub_scalar(1.0).mul_scalar(-MASKED).reshape([rows, 1, 1, length])
}
