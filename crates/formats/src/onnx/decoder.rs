//! The decoder: `stillroom_models::Decoder`, without a cache.

use super::attention::{self, MASKED, Shared};
use super::error::OnnxError;
use super::graph::{Extent, Graph};
use super::network::{BATCH, Inputs, LENGTH, Network, Table};
use super::rotary::Rotary;
use super::value::Value;
use super::{OnnxWeights, feed_forward, norm};
use crate::DecoderCheckpoint;
use stillroom_spec::{DecoderNorm, DecoderPositions, DecoderRecipe};

impl DecoderCheckpoint {
    /// An ONNX file that computes the logits of the token after each position.
    ///
    /// Positions count from the beginning of a row, padding included: pad on the right. The file's metadata names the
    /// longest input as `max_length`.
    ///
    /// # Shapes
    /// `input_ids` and `attention_mask`, i64 `[batch, length]`, to `logits`, f32 `[batch, length, vocabulary]`. The mask
    /// is 0 where there is padding. Ids outside the vocabulary and rows longer than the context are refused when the
    /// file is run.
    ///
    /// # Errors
    /// [`OnnxError`] if the weights are not those of the recipe's network.
    pub fn to_onnx(&self, weights: OnnxWeights) -> Result<Vec<u8>, OnnxError> {
        self.recipe.validate("model").map_err(|report| OnnxError::Range(report.message))?;
        let mut network = Network::new(&self.weights, weights)?;
        network.graph.note("max_length", self.recipe.context.to_string());
        let decoder = Decoder { recipe: &self.recipe, vocabulary: self.vocabulary, path: "" };
        let inputs = network.inputs(self.vocabulary);
        let (hidden, tokens) = decoder.hidden(&mut network, &inputs)?;
        let logits = decoder.head(&mut network, hidden, tokens)?;
        network.graph.output("logits", logits, &[BATCH, LENGTH, Extent::Fixed(self.vocabulary)]);
        network.finish("decoder")
    }
}

pub(super) struct Decoder<'a> {
    pub(super) recipe: &'a DecoderRecipe,
    pub(super) vocabulary: usize,
    /// What the names of its weights begin with.
    pub(super) path: &'static str,
}

impl Decoder<'_> {
    /// Hidden states after the final norm `[batch, length, width]`, and the table of the tokens.
    pub(super) fn hidden(&self, network: &mut Network, inputs: &Inputs) -> Result<(Value<f32>, Table), OnnxError> {
        let tokens = network.table(&self.name("tokens.weight"), [self.vocabulary, self.recipe.width])?;
        let embedded = network.rows(tokens, inputs.ids);
        let mut x = self.placed(network, embedded, inputs)?;
        let shared = self.shared(network, inputs);
        for layer in 0..self.recipe.layers {
            x = self.block(network, &self.name(&format!("blocks.{layer}")), x, &shared)?;
        }
        Ok((self.norm(network, &self.name("norm"), x)?, tokens))
    }

    /// Logits of the token after each position.
    fn head(&self, network: &mut Network, hidden: Value<f32>, tokens: Table) -> Result<Value<f32>, OnnxError> {
        if self.recipe.tied_head {
            return Ok(network.product_transposed(hidden, tokens));
        }
        network.linear("head", hidden, [self.recipe.width, self.vocabulary], false)
    }

    fn name(&self, part: &str) -> String {
        format!("{}{part}", self.path)
    }

    /// With the vectors of the positions, where these are learned.
    fn placed(&self, network: &mut Network, x: Value<f32>, inputs: &Inputs) -> Result<Value<f32>, OnnxError> {
        let DecoderPositions::Learned {} = self.recipe.positions else { return Ok(x) };
        let table = network.table(&self.name("positions.weight"), [self.recipe.context, self.recipe.width])?;
        let positions = network.first_rows(table, inputs.length);
        Ok(network.graph.add(x, positions))
    }

    fn shared(&self, network: &mut Network, inputs: &Inputs) -> Shared {
        let bias = sight(&mut network.graph, inputs);
        let rotary = match self.recipe.positions {
            DecoderPositions::Learned {} => None,
            DecoderPositions::Rope { theta } => {
                let (context, width) = (self.recipe.context, self.recipe.head_width);
                Some(Rotary::new(&mut network.graph, [context, width], theta, inputs.length))
            }
        };
        Shared { bias, rotary }
    }

    /// `x + attention(norm(x))`, then `x + feed_forward(norm(x))`.
    fn block(
        &self,
        network: &mut Network,
        name: &str,
        x: Value<f32>,
        shared: &Shared,
    ) -> Result<Value<f32>, OnnxError> {
        let normed = self.norm(network, &format!("{name}.attention_norm"), x)?;
        let attended = attention::apply(network, &format!("{name}.attention"), normed, (self.recipe, shared))?;
        let x = network.graph.add(x, attended);
        let normed = self.norm(network, &format!("{name}.feed_forward_norm"), x)?;
        let added = feed_forward::apply(network, &format!("{name}.feed_forward"), normed, self.recipe)?;
        Ok(network.graph.add(x, added))
    }

    fn norm(&self, network: &mut Network, name: &str, x: Value<f32>) -> Result<Value<f32>, OnnxError> {
        let width = self.recipe.width;
        match self.recipe.norm {
            DecoderNorm::RmsNorm { epsilon } => {
                let scale = network.vector(&format!("{name}.RmsNorm.gamma"), width)?;
                let x = norm::rms(&mut network.graph, x, epsilon);
                Ok(network.graph.multiply(x, scale))
            }
            DecoderNorm::LayerNorm { epsilon } => {
                norm::layer(network, &format!("{name}.LayerNorm"), x, (width, epsilon))
            }
        }
    }
}

/// A large negative number where a key comes after the query or is padding, and twice that where both
/// `[batch, 1, length, length]`.
fn sight(graph: &mut Graph, inputs: &Inputs) -> Value<f32> {
    let keys = graph.count(inputs.length);
    let queries = graph.widen(keys, &[1]);
    let future = graph.greater(keys, queries);
    let future: Value<f32> = graph.cast(future);
    let one = graph.scalar(1.0_f32);
    let padding = graph.subtract(one, inputs.mask);
    let padding = graph.widen(padding, &[1, 2]);
    let hidden = graph.add(future, padding);
    graph.times(hidden, MASKED)
}
