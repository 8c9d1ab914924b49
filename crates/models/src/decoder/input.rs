use burn::tensor::{Int, Tensor};

/// A batch of sequences.
#[derive(Debug, Clone)]
pub struct DecoderInput {
    /// Token ids `[rows, length]`.
    pub ids: Tensor<2, Int>,
    /// 1 where there is a token, 0 where there is padding that no token may look at `[rows, length]`. Without one,
    /// padding on the right is invisible all the same: nothing looks ahead.
    pub mask: Option<Tensor<2>>,
    /// The document of each token, in a row that holds several `[rows, length]`. A token sees its own document only,
    /// and learned positions count from its start.
    pub segments: Option<Tensor<2, Int>>,
}

impl DecoderInput {
    /// Whole rows: no padding, one document each.
    pub fn new(ids: Tensor<2, Int>) -> Self {
        Self { ids, mask: None, segments: None }
    }

    /// The same with padding.
    pub fn with_mask(self, mask: Tensor<2>) -> Self {
        Self { mask: Some(mask), ..self }
    }

    /// The same with several documents in a row.
    pub fn with_segments(self, segments: Tensor<2, Int>) -> Self {
        Self { segments: Some(segments), ..self }
    }
}
