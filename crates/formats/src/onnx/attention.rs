//! Attention over heads, of which several may share keys and values (Ainslie et al. 2023).

use super::error::OnnxError;
use super::graph::Graph;
use super::network::{Inputs, Network};
use super::rotary::Rotary;
use super::value::Value;
use stillroom_spec::{DecoderBiases, DecoderRecipe};

/// Batch, length, heads, width, with length and heads in each other's place.
const HEADS_FIRST: [i64; 4] = [0, 2, 1, 3];

/// Added to the scores of keys that a query must not see, as `stillroom_models` does.
pub(super) const MASKED: f64 = -1e9;

/// What every layer of a call is given.
pub(super) struct Shared {
    /// Added to the attention scores `[batch, 1, length or 1, length]`.
    pub(super) bias: Value<f32>,
    pub(super) rotary: Option<Rotary>,
}

/// The attention of a decoder, or of an encoder with the same layers: four linear layers around [`attend`].
pub(super) fn apply(
    network: &mut Network,
    name: &str,
    x: Value<f32>,
    (recipe, shared): (&DecoderRecipe, &Shared),
) -> Result<Value<f32>, OnnxError> {
    let heads = Heads::of(recipe.heads, recipe.key_value_heads, recipe.head_width);
    let mut project = |part: &str, count: usize, turned: bool| -> Result<Value<f32>, OnnxError> {
        let (shape, biased) = ([recipe.width, count * recipe.head_width], recipe.biases != DecoderBiases::None);
        let x = network.linear(&format!("{name}.{part}"), x, shape, biased)?;
        let x = heads.split(&mut network.graph, x, count);
        let rotary = shared.rotary.as_ref().filter(|_| turned);
        Ok(rotary.map_or(x, |rotary| rotary.turn(&mut network.graph, x)))
    };
    let query = project("query", recipe.heads, true)?;
    let key = project("key", recipe.key_value_heads, true)?;
    let value = project("value", recipe.key_value_heads, false)?;
    let mixed = attend(&mut network.graph, &heads, [query, key, value], shared.bias);
    let shape = [recipe.heads * recipe.head_width, recipe.width];
    network.linear(&format!("{name}.output"), mixed, shape, recipe.biases == DecoderBiases::All)
}

/// 0 for tokens, a large negative number for padding `[batch, 1, 1, length]`.
pub(super) fn key_bias(network: &mut Network, inputs: &Inputs) -> Value<f32> {
    let graph = &mut network.graph;
    let absent = graph.plus(inputs.mask, -1.0);
    let bias = graph.times(absent, -MASKED);
    graph.widen(bias, &[1, 2])
}

/// How a width is cut into heads.
pub(super) struct Heads {
    /// That ask.
    asking: i64,
    /// That are asked; they divide those that ask.
    asked: i64,
    /// Of one.
    width: i64,
}

impl Heads {
    pub(super) fn of(asking: usize, asked: usize, width: usize) -> Self {
        Self { asking: asking as i64, asked: asked as i64, width: width as i64 }
    }

    /// `[batch, length, heads · width]` to `[batch, heads, length, width]`.
    pub(super) fn split(&self, graph: &mut Graph, x: Value<f32>, heads: usize) -> Value<f32> {
        let x = graph.reshape(x, &[0, 0, heads as i64, self.width]);
        graph.permute(x, &HEADS_FIRST)
    }
}

/// `softmax(QKᵀ/√d + bias) V` of queries, keys and values `[batch, heads, length, width]`:
/// `[batch, length, heads · width]`.
///
/// The queries of a group lie below each other, as if they were one longer head: keys and values need not be repeated.
pub(super) fn attend(
    graph: &mut Graph,
    heads: &Heads,
    [query, key, value]: [Value<f32>; 3],
    bias: Value<f32>,
) -> Value<f32> {
    let grouped = graph.reshape(query, &[0, heads.asked, -1, heads.width]);
    let turned = graph.permute(key, &[0, 1, 3, 2]);
    let scores = graph.product(grouped, turned);
    let scores = graph.times(scores, (heads.width as f64).sqrt().recip());
    let scores = graph.reshape(scores, &[0, heads.asking, -1, 0]);
    let scores = graph.add(scores, bias);
    let weights = graph.softmax(scores);
    let weights = graph.reshape(weights, &[0, heads.asked, -1, 0]);
    let mixed = graph.product(weights, value);
    joined(graph, heads, mixed)
}

/// `[batch, asked heads, queries, width]` to `[batch, length, asking heads · width]`.
fn joined(graph: &mut Graph, heads: &Heads, mixed: Value<f32>) -> Value<f32> {
    let mixed = graph.reshape(mixed, &[0, heads.asking, -1, heads.width]);
    let mixed = graph.permute(mixed, &HEADS_FIRST);
    graph.reshape(mixed, &[0, 0, heads.asking * heads.width])
}
