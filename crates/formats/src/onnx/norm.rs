//! Normalisation over the last axis.

use super::graph::Graph;
use super::value::Value;

/// `x / √(mean(x²) + ε)` (Zhang & Sennrich 2019). ONNX has it as one operator only from version 23 on.
pub(super) fn rms(graph: &mut Graph, x: Value<f32>, epsilon: f64) -> Value<f32> {
    let square = graph.multiply(x, x);
    let mean = graph.mean(square);
    let mean = graph.plus(mean, epsilon);
    let root = graph.root(mean);
    graph.divide(x, root)
}
