use crate::soften::{kl, log_mixture, log_soft};
use burn::tensor::Tensor;

/// `KL(q‖(1−λ)p + λq)`.
///
/// Ko et al. 2024, "`DistiLLM`: Towards Streamlined Distillation for Large Language Models". λ = 0 is KL(q‖p), λ = 1
/// would be 0. As there, no factor T².
///
/// # Shapes
/// `teacher`, `student`: `[rows, classes]` logits; out: `[rows]`, in nats.
pub fn skew_reverse_kl(teacher: Tensor<2>, student: Tensor<2>, lambda: f64, temperature: f64) -> Tensor<1> {
    let (log_p, log_q) = (log_soft(teacher, temperature), log_soft(student, temperature));
    kl(log_q.clone(), log_mixture(log_p, log_q, 1.0 - lambda))
}
