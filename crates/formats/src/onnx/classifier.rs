//! What both kinds of classifier share: one logit per class, from the mean over the tokens.

use super::error::OnnxError;
use super::graph::{Extent, Graph};
use super::network::{BATCH, Network};
use super::value::Value;
use super::{OnnxWeights, encoder, ngram_bag};
use crate::{Manifest, StudentPackage};
use stillroom_spec::ModelRecipe;

impl StudentPackage {
    /// An ONNX file that computes the student's logits.
    ///
    /// Its metadata names the classes, a JSON list in the order of the logits, as `classes`, and the longest input as
    /// `max_length`.
    ///
    /// # Shapes
    /// `input_ids` and `attention_mask`, i64 `[batch, length]`, to `logits`, f32 `[batch, classes]`. The mask is 0 where
    /// there is padding. Ids outside the table and inputs longer than an encoder's positions are refused when the file
    /// is run.
    ///
    /// # Errors
    /// [`OnnxError`] if the weights are not those of the manifest's network.
    pub fn to_onnx(&self, weights: OnnxWeights) -> Result<Vec<u8>, OnnxError> {
        let manifest = &self.manifest;
        let mut network = Network::new(&self.weights, weights)?;
        let max_length = match manifest.model {
            ModelRecipe::Encoder { max_tokens, .. } => max_tokens,
            ModelRecipe::NgramBag { max_ngrams, .. } => max_ngrams,
        };
        network.graph.note("max_length", max_length.to_string());
        network.graph.note("classes", serde_json::Value::from(manifest.classes.clone()).to_string());
        let logits = logits(&mut network, manifest)?;
        network.graph.output("logits", logits, &[BATCH, Extent::Fixed(manifest.classes.len())]);
        network.finish("classifier")
    }
}

fn logits(network: &mut Network, manifest: &Manifest) -> Result<Value<f32>, OnnxError> {
    let (ids, classes) = (manifest.ids, manifest.classes.len());
    match manifest.model {
        ModelRecipe::Encoder { layers, width, heads, feed_forward, max_tokens, .. } => {
            encoder::Encoder { layers, width, heads, feed_forward, max_tokens }.logits(network, ids, classes)
        }
        ModelRecipe::NgramBag { width, .. } => ngram_bag::logits(network, ids, width, classes),
    }
}

/// Mean over the tokens that the mask shows, 0 where a row has none: `[batch, length, width]` to `[batch, width]`.
pub(super) fn mean_over_tokens(graph: &mut Graph, hidden: Value<f32>, mask: Value<f32>, width: usize) -> Value<f32> {
    let (one, tokens) = (graph.scalar(1.0_f32), graph.sum(mask));
    let tokens = graph.larger(tokens, one);
    let shares = graph.divide(mask, tokens);
    let shares = graph.widen(shares, &[1]);
    let mean = graph.product(shares, hidden);
    graph.reshape(mean, &[0, width as i64])
}
