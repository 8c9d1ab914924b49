//! A decoder with a classifier on the last token: `stillroom_models::DecoderClassifier`.

use super::OnnxWeights;
use super::decoder::Decoder;
use super::error::OnnxError;
use super::graph::Extent;
use super::network::{BATCH, Inputs, Network};
use super::value::Value;
use crate::DecoderClassifierCheckpoint;

impl DecoderClassifierCheckpoint {
    /// An ONNX file that computes the logits of the classes.
    ///
    /// Positions count from the beginning of a row, padding included: pad on the right. The class is read at the last id
    /// that is not [`Self::padding`], or, where there is none, at the last place that the mask shows. The file's metadata
    /// names the classes, a JSON list in the order of the logits, as `classes`, and the longest input as `max_length`.
    ///
    /// # Shapes
    /// `input_ids` and `attention_mask`, i64 `[batch, length]`, to `logits`, f32 `[batch, classes]`. The mask is 0 where
    /// there is padding. Ids outside the vocabulary and rows longer than the context are refused when the file is run.
    ///
    /// # Errors
    /// [`OnnxError`] if the weights are not those of the recipe's network.
    pub fn to_onnx(&self, weights: OnnxWeights) -> Result<Vec<u8>, OnnxError> {
        self.recipe.validate("model").map_err(|report| OnnxError::Range(report.message))?;
        let mut network = Network::new(&self.weights, weights)?;
        network.graph.note("max_length", self.recipe.context.to_string());
        network.graph.note("classes", serde_json::Value::from(self.labels.clone()).to_string());
        let logits = self.logits(&mut network)?;
        network.graph.output("logits", logits, &[BATCH, Extent::Fixed(self.labels.len())]);
        network.finish("decoder_classifier")
    }

    fn logits(&self, network: &mut Network) -> Result<Value<f32>, OnnxError> {
        let decoder = Decoder { recipe: &self.recipe, vocabulary: self.vocabulary, path: "decoder." };
        let inputs = network.inputs(self.vocabulary);
        let (hidden, _) = decoder.hidden(network, &inputs)?;
        let real = self.real(network, &inputs);
        let last = last_place(network, &inputs, real);
        let hidden = network.graph.at_each(hidden, last);
        network.score("score", hidden, [self.recipe.width, self.labels.len()])
    }

    /// 1 where the class may be read, 0 elsewhere `[batch, length]`.
    fn real(&self, network: &mut Network, inputs: &Inputs) -> Value<f32> {
        let Some(padding) = self.padding else { return inputs.mask };
        let padding = network.graph.scalar(i64::from(padding));
        let (zero, one) = (network.graph.scalar(0.0_f32), network.graph.scalar(1.0_f32));
        let is_padding = network.graph.equal(inputs.ids, padding);
        network.graph.choose(is_padding, zero, one)
    }
}

/// Each row's last place that is not 0, or its first where all are `[batch, 1]`.
fn last_place(network: &mut Network, inputs: &Inputs, real: Value<f32>) -> Value<i64> {
    let graph = &mut network.graph;
    let places = graph.count(inputs.length);
    let places: Value<f32> = graph.cast(places);
    let reached = graph.multiply(real, places);
    graph.place_of_largest(reached)
}
