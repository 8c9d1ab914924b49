use burn::tensor::{Int, Tensor};

/// A batch of texts.
#[derive(Debug, Clone)]
pub struct TextEncoderInput {
    /// Token ids `[rows, length]`.
    pub ids: Tensor<2, Int>,
    /// 1 where there is a token, 0 where there is padding that no token may look at `[rows, length]`.
    pub mask: Tensor<2>,
    /// Which of two texts in a row each token belongs to `[rows, length]`; all to the first without it.
    pub types: Option<Tensor<2, Int>>,
}

impl TextEncoderInput {
    /// One text in each row.
    pub fn new(ids: Tensor<2, Int>, mask: Tensor<2>) -> Self {
        Self { ids, mask, types: None }
    }

    /// The same with two texts in a row.
    pub fn with_types(self, types: Tensor<2, Int>) -> Self {
        Self { types: Some(types), ..self }
    }
}
