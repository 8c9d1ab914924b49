//! Pieces that several objectives share.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Int, Tensor};

/// `log softmax(z / T)` `[rows, classes]`.
pub(crate) fn log_soft(logits: Tensor<2>, temperature: f64) -> Tensor<2> {
    log_softmax(logits.div_scalar(temperature), 1)
}

/// KL(a‖b) of each row from log-probabilities `[rows, classes]` to `[rows]`.
pub(crate) fn kl(log_a: Tensor<2>, log_b: Tensor<2>) -> Tensor<1> {
    sum_classes(log_a.clone().exp() * (log_a - log_b))
}

/// `[rows, classes]` to `[rows]`.
pub(crate) fn sum_classes(x: Tensor<2>) -> Tensor<1> {
    let [rows, _] = x.dims();
    x.sum_dim(1).reshape([rows])
}

/// 1 at the label, 0 elsewhere `[rows, classes]`.
///
/// A product with it picks the label's column; its gradient is a product too, where that of a gather is
/// a scatter, which is slow on a GPU.
pub(crate) fn one_hot(labels: Tensor<1, Int>, classes: usize) -> Tensor<2> {
    let [rows] = labels.dims();
    let columns = Tensor::<1, Int>::arange(0..classes as i64, &labels.device()).reshape([1, classes]);
    labels.reshape([rows, 1]).expand([rows, classes]).equal(columns.expand([rows, classes])).float()
}
