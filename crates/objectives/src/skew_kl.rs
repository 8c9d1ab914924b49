use crate::soften::{kl, log_mixture, log_soft};
use burn::tensor::Tensor;

/// `KL(p‖λp + (1−λ)q)`.
///
/// Ko et al. 2024, "`DistiLLM`: Towards Streamlined Distillation for Large Language Models". The share λ of the
/// teacher keeps the loss below `−log λ` and its gradient bounded where the student gives a likely class nothing.
/// λ = 0 is KL(p‖q), λ = 1 would be 0. As there, no factor T².
///
/// # Shapes
/// `teacher`, `student`: `[rows, classes]` logits; out: `[rows]`, in nats.
pub fn skew_kl(teacher: Tensor<2>, student: Tensor<2>, lambda: f64, temperature: f64) -> Tensor<1> {
    let (log_p, log_q) = (log_soft(teacher, temperature), log_soft(student, temperature));
    kl(log_p.clone(), log_mixture(log_p, log_q, lambda))
}
