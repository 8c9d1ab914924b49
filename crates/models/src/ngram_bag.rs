//! The few-kilobyte classifier: an average of n-gram embeddings and one linear layer.
//!
//! Joulin et al. 2017, "Bag of Tricks for Efficient Text Classification" (fastText).

use crate::Input;
use burn::module::Module;
use burn::nn::{Embedding, EmbeddingConfig, Initializer, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

/// `logits = W · mean(E[ids]) + b`, the mean over real ids.
#[derive(Module, Debug)]
pub struct NgramBag {
    ngrams: Embedding,
    head: Linear,
}

impl NgramBag {
    /// A bag over `ids` rows, row 0 being padding.
    pub fn init(ids: usize, width: usize, classes: usize, device: &Device) -> Self {
        Self {
            ngrams: EmbeddingConfig::new(ids, width).with_initializer(Initializer::Zeros).init(device),
            head: LinearConfig::new(width, classes).with_initializer(Initializer::Zeros).init(device),
        }
    }

    /// # Shapes
    /// `[rows, length]` to `[rows, classes]`.
    pub fn forward(&self, input: &Input) -> Tensor<2> {
        let bag = mean_over_tokens(self.ngrams.forward(input.ids.clone()), &input.mask);
        self.head.forward(bag)
    }
}

/// Mean over the unmasked positions; 0 where a row has none.
///
/// # Shapes
/// `[rows, length, width]` and `[rows, length]` to `[rows, width]`.
pub(crate) fn mean_over_tokens(hidden: Tensor<3>, mask: &Tensor<2>) -> Tensor<2> {
    let [rows, length, width] = hidden.dims();
    let tokens = mask.clone().sum_dim(1).clamp_min(1.0);
    let weights = (mask.clone() / tokens).reshape([rows, 1, length]);
    weights.matmul(hidden).reshape([rows, width])
}
