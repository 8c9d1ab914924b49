//! The pre-norm transformer encoder: `stillroom_models::Encoder`.

use super::attention::{Heads, attend, key_bias};
use super::classifier::mean_over_tokens;
use super::error::OnnxError;
use super::network::{Inputs, Network};
use super::norm::rms;
use super::value::Value;

/// Added to the mean square, as `stillroom_models` does.
const EPSILON: f64 = 1e-6;

/// Shape of an encoder.
pub(super) struct Encoder {
    pub(super) layers: usize,
    pub(super) width: usize,
    pub(super) heads: usize,
    pub(super) feed_forward: usize,
    pub(super) max_tokens: usize,
}

impl Encoder {
    /// Logits `[batch, classes]` over `ids` token ids.
    pub(super) fn logits(&self, network: &mut Network, ids: usize, classes: usize) -> Result<Value<f32>, OnnxError> {
        self.check()?;
        let inputs = network.inputs(ids);
        let bias = key_bias(network, &inputs);
        let mut x = self.embed(network, &inputs, ids)?;
        for layer in 0..self.layers {
            x = self.block(network, &format!("Encoder.blocks.{layer}"), x, bias)?;
        }
        let x = rms(&mut network.graph, x, EPSILON);
        let mean = mean_over_tokens(&mut network.graph, x, inputs.mask, self.width);
        network.head("Encoder.head", mean, [self.width, classes])
    }

    /// A table of one position would be taken for that of all.
    fn check(&self) -> Result<(), OnnxError> {
        if self.heads == 0 || self.width == 0 || !self.width.is_multiple_of(self.heads) {
            let why = format!("{} heads do not divide the width {}", self.heads, self.width);
            return Err(OnnxError::Range(why));
        }
        if self.max_tokens < 2 {
            return Err(OnnxError::Range(format!("it reads {} tokens at most", self.max_tokens)));
        }
        Ok(())
    }

    fn embed(&self, network: &mut Network, inputs: &Inputs, ids: usize) -> Result<Value<f32>, OnnxError> {
        let tokens = network.table("Encoder.tokens.weight", [ids, self.width])?;
        let positions = network.table("Encoder.positions.weight", [self.max_tokens, self.width])?;
        let tokens = network.rows(tokens, inputs.ids);
        let positions = network.first_rows(positions, inputs.length);
        Ok(network.graph.add(tokens, positions))
    }

    /// `x + attention(norm(x))`, then `x + W₂ relu(W₁ norm(x))`.
    fn block(
        &self,
        network: &mut Network,
        name: &str,
        x: Value<f32>,
        bias: Value<f32>,
    ) -> Result<Value<f32>, OnnxError> {
        let normed = rms(&mut network.graph, x, EPSILON);
        let attended = self.attention(network, &format!("{name}.attention"), normed, bias)?;
        let x = network.graph.add(x, attended);
        let normed = rms(&mut network.graph, x, EPSILON);
        let wide = network.linear(&format!("{name}.up"), normed, [self.width, self.feed_forward], false)?;
        let wide = network.graph.relu(wide);
        let added = network.linear(&format!("{name}.down"), wide, [self.feed_forward, self.width], false)?;
        Ok(network.graph.add(x, added))
    }

    fn attention(
        &self,
        network: &mut Network,
        name: &str,
        x: Value<f32>,
        bias: Value<f32>,
    ) -> Result<Value<f32>, OnnxError> {
        let square = [self.width; 2];
        let mut project = |part: &str| network.linear(&format!("{name}.{part}"), x, square, false);
        let (query, key, value) = (project("query")?, project("key")?, project("value")?);
        let heads = Heads::of(self.heads, self.heads, self.width / self.heads);
        let [query, key, value] = [query, key, value].map(|of| heads.split(&mut network.graph, of, self.heads));
        let mixed = attend(&mut network.graph, &heads, [query, key, value], bias);
        network.linear(&format!("{name}.output"), mixed, square, false)
    }
}
