use super::{HeadActivation, HeadShape};
use crate::decoder::empty_linear;
use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

/// `W₂ f(W₁h + b₁) + b₂` of the first token's hidden state.
#[derive(Module, Debug)]
pub(super) struct ClassifierHead {
    dense: Linear,
    output: Linear,
    #[module(skip)]
    activation: HeadActivation,
}

impl ClassifierHead {
    /// Empty matrices of the shape.
    pub(super) fn init(shape: HeadShape, width: usize, device: &Device) -> Self {
        Self {
            dense: empty_linear(width, width, true, device),
            output: empty_linear(width, shape.classes, true, device),
            activation: shape.activation,
        }
    }

    /// # Shapes
    /// `[rows, length, width]` to `[rows, classes]`.
    pub(super) fn forward(&self, hidden: Tensor<3>) -> Tensor<2> {
        let [rows, _, width] = hidden.dims();
        let inner = self.dense.forward(hidden.narrow(1, 0, 1).reshape([rows, width]));
        self.output.forward(match self.activation {
            HeadActivation::Tanh => inner.tanh(),
            HeadActivation::Relu => relu(inner),
        })
    }
}
