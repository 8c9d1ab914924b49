use burn::tensor::Tensor;

/// Mean over the rows whose mask is 1, or over all; 0 where there is none, so that no row is no update.
///
/// # Shapes
/// `per_row`, `mask`: `[rows]`; out: `[1]`.
pub fn masked_mean(per_row: Tensor<1>, mask: Option<Tensor<1>>) -> Tensor<1> {
    match mask {
        None => {
            let rows = per_row.dims()[0].max(1);
            per_row.sum().div_scalar(rows as f64)
        }
        Some(mask) => (per_row * mask.clone()).sum() / mask.sum().clamp_min(1.0),
    }
}
