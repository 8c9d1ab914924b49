//! A decoder over some of its token ids.

use super::Decoder;
use burn::module::Param;
use burn::tensor::{Int, Tensor, TensorData};

impl Decoder {
    /// The same network over fewer ids: `ids[i]` of before is `i` now, in its embedding and its head. Its probabilities
    /// are those of before, shared out over what is left.
    ///
    /// Every id must be below [`Self::vocabulary`].
    #[must_use]
    pub fn with_ids(mut self, ids: &[u32]) -> Self {
        self.tokens.weight = cut(self.tokens.weight, 0, ids);
        if let Some(mut head) = self.head.take() {
            // Linear layers have their outputs in columns.
            head.weight = cut(head.weight, 1, ids);
            self.head = Some(head);
        }
        self
    }
}

fn cut<const D: usize>(table: Param<Tensor<D>>, dimension: usize, ids: &[u32]) -> Param<Tensor<D>> {
    table.map(|whole| {
        let is_learnt = whole.is_require_grad();
        // Only a tensor that nothing led to can be learnt.
        let whole = whole.inner();
        let indices: Vec<i32> = ids.iter().map(|id| id.cast_signed()).collect();
        let indices = Tensor::<1, Int>::from_data(TensorData::new(indices, [ids.len()]), &whole.device());
        let left = whole.select(dimension, indices);
        if is_learnt { Tensor::from_inner(left).require_grad() } else { left }
    })
}
