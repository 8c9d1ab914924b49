//! Rotary positions (Su et al. 2021), in halves: coordinate `i` turns with `i + width / 2`.

use super::graph::Graph;
use super::value::Value;

/// Cosines and sines of the angles of a call's positions `[length, width]`.
pub(super) struct Rotary {
    cos: Value<f32>,
    /// Less than nothing in the first half.
    sin: Value<f32>,
}

impl Rotary {
    /// For heads of an even width, of which the first `length` `[1]` of `context` positions are used.
    ///
    /// The angles `position · theta^(−2i / width)` are computed here in f64, as `stillroom_models` does: in f32 those of
    /// late positions would be off. Their tables go into the file, half as wide as a head.
    pub(super) fn new(graph: &mut Graph, [context, width]: [usize; 2], theta: f64, length: Value<i64>) -> Self {
        let half = width / 2;
        let angle = |at: usize| (at / half) as f64 * theta.powf(-((at % half) as f64) / half as f64);
        let mut part = |name: &str, of: fn(f64) -> f64| {
            let values: Vec<f32> = (0..context * half).map(|at| of(angle(at)) as f32).collect();
            let table = graph.weight(name, &[context, half], &values);
            graph.first_rows(table, length)
        };
        let (cos, sin) = (part("rotary.cos", f64::cos), part("rotary.sin", f64::sin));
        let negative = graph.negative(sin);
        Self { cos: graph.join(cos, cos), sin: graph.join(negative, sin) }
    }

    /// `[x₁ cos − x₂ sin, x₂ cos + x₁ sin]` for the halves `x₁`, `x₂` of each head `[batch, heads, length, width]`.
    ///
    /// The tables end where the context does; a longer row does not fit them, and is refused.
    pub(super) fn turn(&self, graph: &mut Graph, x: Value<f32>) -> Value<f32> {
        let [first, second] = graph.halves(x);
        let swapped = graph.join(second, first);
        let straight = graph.multiply(x, self.cos);
        let across = graph.multiply(swapped, self.sin);
        graph.add(straight, across)
    }
}
