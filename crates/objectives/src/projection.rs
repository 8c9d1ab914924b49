use burn::module::Module;
use burn::nn::{Initializer, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

/// `W·h`: takes the student's hidden states to the teacher's width; the identity where the widths are equal.
///
/// Like every matrix here W is 0 until weights are drawn from a seed. It belongs to the objective, not to the student:
/// train it with the student, save it with neither.
#[derive(Module, Debug)]
pub struct Projection {
    linear: Option<Linear>,
}

impl Projection {
    /// From the student's width to the teacher's, without a bias.
    pub fn init(student: usize, teacher: usize, device: &Device) -> Self {
        let config = || LinearConfig::new(student, teacher).with_bias(false).with_initializer(Initializer::Zeros);
        Self { linear: (student != teacher).then(|| config().init(device)) }
    }

    /// # Shapes
    /// `hidden`: `[tokens, student width]`; out: `[tokens, teacher width]`.
    pub fn forward(&self, hidden: Tensor<2>) -> Tensor<2> {
        match &self.linear {
            None => hidden,
            Some(linear) => linear.forward(hidden),
        }
    }
}
