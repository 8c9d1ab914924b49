use crate::soften::{kl, log_mixture, log_soft};
use burn::tensor::Tensor;

/// Generalised Jensen-Shannon: `β·KL(p‖m) + (1−β)·KL(q‖m)`, `m = βp + (1−β)q`.
///
/// Agarwal et al. 2024, "On-Policy Distillation of Language Models" (GKD), Eq. 1; TRL `generalized_jsd_loss`.
/// β = 0 is KL(p‖q) and β = 1 is KL(q‖p), as special cases: the limits themselves are 0. As in TRL,
/// there is no factor T².
///
/// # Shapes
/// `teacher`, `student`: `[rows, classes]` logits; out: `[rows]`, in nats.
pub fn jsd(teacher: Tensor<2>, student: Tensor<2>, beta: f64, temperature: f64) -> Tensor<1> {
    let (log_p, log_q) = (log_soft(teacher, temperature), log_soft(student, temperature));
    if beta <= 0.0 {
        return kl(log_p, log_q);
    }
    if beta >= 1.0 {
        return kl(log_q, log_p);
    }
    let log_m = log_mixture(log_p.clone(), log_q.clone(), beta);
    kl(log_p, log_m.clone()).mul_scalar(beta) + kl(log_q, log_m).mul_scalar(1.0 - beta)
}
