//! Blocks on the device.

use burn::tensor::{Device, Int, Tensor, TensorData};
use stillroom_data::BlockBatch;
use stillroom_models::DecoderInput;

/// A batch as a decoder and a loss see it; `tokens` is rows times length.
#[derive(Clone)]
pub(crate) struct TokenBatch {
    pub(crate) input: DecoderInput,
    /// What follows each token `[tokens]`.
    pub(crate) targets: Tensor<1, Int>,
    /// 1 where that is learnt `[tokens]`.
    pub(crate) mask: Tensor<1>,
    /// Rows and length.
    pub(crate) shape: [usize; 2],
}

impl TokenBatch {
    pub(crate) fn new(batch: &BlockBatch, device: &Device) -> Self {
        let shape = [batch.rows, batch.length];
        let tokens = batch.rows * batch.length;
        let ids = Tensor::from_data(TensorData::new(batch.ids.clone(), shape), device);
        let input = DecoderInput::new(ids);
        Self {
            input: if is_whole(batch) { input } else { input.with_segments(segments(batch, device)) },
            targets: Tensor::from_data(TensorData::new(batch.targets.clone(), [tokens]), device),
            mask: Tensor::from_data(TensorData::new(batch.mask.clone(), [tokens]), device),
            shape,
        }
    }

    /// Rows times length.
    pub(crate) fn tokens(&self) -> usize {
        self.shape[0] * self.shape[1]
    }
}

/// Whether every row is of one document: then causal attention sees nothing else, and needs no further mask. Padding on
/// the right is never looked at.
fn is_whole(batch: &BlockBatch) -> bool {
    let real = |row: &[i32]| row.iter().filter(|&&segment| segment > 0).all(|&segment| segment == row[0]);
    batch.segments.chunks(batch.length.max(1)).all(real)
}

fn segments(batch: &BlockBatch, device: &Device) -> Tensor<2, Int> {
    Tensor::from_data(TensorData::new(batch.segments.clone(), [batch.rows, batch.length]), device)
}
