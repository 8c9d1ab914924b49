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
        Some(mask) => {
            let mask = mask.inner();
            (per_row * mask.clone()).sum() / mask.sum().clamp_min(1.0)
        }
    }
}

/// A micro-batch's share of the mean over a whole window: its sum over valid rows, divided by those of the window.
///
/// The shares of a window add up to its mean. Means of micro-batches do not: rows of a short one would weigh more.
///
/// # Shapes
/// `per_row`, `mask`: `[rows]`, all rows if there is no mask; `valid`: rows of the window that count; out: `[1]`.
pub fn window_mean(per_row: Tensor<1>, mask: Option<Tensor<1>>, valid: usize) -> Tensor<1> {
    let counted = match mask {
        None => per_row,
        Some(mask) => per_row * mask.inner(),
    };
    counted.sum().div_scalar(valid.max(1) as f64)
}
