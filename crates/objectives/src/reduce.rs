use burn::tensor::Tensor;

/// Mean over the rows whose mask is 1, or over all; 0 where there is none, so that no row is no update.
///
/// # Shapes
/// `per_row`, `mask`: `[rows]`; out: `[1]`.
pub fn masked_mean(per_row: Tensor<1>, mask: Option<Tensor<1>>) -> Tensor<1> {
    match mask {
        None => per_row.mean(),
        Some(mask) => (per_row * mask.clone()).sum() / mask.sum().clamp_min(1.0),
    }
}
