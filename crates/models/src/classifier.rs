//! The one type that the engine trains: any network from ids to one logit per class.

use crate::{Encoder, NgramBag, PretrainedEncoder, seed_weights};
use burn::module::Module;
use burn::tensor::{Device, Int, Tensor};
use stillroom_spec::ModelRecipe;

/// A batch as a network sees it.
#[derive(Debug, Clone)]
pub struct Input {
    /// Token or n-gram ids `[rows, length]`, filled up where the mask is 0.
    pub ids: Tensor<2, Int>,
    /// 1 where there is a token, 0 where there is padding `[rows, length]`.
    pub mask: Tensor<2>,
    /// What [`PretrainedEncoder::features`] gives for the batch, where it is known `[rows, width]`: a body that does not
    /// learn is asked once.
    pub features: Option<Tensor<2>>,
}

/// A network from text ids to one logit per class.
#[derive(Module, Debug)]
#[expect(clippy::large_enum_variant, reason = "a run has a handful of them, and a module cannot be boxed")]
pub enum Classifier {
    /// A transformer encoder.
    Encoder(Encoder),
    /// An embedding bag.
    NgramBag(NgramBag),
    /// An encoder that was trained elsewhere.
    Pretrained(PretrainedEncoder),
}

impl Classifier {
    /// A network of the recipe's shape whose weights depend on `seed` alone, the same on every device.
    ///
    /// `ids` is the number of ids that its inputs may hold, padding included.
    pub fn init(recipe: &ModelRecipe, ids: usize, classes: usize, seed: u64, device: &Device) -> Self {
        let model = match recipe {
            ModelRecipe::Encoder { .. } => Self::Encoder(Encoder::init(recipe, ids, classes, device)),
            ModelRecipe::NgramBag { width, .. } => Self::NgramBag(NgramBag::init(ids, *width, classes, device)),
        };
        seed_weights(model, seed)
    }

    /// Trainable values that [`Self::init`] makes, by the layers' shapes alone: known before any is allocated.
    pub fn size(recipe: &ModelRecipe, ids: usize, classes: usize) -> usize {
        let linear = |from: usize, to: usize| from.saturating_add(1).saturating_mul(to);
        match *recipe {
            ModelRecipe::NgramBag { width, .. } => ids.saturating_mul(width).saturating_add(linear(width, classes)),
            ModelRecipe::Encoder { layers, width, feed_forward, max_tokens, .. } => {
                let block = (4 * width + 2 * feed_forward).saturating_mul(width);
                let embeddings = ids.saturating_add(max_tokens).saturating_mul(width);
                embeddings.saturating_add(layers.saturating_mul(block)).saturating_add(linear(width, classes))
            }
        }
    }

    /// Logits of a batch.
    ///
    /// # Shapes
    /// `[rows, length]` to `[rows, classes]`.
    pub fn forward(&self, input: &Input) -> Tensor<2> {
        match self {
            Self::Encoder(model) => model.forward(input),
            Self::NgramBag(model) => model.forward(input),
            Self::Pretrained(model) => model.forward(input),
        }
    }
}
