//! A forward pass with everything that feature objectives look at.

use super::{TextEncoder, TextEncoderInput};
use crate::LayerTrace;
use crate::decoder::Recorder;
use burn::tensor::Tensor;

/// What a forward pass computed on its way; gradients flow through all of it.
#[derive(Debug, Clone)]
pub struct TextEncoderTrace {
    /// `[rows, classes]`, where there is a head.
    pub logits: Option<Tensor<2>>,
    /// The embedding's output, then each block's, `[rows, length, width]`: `layers + 1` in all, as Hugging Face's
    /// `hidden_states`.
    pub hidden: Vec<Tensor<3>>,
    /// Attention, by layer.
    pub layers: Vec<LayerTrace>,
}

impl TextEncoder {
    /// A forward pass that keeps hidden states, queries, keys, values and attention.
    ///
    /// # Shapes
    /// `[rows, length]` in; see [`TextEncoderTrace`].
    pub fn trace(&self, input: &TextEncoderInput) -> TextEncoderTrace {
        let mut recorder = Recorder::default();
        let last = self.run(input, &mut recorder);
        let (hidden, layers) = recorder.finish(last.clone());
        TextEncoderTrace { logits: self.logits(last), hidden, layers }
    }
}
