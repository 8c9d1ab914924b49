use crate::soften::{log_soft, one_hot, sum_classes};
use burn::tensor::{Int, Tensor};

/// Cross-entropy with the labels: `−log softmax(z)_y`.
///
/// # Shapes
/// `student`: `[rows, classes]` logits; `labels`: `[rows]`; out: `[rows]`, in nats.
pub fn hard(student: Tensor<2>, labels: Tensor<1, Int>) -> Tensor<1> {
    let [_, classes] = student.dims();
    sum_classes(log_soft(student, 1.0) * one_hot(labels, classes)).neg()
}
