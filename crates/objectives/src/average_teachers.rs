use crate::soften::{log_add, log_soft};
use burn::tensor::Tensor;

/// Logits whose softmax at T is the weighted mean of the teachers' distributions at T: `T·log Σ wᵢpᵢ`, `Σ wᵢ = 1`.
///
/// Timiryasov & Tastet 2023, "Baby Llama". At T = 1 they are log-probabilities. Any objective takes them as the
/// teacher, at the same T. (Averaging logits instead, as that paper's code does, is the geometric mean.)
///
/// # Shapes
/// `teachers`: weights (positive; only their ratio matters) and logits `[rows, classes]`; out: `[rows, classes]`; none
/// if no teacher has a weight.
pub fn average_teachers(teachers: &[(f64, Tensor<2>)], temperature: f64) -> Option<Tensor<2>> {
    let heard = || teachers.iter().filter(|(weight, _)| *weight > 0.0);
    let sum: f64 = heard().map(|(weight, _)| weight).sum();
    let shares = heard().map(|(weight, z)| log_soft(z.clone(), temperature).add_scalar((weight / sum).ln()));
    shares.reduce(log_add).map(|log_p| log_p.mul_scalar(temperature))
}
