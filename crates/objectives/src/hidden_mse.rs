use crate::Projection;
use burn::tensor::Tensor;

/// Mean over the width of `(W·h_s − h_t)²`.
///
/// Romero et al. 2015, "`FitNets`: Hints for Thin Deep Nets"; Jiao et al. 2020, "`TinyBERT`", `L_hidn`. W is learned
/// with the student and thrown away with the teacher.
///
/// # Shapes
/// `teacher`: `[tokens, teacher width]`; `student`: `[tokens, student width]`; out: `[tokens]`.
pub fn hidden_mse(teacher: Tensor<2>, student: Tensor<2>, projection: &Projection) -> Tensor<1> {
    let [tokens, _] = teacher.dims();
    (projection.forward(student) - teacher).square().mean_dim(1).reshape([tokens])
}
