use crate::soften::{kl, log_soft};
use burn::tensor::Tensor;

/// `T²·KL(p‖q)` with `p = softmax(z_t/T)`, `q = softmax(z_s/T)`.
///
/// Hinton et al. 2015, "Distilling the Knowledge in a Neural Network"; `DistilBERT` `distiller.py::step`.
/// T² keeps the gradient's size as T moves.
///
/// # Shapes
/// `teacher`, `student`: `[rows, classes]` logits; out: `[rows]`, in nats.
pub fn forward_kl(teacher: Tensor<2>, student: Tensor<2>, temperature: f64) -> Tensor<1> {
    kl(log_soft(teacher, temperature), log_soft(student, temperature)).mul_scalar(temperature * temperature)
}
