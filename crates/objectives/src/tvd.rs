use crate::soften::{log_soft, sum_classes};
use burn::tensor::Tensor;

/// Total variation distance `½ Σ|p − q|`.
///
/// Wen et al. 2023, "f-Divergence Minimization for Sequence-Level Knowledge Distillation" (f-distill), token by token.
/// Where p = q its gradient is taken as 0. No factor T².
///
/// # Shapes
/// `teacher`, `student`: `[rows, classes]` logits; out: `[rows]`, from 0 to 1.
pub fn tvd(teacher: Tensor<2>, student: Tensor<2>, temperature: f64) -> Tensor<1> {
    let (p, q) = (log_soft(teacher, temperature).exp(), log_soft(student, temperature).exp());
    sum_classes((p - q).abs()).mul_scalar(0.5)
}
