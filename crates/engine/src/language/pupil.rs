//! A decoder in training, with what its objectives learn beside it.

use burn::module::Module;
use burn::tensor::Device;
use stillroom_models::{Decoder, seed_weights};
use stillroom_objectives::Projection;
use stillroom_spec::DecoderRecipe;

/// Projections are drawn apart from the network: the same network comes out with any objectives.
const PROJECTIONS: u64 = 0x9e37_79b9;

/// What the optimizer moves.
#[derive(Module, Debug)]
pub(crate) struct Pupil {
    pub(crate) decoder: Decoder,
    /// From the student's width to the first teacher's; learned with the student and saved with neither.
    pub(crate) projections: Vec<Projection>,
}

impl Pupil {
    /// A decoder that was trained before, without anything beside it.
    pub(crate) fn of(decoder: Decoder) -> Self {
        Self { decoder, projections: Vec::new() }
    }

    /// `pairs` is how many pairs of layers the objectives compare by a projection to `teacher_width`.
    pub(crate) fn init(
        recipe: &DecoderRecipe,
        vocabulary: usize,
        (pairs, teacher_width): (usize, usize),
        seed: u64,
        device: &Device,
    ) -> Self {
        let projection = |pair: usize| {
            seed_weights(Projection::init(recipe.width, teacher_width, device), seed ^ PROJECTIONS ^ pair as u64)
        };
        Self {
            decoder: Decoder::init(recipe, vocabulary, seed, device),
            projections: (0..pairs).map(projection).collect(),
        }
    }
}
