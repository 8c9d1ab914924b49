//! The teacher's word on every row: computed once, read by every student.

use burn::tensor::{Device, Tensor, TensorData};
use stillroom_data::Dataset;

/// Floor of a given probability, so that its logarithm is finite.
const LEAST_PROBABILITY: f32 = 1e-7;

/// Logits for every example, by example index.
pub(crate) struct TeacherLogits {
    classes: usize,
    values: Vec<f32>,
}

impl TeacherLogits {
    /// Room for `examples` rows, all classes alike.
    pub(crate) fn uniform(examples: usize, classes: usize) -> Self {
        Self { classes, values: vec![0.0; examples * classes] }
    }

    /// The logarithms of the probabilities that the rows carry; at T = 1 their softmax gives them back.
    pub(crate) fn from_soft_labels(dataset: &Dataset) -> Self {
        let logits = |e: &stillroom_data::Example| -> Vec<f32> {
            e.soft.iter().flatten().map(|&p| p.max(LEAST_PROBABILITY).ln()).collect()
        };
        Self { classes: dataset.classes.len(), values: dataset.examples.iter().flat_map(logits).collect() }
    }

    /// Files the logits of some examples, `[indices, classes]` row-major.
    pub(crate) fn put(&mut self, indices: &[usize], logits: &[f32]) {
        for (&index, row) in indices.iter().zip(logits.chunks(self.classes)) {
            self.values[index * self.classes..][..self.classes].copy_from_slice(row);
        }
    }

    /// Logits of some examples, row-major.
    pub(crate) fn rows(&self, indices: &[usize]) -> Vec<f32> {
        indices.iter().flat_map(|&i| self.values[i * self.classes..][..self.classes].iter().copied()).collect()
    }

    /// The same on the device `[indices, classes]`.
    pub(crate) fn batch(&self, indices: &[usize], device: &Device) -> Tensor<2> {
        Tensor::from_data(TensorData::new(self.rows(indices), [indices.len(), self.classes]), device)
    }
}
