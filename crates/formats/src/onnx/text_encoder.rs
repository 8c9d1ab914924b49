//! BERT, DistilBERT and `RoBERTa`: `stillroom_models::TextEncoder`.

use super::attention::{self, Shared, key_bias};
use super::error::OnnxError;
use super::graph::{Extent, Graph};
use super::network::{BATCH, Inputs, LENGTH, Network};
use super::value::Value;
use super::{OnnxWeights, feed_forward, norm};
use crate::EncoderCheckpoint;
use stillroom_models::{HeadActivation, HeadShape, PositionCount, TextEncoderShape};
use stillroom_spec::DecoderRecipe;

impl EncoderCheckpoint {
    /// An ONNX file that computes hidden states, and the logits of the classes where there is a classifier.
    ///
    /// The file's metadata names the classes, a JSON list in the order of the logits, as `classes`, and the longest input
    /// as `max_length`.
    ///
    /// # Shapes
    /// `input_ids` and `attention_mask`, i64 `[batch, length]`, to `last_hidden_state`, f32 `[batch, length, width]`, and
    /// `logits`, f32 `[batch, classes]`. The mask is 0 where there is padding. Where the model knows more than one type of
    /// tokens, `token_type_ids` is an input too. Ids outside their tables and rows longer than the positions are refused
    /// when the file is run.
    ///
    /// # Errors
    /// [`OnnxError`] if the weights are not those of the shape's network.
    pub fn to_onnx(&self, weights: OnnxWeights) -> Result<Vec<u8>, OnnxError> {
        self.shape.validate("model").map_err(|report| OnnxError::Range(report.message))?;
        let mut network = Network::new(&self.weights, weights)?;
        network.graph.note("max_length", self.shape.context().to_string());
        let encoder = Encoder { shape: &self.shape, parts: self.shape.parts(), vocabulary: self.vocabulary };
        let hidden = encoder.hidden(&mut network)?;
        network.graph.output("last_hidden_state", hidden, &[BATCH, LENGTH, Extent::Fixed(self.shape.width)]);
        if let Some(head) = self.shape.head {
            network.graph.note("classes", serde_json::Value::from(self.labels.clone()).to_string());
            let logits = encoder.head(&mut network, hidden, head)?;
            network.graph.output("logits", logits, &[BATCH, Extent::Fixed(head.classes)]);
        }
        network.finish("encoder")
    }
}

struct Encoder<'a> {
    shape: &'a TextEncoderShape,
    /// The decoder that has the same attention and feed-forward layers.
    parts: DecoderRecipe,
    vocabulary: usize,
}

impl Encoder<'_> {
    /// Hidden states of the last block `[batch, length, width]`.
    fn hidden(&self, network: &mut Network) -> Result<Value<f32>, OnnxError> {
        let inputs = network.inputs(self.vocabulary);
        let embedded = self.embed(network, &inputs)?;
        let mut x = self.norm(network, "norm", embedded)?;
        let shared = Shared { bias: key_bias(network, &inputs), rotary: None };
        for layer in 0..self.shape.layers {
            x = self.block(network, &format!("blocks.{layer}"), x, &shared)?;
        }
        Ok(x)
    }

    /// The sum of the vectors of tokens, positions and types.
    fn embed(&self, network: &mut Network, inputs: &Inputs) -> Result<Value<f32>, OnnxError> {
        let tokens = network.table("tokens.weight", [self.vocabulary, self.shape.width])?;
        let tokens = network.rows(tokens, inputs.ids);
        let positions = self.positions(network, inputs)?;
        let embedded = network.graph.add(tokens, positions);
        match self.types(network)? {
            Some(types) => Ok(network.graph.add(embedded, types)),
            None => Ok(embedded),
        }
    }

    /// `[length or batch, length, width]`.
    fn positions(&self, network: &mut Network, inputs: &Inputs) -> Result<Value<f32>, OnnxError> {
        let table = network.table("positions.weight", [self.shape.positions, self.shape.width])?;
        match self.shape.position_count {
            PositionCount::FromZero => Ok(network.first_rows(table, inputs.length)),
            PositionCount::AfterPadding { padding } => {
                let numbers = after_padding(&mut network.graph, inputs.ids, padding);
                Ok(network.rows(table, numbers))
            }
        }
    }

    /// Vectors of the types that the caller gives, or of the only one there is; none without a table.
    fn types(&self, network: &mut Network) -> Result<Option<Value<f32>>, OnnxError> {
        let count = self.shape.token_types;
        if count == 0 {
            return Ok(None);
        }
        let table = network.table("types.weight", [count, self.shape.width])?;
        if count == 1 {
            let one = network.graph.list(&[1_i64]);
            return Ok(Some(network.first_rows(table, one)));
        }
        let types = network.numbers("token_type_ids", count);
        Ok(Some(network.rows(table, types)))
    }

    /// `y = norm(x + attention(x))`, then `norm(y + feed_forward(y))`.
    fn block(
        &self,
        network: &mut Network,
        name: &str,
        x: Value<f32>,
        shared: &Shared,
    ) -> Result<Value<f32>, OnnxError> {
        let attended = attention::apply(network, &format!("{name}.attention"), x, (&self.parts, shared))?;
        let x = network.graph.add(x, attended);
        let x = self.norm(network, &format!("{name}.attention_norm"), x)?;
        let added = feed_forward::apply(network, &format!("{name}.feed_forward"), x, &self.parts)?;
        let x = network.graph.add(x, added);
        self.norm(network, &format!("{name}.feed_forward_norm"), x)
    }

    fn norm(&self, network: &mut Network, name: &str, x: Value<f32>) -> Result<Value<f32>, OnnxError> {
        norm::layer(network, name, x, (self.shape.width, self.shape.epsilon))
    }

    /// `W₂ f(W₁h + b₁) + b₂` of the first token `[batch, classes]`.
    fn head(&self, network: &mut Network, hidden: Value<f32>, head: HeadShape) -> Result<Value<f32>, OnnxError> {
        let first = network.graph.scalar(0_i64);
        let first = network.graph.at(hidden, first);
        let inner = network.head("head.dense", first, [self.shape.width; 2])?;
        let inner = match head.activation {
            HeadActivation::Tanh => network.graph.tanh(inner),
            HeadActivation::Relu => network.graph.relu(inner),
        };
        network.head("head.output", inner, [self.shape.width, head.classes])
    }
}

/// Positions that begin at `padding + 1` and count the ids that are not `padding`; padding stands at `padding`.
fn after_padding(graph: &mut Graph, ids: Value<i64>, padding: u32) -> Value<i64> {
    let (zero, one, padding) = (graph.scalar(0_i64), graph.scalar(1_i64), graph.scalar(i64::from(padding)));
    let is_padding = graph.equal(ids, padding);
    let real = graph.choose(is_padding, zero, one);
    let count = graph.running_sum(real);
    let count = graph.multiply(count, real);
    graph.add(count, padding)
}
