use super::empty_linear;
use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::{gelu, relu, silu};
use burn::tensor::{Device, Tensor};
use stillroom_spec::{DecoderActivation, DecoderBiases, DecoderRecipe};

/// √(2/π), of the tangent in gelu's place.
const GELU_SCALE: f64 = std::f64::consts::FRAC_2_SQRT_PI * std::f64::consts::FRAC_1_SQRT_2;

/// `W₂ f(W₁x)`, or `W₂ (silu(Wx) · W₁x)` where there is a gate.
#[derive(Module, Debug)]
pub(crate) struct FeedForward {
    gate: Option<Linear>,
    up: Linear,
    down: Linear,
    #[module(skip)]
    activation: DecoderActivation,
}

impl FeedForward {
    /// Empty matrices of the recipe's shape.
    pub(crate) fn init(recipe: &DecoderRecipe, device: &Device) -> Self {
        let biased = recipe.biases == DecoderBiases::All;
        let into = || empty_linear(recipe.width, recipe.feed_forward, biased, device);
        Self {
            gate: (recipe.activation == DecoderActivation::SwiGlu).then(into),
            up: into(),
            down: empty_linear(recipe.feed_forward, recipe.width, biased, device),
            activation: recipe.activation,
        }
    }

    /// # Shapes
    /// `[rows, length, width]`, in and out.
    pub(crate) fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let gate = self.gate.as_ref().map(|gate| gate.forward(x.clone()));
        let up = self.up.forward(x);
        let inner = match (self.activation, gate) {
            (_, Some(gate)) => silu(gate) * up,
            (DecoderActivation::GeluTanh, None) => gelu_tanh(up),
            (DecoderActivation::Relu, None) => relu(up),
            (DecoderActivation::Gelu | DecoderActivation::SwiGlu, None) => gelu(up),
        };
        self.down.forward(inner)
    }
}

/// `½x (1 + tanh(√(2/π) (x + 0.044715x³)))` (Hendrycks & Gimpel 2016).
///
/// By products: a power of a negative number is undefined in WGSL.
fn gelu_tanh(x: Tensor<3>) -> Tensor<3> {
    let cubic = x.clone().square().mul_scalar(0.044_715).add_scalar(1.0) * x.clone();
    (cubic.mul_scalar(GELU_SCALE).tanh().add_scalar(1.0) * x).mul_scalar(0.5)
}
