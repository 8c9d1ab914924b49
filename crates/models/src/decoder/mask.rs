//! Who may look at whom.

use super::DecoderInput;
use burn::tensor::{Device, Int, Tensor};

/// Added to the scores of keys that a query must not see: far below any score, and finite, so that a row in which
/// nothing may be seen is no row of NaN.
pub(super) const MASKED: f64 = -1e9;

/// What each token sees, and where it stands.
pub(super) struct Sight {
    /// Added to the scores `[1 or rows, 1, length, length]`.
    pub(super) bias: Tensor<4>,
    /// Positions within the document `[rows, length]`; none where they are 0, 1, 2, …
    pub(super) positions: Option<Tensor<2, Int>>,
}

impl Sight {
    pub(super) fn of(input: &DecoderInput) -> Self {
        let [rows, length] = input.ids.dims();
        let mut hidden = future(length, length, 0, &input.ids.device()).reshape([1, 1, length, length]);
        let mut positions = None;
        if let Some(segments) = &input.segments {
            hidden = hidden + elsewhere(segments);
            positions = Some(seen_before(&hidden));
        }
        if let Some(mask) = &input.mask {
            hidden = hidden + mask.clone().neg().add_scalar(1.0).reshape([rows, 1, 1, length]);
        }
        Self { bias: hidden.mul_scalar(MASKED), positions }
    }
}

/// 1 where the key comes after the query, 0 elsewhere `[queries, keys]`; the first query stands at `start`.
pub(crate) fn future(queries: usize, keys: usize, start: usize, device: &Device) -> Tensor<2> {
    let count = |from: usize, to: usize| Tensor::<1, Int>::arange(from as i64..to as i64, device);
    let key = count(0, keys).reshape([1, keys]).expand([queries, keys]);
    let query = count(start, start + queries).reshape([queries, 1]).expand([queries, keys]);
    key.greater(query).float()
}

/// 1 where query and key belong to different documents `[rows, 1, length, length]`.
fn elsewhere(segments: &Tensor<2, Int>) -> Tensor<4> {
    let [rows, length] = segments.dims();
    let shape = [rows, 1, length, length];
    let query = segments.clone().reshape([rows, 1, length, 1]).expand(shape);
    let key = segments.clone().reshape([rows, 1, 1, length]).expand(shape);
    query.not_equal(key).float()
}

/// How many tokens each one sees besides itself: its position in its document `[rows, length]`.
fn seen_before(hidden: &Tensor<4>) -> Tensor<2, Int> {
    let [rows, _, length, _] = hidden.dims();
    let seen = hidden.clone().equal_elem(0.0).int().sum_dim(3).reshape([rows, length]);
    seen.sub_scalar(1)
}
