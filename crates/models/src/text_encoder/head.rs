use super::{HeadActivation, HeadShape};
use crate::decoder::empty_linear;
use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Int, Tensor};

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

    /// The same with its classes in another order: the class at `order[i]` comes to `i`.
    pub(super) fn reordered(mut self, order: Tensor<1, Int>) -> Self {
        self.output.weight = self.output.weight.map(|weight| kept(weight.select(1, order.clone())));
        self.output.bias = self.output.bias.map(|bias| bias.map(|bias| kept(bias.select(0, order))));
        self
    }

    /// # Shapes
    /// `[rows, width]`, the first token's, to `[rows, classes]`.
    pub(super) fn forward(&self, first: Tensor<2>) -> Tensor<2> {
        let inner = self.dense.forward(first);
        self.output.forward(match self.activation {
            HeadActivation::Tanh => inner.tanh(),
            HeadActivation::Relu => relu(inner),
        })
    }
}

/// A parameter's new value, which learns as the old one did.
fn kept<const D: usize>(tensor: Tensor<D>) -> Tensor<D> {
    let tensor = tensor.detach();
    if tensor.device().is_autodiff() { tensor.require_grad() } else { tensor }
}
