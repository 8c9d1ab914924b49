//! One vector for a whole text (Reimers & Gurevych 2019, sentence-transformers).

use crate::ngram_bag::mean_over_tokens;
use burn::tensor::Tensor;

/// Lengths below this are taken for it, as `torch.nn.functional.normalize` does: a vector of zeros stays one.
const LEAST_LENGTH: f64 = 1e-12;

/// The mean of the hidden states over the tokens, without padding; 0 where a row has none.
///
/// # Shapes
/// `[rows, length, width]` and `[rows, length]` to `[rows, width]`.
pub fn mean_pooling(hidden: Tensor<3>, mask: &Tensor<2>) -> Tensor<2> {
    mean_over_tokens(hidden, mask)
}

/// Each row over its Euclidean length, so that products of rows are cosines.
///
/// # Shapes
/// `[rows, width]`, in and out.
pub fn unit_length(vectors: Tensor<2>) -> Tensor<2> {
    let length = vectors.clone().square().sum_dim(1).sqrt().clamp_min(LEAST_LENGTH);
    vectors / length
}
