//! Normalisation over the last axis.

use super::error::OnnxError;
use super::graph::Graph;
use super::network::Network;
use super::value::Value;

/// `x / √(mean(x²) + ε)` (Zhang & Sennrich 2019). ONNX has it as one operator only from version 23 on.
pub(super) fn rms(graph: &mut Graph, x: Value<f32>, epsilon: f64) -> Value<f32> {
    let square = graph.multiply(x, x);
    let mean = graph.mean(square);
    let mean = graph.plus(mean, epsilon);
    let root = graph.root(mean);
    graph.divide(x, root)
}

/// By mean and variance, with the learned scale `{name}.gamma` and shift `{name}.beta` (Ba et al. 2016).
///
/// # Errors
/// See [`Network::vector`].
pub(super) fn layer(
    network: &mut Network,
    name: &str,
    x: Value<f32>,
    (width, epsilon): (usize, f64),
) -> Result<Value<f32>, OnnxError> {
    let scale = network.vector(&format!("{name}.gamma"), width)?;
    let shift = network.vector(&format!("{name}.beta"), width)?;
    Ok(network.graph.layer_norm(x, scale, shift, epsilon))
}
