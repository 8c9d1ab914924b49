//! Attention over heads, of which several may share keys and values (Ainslie et al. 2023).

use super::graph::Graph;
use super::value::Value;

/// Batch, length, heads, width, with length and heads in each other's place.
const HEADS_FIRST: [i64; 4] = [0, 2, 1, 3];

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
