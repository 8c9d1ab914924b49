use crate::soften::sum_classes;
use burn::tensor::Tensor;

/// Added to each squared norm, as in `torch.nn.CosineEmbeddingLoss`.
const EPSILON: f64 = 1e-12;

/// `1 − cos(h_s, h_t)`.
///
/// Sanh et al. 2019, `DistilBERT` (`distiller.py`, `alpha_cos`), on the last hidden states. Widths must be equal; put a
/// [`Projection`](crate::Projection) before it where they differ.
///
/// # Shapes
/// `teacher`, `student`: `[tokens, width]`; out: `[tokens]`, from 0 to 2.
pub fn hidden_cosine(teacher: Tensor<2>, student: Tensor<2>) -> Tensor<1> {
    let square = |h: &Tensor<2>| sum_classes(h.clone().square()).add_scalar(EPSILON);
    let norms = (square(&teacher) * square(&student)).sqrt();
    (sum_classes(teacher * student) / norms).neg().add_scalar(1.0)
}
