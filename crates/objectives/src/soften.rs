//! Pieces that several objectives share.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Int, Tensor};

/// Taken from a logit or a log-probability to leave it out of a sum of exponentials: its share is 0, and nothing is
/// NaN.
pub(crate) const LEFT_OUT: f64 = 1e9;

/// `log softmax(z / T)` `[rows, classes]`.
pub(crate) fn log_soft(logits: Tensor<2>, temperature: f64) -> Tensor<2> {
    let logits = if temperature == 1.0 { logits } else { logits.div_scalar(temperature) };
    log_softmax(logits, 1)
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
    let labels = labels.inner();
    let columns = Tensor::<1, Int>::arange(0..classes as i64, &labels.device()).reshape([1, classes]);
    labels.reshape([rows, 1]).expand([rows, classes]).equal(columns.expand([rows, classes])).float()
}

/// `log(wp + (1−w)q)` from log-probabilities; with all the weight on one side it is that side.
pub(crate) fn log_mixture(log_p: Tensor<2>, log_q: Tensor<2>, weight: f64) -> Tensor<2> {
    if weight <= 0.0 {
        return log_q;
    }
    if weight >= 1.0 {
        return log_p;
    }
    log_add(log_p.add_scalar(weight.ln()), log_q.add_scalar((1.0 - weight).ln()))
}

/// `log(eᵃ + eᵇ)`, by the larger of the two, so that nothing overflows.
pub(crate) fn log_add(a: Tensor<2>, b: Tensor<2>) -> Tensor<2> {
    let largest = a.clone().max_pair(b.clone()).detach();
    ((a - largest.clone()).exp() + (b - largest.clone()).exp()).log() + largest
}
