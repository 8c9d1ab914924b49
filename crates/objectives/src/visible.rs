//! Which key a query may see.

use crate::soften::{LEFT_OUT, kl};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Bool, Device, Int, Tensor};

/// True where a query must not see a key: at padding and, in a causal model, at what comes after it.
///
/// # Shapes
/// `mask`: `[batch, length]`, 1 at tokens and 0 at padding; out: `[batch, length, length]`, queries before keys.
pub fn hidden_keys(mask: Tensor<2>, causal: bool) -> Tensor<3, Bool> {
    let [batch, length] = mask.dims();
    let shape = [batch, length, length];
    let later = later(length, &mask.device()).expand(shape);
    let padding = mask.lower_elem(0.5).reshape([batch, 1, length]).expand(shape);
    if causal { padding.bool_or(later) } else { padding }
}

/// True where the key comes after the query `[1, length, length]`.
fn later(length: usize, device: &Device) -> Tensor<3, Bool> {
    let ids = Tensor::<1, Int>::arange(0..length as i64, device);
    let keys = ids.clone().reshape([1, 1, length]).expand([1, length, length]);
    keys.greater(ids.reshape([1, length, 1]).expand([1, length, length]))
}

/// KL of two attention patterns given as scores, mean over heads.
///
/// A query that sees nothing (padding before everything) has the same even pattern on both sides.
///
/// # Shapes
/// `teacher`, `student`: scores before the softmax `[batch, heads, length, length]`; `hidden`: `[batch, length,
/// length]`; out: `[batch·length]`, in nats.
pub(crate) fn kl_of_scores(teacher: Tensor<4>, student: Tensor<4>, hidden: &Tensor<3, Bool>) -> Tensor<1> {
    let [batch, heads, queries, keys] = teacher.dims();
    let hidden = hidden.clone().reshape([batch, 1, queries, keys]).expand([batch, heads, queries, keys]);
    let pattern = |scores: Tensor<4>| {
        let scores = scores.mask_fill(hidden.clone(), -LEFT_OUT);
        log_softmax(scores, 3).reshape([batch * heads * queries, keys])
    };
    let per_head = kl(pattern(teacher), pattern(student)).reshape([batch, heads, queries]);
    per_head.mean_dim(1).reshape([batch * queries])
}
