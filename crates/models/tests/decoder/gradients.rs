//! Gradients against differences of the forward pass.

use crate::support::{VOCABULARY, all, device, ids, read, trained, weights};
use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Device, Gradients, Tensor};
use stillroom_models::{Decoder, DecoderInput, load_parameters};
use stillroom_spec::DecoderActivation;

/// Smaller where the loss is steep, for it bends there; not smaller elsewhere, for f32 carries the difference.
const STEP: f32 = 4e-3;

/// A loss that looks at every logit, each in its own way. Documents in a row make learned positions restart.
fn loss(model: &Decoder, device: &Device) -> Tensor<1> {
    let rows: [&[i32]; 2] = [&[3, 7, 1, 12, 0], &[8, 2, 2, 6, 9]];
    let segments = ids(&[&[0, 0, 0, 1, 1], &[0; 5]], device);
    let logits = model.forward(&DecoderInput::new(ids(&rows, device)).with_segments(segments));
    let weights = Tensor::<1, burn::tensor::Int>::arange(0..(10 * VOCABULARY) as i64, device).float();
    (logits * weights.mul_scalar(0.7).sin().reshape([2, 5, VOCABULARY])).sum()
}

/// Along a direction in each parameter: what the gradient promises is what the loss does. Not with relu, whose kinks
/// have no slope.
#[test]
fn gradients_are_the_slopes_of_the_loss() {
    for recipe in all().into_iter().filter(|recipe| recipe.activation != DecoderActivation::Relu) {
        let model = trained(&recipe, &device().autodiff());
        let gradients = loss(&model, &device().autodiff()).backward();
        let mut reader = Reader { gradients: &gradients, found: Vec::new() };
        model.visit(&mut reader);
        let start = weights(&model);
        assert_eq!(reader.found.len(), start.len());
        for (at, gradient) in reader.found.iter().enumerate() {
            let slope: f64 = gradient.iter().enumerate().map(|(i, g)| g * f64::from(direction(i))).sum();
            let step = STEP / (1.0 + slope.abs() as f32).sqrt();
            let measured = (moved(&model, at, step) - moved(&model, at, -step)) / (2.0 * f64::from(step));
            let off = (slope - measured).abs() / (1.0 + slope.abs());
            assert!(off < 5e-3, "{}: {slope} against {measured}", start[at].name);
        }
    }
}

fn direction(i: usize) -> f32 {
    (i as f32 * 2.3 + 0.4).sin()
}

/// The loss with one parameter moved along its direction.
fn moved(model: &Decoder, at: usize, step: f32) -> f64 {
    let mut tensors = weights(model);
    tensors[at].values.iter_mut().enumerate().for_each(|(i, v)| *v += step * direction(i));
    let blank = Decoder::blank(model.recipe(), VOCABULARY, &device());
    read(loss(&load_parameters(blank, &tensors).unwrap(), &device()))[0]
}

struct Reader<'a> {
    gradients: &'a Gradients,
    found: Vec<Vec<f64>>,
}

impl ModuleVisitor for Reader<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.found.push(read(param.val().grad(self.gradients).expect("every parameter has a gradient")));
    }
}
