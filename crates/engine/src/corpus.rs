//! Encoded rows and their batches on the device.

use crate::EngineError;
use crate::text::TextEncoder;
use burn::tensor::{Device, Int, Tensor, TensorData};
use stillroom_data::{Dataset, Padded, pad};
use stillroom_models::Input;

/// Lengths are rounded up to a multiple of this, so that kernels meet few shapes.
const LENGTH_MULTIPLE: usize = 8;

/// How rows of ids become rectangles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Ids of the longest row: the network has no position beyond.
    pub(crate) longest: usize,
    /// Fills rows up.
    pub(crate) padding: u32,
}

/// All rows as one network reads them, by example index.
pub(crate) struct Corpus {
    rows: Vec<Vec<u32>>,
    labels: Vec<usize>,
    frame: Frame,
    /// What the network's head reads `[examples, width]`, row-major, once it is known.
    features: Option<Vec<f32>>,
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
    pub(crate) fn encode(dataset: &Dataset, encoder: &TextEncoder) -> Result<Self, EngineError> {
        Ok(Self {
            rows: dataset.examples.iter().map(|e| encoder.encode(&e.text)).collect::<Result<_, _>>()?,
            labels: dataset.examples.iter().map(|e| e.label).collect(),
            frame: encoder.frame(),
            features: None,
        })
    }

    pub(crate) fn batch(&self, indices: &[usize], device: &Device) -> Batch {
        let rows: Vec<&[u32]> = indices.iter().map(|&i| self.rows[i].as_slice()).collect();
        let labels: Vec<i32> = indices.iter().map(|&i| self.labels[i] as i32).collect();
        Batch {
            input: Input { features: self.known(indices, device), ..input(&rows, self.frame, device) },
            labels: Tensor::from_data(TensorData::new(labels, [indices.len()]), device),
            tokens: rows.iter().map(|r| r.len()).sum(),
        }
    }

    /// Number of examples.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn labels(&self, indices: &[usize]) -> Vec<usize> {
        indices.iter().map(|&i| self.labels[i]).collect()
    }

    /// Keeps what the head reads of every example `[examples, width]`, row-major.
    pub(crate) fn keep_features(&mut self, values: Vec<f32>) {
        self.features = Some(values);
    }

    fn known(&self, indices: &[usize], device: &Device) -> Option<Tensor<2>> {
        let all = self.features.as_ref()?;
        let width = all.len() / self.rows.len().max(1);
        let values: Vec<f32> = indices.iter().flat_map(|&i| &all[i * width..][..width]).copied().collect();
        Some(Tensor::from_data(TensorData::new(values, [indices.len(), width]), device))
    }
}

/// Pads rows of ids to one length, the frame's longest at most, and puts them on the device.
pub(crate) fn input(rows: &[&[u32]], frame: Frame, device: &Device) -> Input {
    let Frame { longest, padding } = frame;
    let needed = rows.iter().map(|r| r.len()).max().unwrap_or(0);
    let fits = needed.next_multiple_of(LENGTH_MULTIPLE) <= longest;
    let multiple = if fits { LENGTH_MULTIPLE } else { longest.max(1) };
    let Padded { ids, mask, rows, length } = pad(rows, multiple, padding);
    Input {
        ids: Tensor::from_data(TensorData::new(ids, [rows, length]), device),
        mask: Tensor::from_data(TensorData::new(mask, [rows, length]), device),
        features: None,
    }
}
