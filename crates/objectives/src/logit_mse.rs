use burn::tensor::Tensor;

/// Mean over classes of `(z_t − z_s)²`.
///
/// Sanh et al. 2019, `DistilBERT` (`distiller.py`, `alpha_mse`).
///
/// # Shapes
/// `teacher`, `student`: `[rows, classes]` logits; out: `[rows]`.
pub fn logit_mse(teacher: Tensor<2>, student: Tensor<2>) -> Tensor<1> {
    let [rows, _] = student.dims();
    (teacher - student).square().mean_dim(1).reshape([rows])
}
