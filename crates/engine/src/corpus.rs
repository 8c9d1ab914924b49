//! Encoded rows and their batches on the device.

use crate::text::TextEncoder;
use burn::tensor::{Device, Int, Tensor, TensorData};
use stillroom_data::{Dataset, Padded, pad};
use stillroom_models::Input;

/// Lengths are rounded up to a multiple of this, so that kernels meet few shapes.
const LENGTH_MULTIPLE: usize = 8;

/// All rows as one network reads them, by example index.
pub(crate) struct Corpus {
    rows: Vec<Vec<u32>>,
    labels: Vec<usize>,
    longest: usize,
}

/// A batch on the device.
pub(crate) struct Batch {
    pub(crate) input: Input,
    /// `[rows]`.
    pub(crate) labels: Tensor<1, Int>,
    /// Unpadded ids.
    pub(crate) tokens: usize,
}

impl Corpus {
    pub(crate) fn encode(dataset: &Dataset, encoder: &TextEncoder) -> Self {
        Self {
            rows: dataset.examples.iter().map(|e| encoder.encode(&e.text)).collect(),
            labels: dataset.examples.iter().map(|e| e.label).collect(),
            longest: encoder.longest(),
        }
    }

    pub(crate) fn batch(&self, indices: &[usize], device: &Device) -> Batch {
        let rows: Vec<&[u32]> = indices.iter().map(|&i| self.rows[i].as_slice()).collect();
        let labels: Vec<i32> = indices.iter().map(|&i| self.labels[i] as i32).collect();
        Batch {
            input: input(&rows, self.longest, device),
            labels: Tensor::from_data(TensorData::new(labels, [indices.len()]), device),
            tokens: rows.iter().map(|r| r.len()).sum(),
        }
    }

    pub(crate) fn labels(&self, indices: &[usize]) -> Vec<usize> {
        indices.iter().map(|&i| self.labels[i]).collect()
    }
}

/// Pads rows of ids to one length, `longest` at most, and puts them on the device.
pub(crate) fn input(rows: &[&[u32]], longest: usize, device: &Device) -> Input {
    let needed = rows.iter().map(|r| r.len()).max().unwrap_or(0);
    let fits = needed.next_multiple_of(LENGTH_MULTIPLE) <= longest;
    let Padded { ids, rows, length } = pad(rows, if fits { LENGTH_MULTIPLE } else { longest.max(1) });
    let mask: Vec<f32> = ids.iter().map(|&id| f32::from(u8::from(id != 0))).collect();
    Input {
        ids: Tensor::from_data(TensorData::new(ids, [rows, length]), device),
        mask: Tensor::from_data(TensorData::new(mask, [rows, length]), device),
    }
}
