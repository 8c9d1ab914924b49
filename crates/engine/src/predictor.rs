//! Logits of many rows, in batches.

use crate::EngineError;
use crate::corpus::Corpus;
use burn::tensor::Device;
use stillroom_models::{Classifier, read_values};

/// Rows in one forward pass of evaluation.
pub(crate) const EVALUATION_BATCH: usize = 64;

/// Logits of `indices`, row-major `[indices, classes]`; the model is used as it is (give it without dropout).
pub(crate) async fn logits(
    model: &Classifier,
    corpus: &Corpus,
    indices: &[usize],
    device: &Device,
) -> Result<Vec<f32>, EngineError> {
    let mut all = Vec::new();
    for chunk in indices.chunks(EVALUATION_BATCH) {
        let batch = corpus.batch(chunk, device);
        all.extend(read_values(model.forward(&batch.input)).await?);
    }
    Ok(all)
}
