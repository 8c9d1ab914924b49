//! What looks at a forward pass from beside it.

use burn::tensor::Tensor;

/// Queries, keys and values of one layer, as they meet: after the rotation.
#[derive(Debug, Clone)]
pub(crate) struct Heads {
    /// `[rows, heads, length, head width]`
    pub(crate) query: Tensor<4>,
    /// `[rows, key value heads, keys, head width]`
    pub(crate) key: Tensor<4>,
    /// As the keys.
    pub(crate) value: Tensor<4>,
}

/// A listener on a forward pass. Its methods do nothing unless it says so, and are resolved when compiling: a pass to
/// which nobody listens costs what it would without.
pub(crate) trait Tap {
    /// The residual stream before each block.
    fn stream(&mut self, _x: &Tensor<3>) {}

    /// The heads of a layer before they meet; a cache puts its own keys and values in their place.
    fn heads(&mut self, _layer: usize, heads: Heads) -> Heads {
        heads
    }

    /// The distributions over the keys `[rows, heads, length, keys]`.
    fn attention(&mut self, _weights: &Tensor<4>) {}
}

/// Nobody listens.
pub(crate) struct Silent;

impl Tap for Silent {}
