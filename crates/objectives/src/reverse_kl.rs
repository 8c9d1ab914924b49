use crate::soften::{kl, log_soft};
use burn::tensor::Tensor;

/// `T²·KL(q‖p)` with `p = softmax(z_t/T)`, `q = softmax(z_s/T)`.
///
/// Gu et al. 2024, "`MiniLLM`: Knowledge Distillation of Large Language Models".
///
/// # Shapes
/// `teacher`, `student`: `[rows, classes]` logits; out: `[rows]`, in nats.
pub fn reverse_kl(teacher: Tensor<2>, student: Tensor<2>, temperature: f64) -> Tensor<1> {
    kl(log_soft(student, temperature), log_soft(teacher, temperature)).mul_scalar(temperature * temperature)
}
