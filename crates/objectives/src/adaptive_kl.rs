use crate::head::head;
use crate::soften::{kl, log_soft, sum_classes};
use burn::tensor::Tensor;

/// Stands for a smaller sum of gaps: between equal distributions there is nothing to share out.
const LEAST_GAP: f64 = 1e-12;

/// `KL(p‖q)·g_head/(g_head + g_tail) + KL(q‖p)·g_tail/(g_head + g_tail)`, `g = Σ|p − q|`.
///
/// Wu et al. 2024, "Rethinking Kullback-Leibler Divergence in Knowledge Distillation for Large Language Models"
/// (AKL). The head is the smallest set of the teacher's likeliest classes that holds at least μ (there 0.5). As in the
/// authors' code the two shares are constants: no gradient flows through them. No factor T².
///
/// # Shapes
/// `teacher`, `student`: `[rows, classes]` logits; out: `[rows]`, in nats.
pub fn adaptive_kl(teacher: Tensor<2>, student: Tensor<2>, mu: f64, temperature: f64) -> Tensor<1> {
    let (log_p, log_q) = (log_soft(teacher, temperature), log_soft(student, temperature));
    let forward = head_share(&log_p.clone().inner(), &log_q.clone().inner(), mu);
    let reverse = forward.clone().neg().add_scalar(1.0);
    kl(log_p.clone(), log_q.clone()) * forward + kl(log_q, log_p) * reverse
}

/// `g_head / (g_head + g_tail)` `[rows]`.
fn head_share(log_p: &Tensor<2>, log_q: &Tensor<2>, mu: f64) -> Tensor<1> {
    let gap = (log_p.clone().exp() - log_q.clone().exp()).abs();
    sum_classes(gap.clone() * head(log_p, mu)) / sum_classes(gap).clamp_min(LEAST_GAP)
}
