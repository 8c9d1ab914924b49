//! Root-mean-square normalisation without a learned scale.

use burn::tensor::Tensor;

/// Added to the mean square, so that a row of zeros stays one.
const EPSILON: f64 = 1e-6;

/// `x / √(mean(x²) + ε)` over the last dimension (Zhang & Sennrich 2019).
///
/// It has nothing to learn: the matrix that follows can scale as well, and every parameter costs a step some launches.
///
/// # Shapes
/// `[rows, length, width]`, in and out.
pub(crate) fn rms_norm(x: Tensor<3>) -> Tensor<3> {
    let scale = x.clone().square().mean_dim(2).add_scalar(EPSILON).sqrt().recip();
    x * scale
}
