//! A forward pass with everything that feature objectives look at.

use super::tap::{Heads, Tap};
use super::{Decoder, DecoderInput};
use burn::tensor::Tensor;

/// What a forward pass computed on its way; gradients flow through all of it.
#[derive(Debug, Clone)]
pub struct DecoderTrace {
    /// `[rows, length, vocabulary]`
    pub logits: Tensor<3>,
    /// The embedding's output, then each block's, `[rows, length, width]`: `layers + 1` in all, the last one after the
    /// final norm, as Hugging Face's `hidden_states`.
    pub hidden: Vec<Tensor<3>>,
    /// Attention, by layer.
    pub layers: Vec<LayerTrace>,
}

/// The attention of one layer.
#[derive(Debug, Clone)]
pub struct LayerTrace {
    /// Queries as they meet the keys, after the rotation and before the scale `[rows, heads, length, head width]`.
    pub query: Tensor<4>,
    /// Keys, likewise `[rows, key value heads, length, head width]`.
    pub key: Tensor<4>,
    /// `[rows, key value heads, length, head width]`
    pub value: Tensor<4>,
    /// Distributions over the keys `[rows, heads, length, length]`.
    pub attention: Tensor<4>,
}

impl Decoder {
    /// A forward pass that keeps hidden states, queries, keys, values and attention.
    ///
    /// # Shapes
    /// `[rows, length]` in; see [`DecoderTrace`].
    pub fn trace(&self, input: &DecoderInput) -> DecoderTrace {
        let mut recorder = Recorder::default();
        let last = self.run(input, &mut recorder);
        let (hidden, layers) = recorder.finish(last.clone());
        DecoderTrace { logits: self.head(last), hidden, layers }
    }
}

fn layer(Heads { query, key, value }: Heads, attention: Tensor<4>) -> LayerTrace {
    LayerTrace { query, key, value, attention }
}

/// A listener that keeps all that it hears.
#[derive(Default)]
pub(crate) struct Recorder {
    hidden: Vec<Tensor<3>>,
    heads: Vec<Heads>,
    attention: Vec<Tensor<4>>,
}

impl Recorder {
    /// Hidden states, ending with the `last` ones, and attention by layer.
    pub(crate) fn finish(self, last: Tensor<3>) -> (Vec<Tensor<3>>, Vec<LayerTrace>) {
        let Self { mut hidden, heads, attention } = self;
        hidden.push(last);
        let layers = heads.into_iter().zip(attention).map(|(heads, attention)| layer(heads, attention));
        (hidden, layers.collect())
    }
}

impl Tap for Recorder {
    fn stream(&mut self, x: &Tensor<3>) {
        self.hidden.push(x.clone());
    }

    fn heads(&mut self, _layer: usize, heads: Heads) -> Heads {
        self.heads.push(heads.clone());
        heads
    }

    fn attention(&mut self, weights: &Tensor<4>) {
        self.attention.push(weights.clone());
    }
}
