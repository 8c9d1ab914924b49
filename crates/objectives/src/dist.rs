use crate::soften::log_soft;
use burn::tensor::Tensor;

/// Added to the product of two norms, as in the authors' code.
const EPSILON: f64 = 1e-8;
/// Least square of a norm: the root of 0 has no gradient.
const LEAST_SQUARE: f64 = 1e-24;

/// `T²(β(1 − ρ_row) + γ(1 − ρ_batch))` with Pearson's ρ of p and q, `ρ = cov/(‖p − p̄‖·‖q − q̄‖ + 10⁻⁸)`.
///
/// Huang et al. 2022, "Knowledge Distillation from A Stronger Teacher" (DIST). `ρ_row` is taken between a row's
/// classes; `ρ_batch` for each class over the rows that the mask lets count, then averaged over classes. It is one
/// number for the batch, which every row carries, so that a mean over valid rows gives the published loss. A batch is
/// what is handed in: under accumulation or in chunks, `ρ_batch` is that of each part.
///
/// # Shapes
/// `teacher`, `student`: `[rows, classes]` logits; `mask`: `[rows]`, 1 or 0, all rows if there is none; out: `[rows]`.
pub fn dist(
    teacher: Tensor<2>,
    student: Tensor<2>,
    mask: Option<Tensor<1>>,
    beta: f64,
    gamma: f64,
    temperature: f64,
) -> Tensor<1> {
    let [rows, _] = student.dims();
    let (p, q) = (log_soft(teacher, temperature).exp(), log_soft(student, temperature).exp());
    let mask = mask.unwrap_or_else(|| Tensor::ones([rows], &q.device())).inner().reshape([rows, 1]);
    let between_classes = pearson(centred_row(p.clone()), centred_row(q.clone()), 1).reshape([rows]);
    let over_batch = pearson(centred_class(p, &mask), centred_class(q, &mask), 0).mean();
    let loss = distance(between_classes).mul_scalar(beta) + distance(over_batch).mul_scalar(gamma);
    loss.mul_scalar(temperature * temperature)
}

fn distance(correlation: Tensor<1>) -> Tensor<1> {
    correlation.neg().add_scalar(1.0)
}

fn centred_row(x: Tensor<2>) -> Tensor<2> {
    x.clone() - x.mean_dim(1)
}

/// Less the mean over valid rows; 0 in the others.
fn centred_class(x: Tensor<2>, mask: &Tensor<2>) -> Tensor<2> {
    let valid = mask.clone().sum_dim(0).clamp_min(1.0);
    let mean = (x.clone() * mask.clone()).sum_dim(0) / valid;
    (x - mean) * mask.clone()
}

/// Of two centred tensors along `dim`, which stays with length 1.
fn pearson(a: Tensor<2>, b: Tensor<2>, dim: usize) -> Tensor<2> {
    let norms = norm(a.clone(), dim) * norm(b.clone(), dim);
    (a * b).sum_dim(dim) / norms.add_scalar(EPSILON)
}

fn norm(x: Tensor<2>, dim: usize) -> Tensor<2> {
    x.square().sum_dim(dim).clamp_min(LEAST_SQUARE).sqrt()
}
