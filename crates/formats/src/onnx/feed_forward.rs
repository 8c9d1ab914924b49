//! The feed-forward layer of a decoder: `W₂ f(W₁x)`, or `W₂ (silu(Wx) · W₁x)` where there is a gate.

use super::error::OnnxError;
use super::graph::Graph;
use super::network::Network;
use super::value::Value;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};
use stillroom_spec::{DecoderActivation, DecoderBiases, DecoderRecipe};

pub(super) fn apply(
    network: &mut Network,
    name: &str,
    x: Value<f32>,
    recipe: &DecoderRecipe,
) -> Result<Value<f32>, OnnxError> {
    let (inward, outward) = ([recipe.width, recipe.feed_forward], [recipe.feed_forward, recipe.width]);
    let biased = recipe.biases == DecoderBiases::All;
    let up = network.linear(&format!("{name}.up"), x, inward, biased)?;
    let wide = match recipe.activation {
        DecoderActivation::SwiGlu => {
            let gate = network.linear(&format!("{name}.gate"), x, inward, biased)?;
            let gate = silu(&mut network.graph, gate);
            network.graph.multiply(gate, up)
        }
        DecoderActivation::Gelu => gelu(&mut network.graph, up),
        DecoderActivation::GeluTanh => gelu_tanh(&mut network.graph, up),
        DecoderActivation::Relu => network.graph.relu(up),
    };
    network.linear(&format!("{name}.down"), wide, outward, biased)
}

/// `x σ(x)`.
fn silu(graph: &mut Graph, x: Value<f32>) -> Value<f32> {
    let share = graph.sigmoid(x);
    graph.multiply(x, share)
}

/// `½x (1 + erf(x / √2))` (Hendrycks & Gimpel 2016).
fn gelu(graph: &mut Graph, x: Value<f32>) -> Value<f32> {
    let inner = graph.times(x, FRAC_1_SQRT_2);
    let inner = graph.error_function(inner);
    half_of(graph, x, inner)
}

/// `½x (1 + tanh(√(2/π) (x + 0.044715x³)))`.
fn gelu_tanh(graph: &mut Graph, x: Value<f32>) -> Value<f32> {
    let square = graph.multiply(x, x);
    let growth = graph.times(square, 0.044_715);
    let growth = graph.plus(growth, 1.0);
    let inner = graph.multiply(growth, x);
    let inner = graph.times(inner, FRAC_2_SQRT_PI * FRAC_1_SQRT_2);
    let inner = graph.tanh(inner);
    half_of(graph, x, inner)
}

/// `½x (1 + share)`.
fn half_of(graph: &mut Graph, x: Value<f32>, share: Value<f32>) -> Value<f32> {
    let share = graph.plus(share, 1.0);
    let whole = graph.multiply(x, share);
    graph.times(whole, 0.5)
}
