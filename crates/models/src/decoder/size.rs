use super::Decoder;
use stillroom_spec::{DecoderActivation, DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe};

impl Decoder {
    /// Trainable values that [`Self::init`] makes, by the layers' shapes alone: known before any is allocated.
    pub fn size(recipe: &DecoderRecipe, vocabulary: usize) -> usize {
        let width = recipe.width as u128;
        let rows = vocabulary as u128 * if recipe.tied_head { 1 } else { 2 };
        let positions = match recipe.positions {
            DecoderPositions::Learned {} => recipe.context as u128,
            DecoderPositions::Rope { .. } => 0,
        };
        let embeddings = (rows + positions).saturating_mul(width);
        let blocks = (recipe.layers as u128).saturating_mul(block(recipe));
        usize::try_from(embeddings.saturating_add(blocks).saturating_add(norm(recipe))).unwrap_or(usize::MAX)
    }
}

/// Values of one block.
pub(crate) fn block(recipe: &DecoderRecipe) -> u128 {
    let linear = |from: usize, to: usize, bias: bool| (from as u128 + u128::from(bias)).saturating_mul(to as u128);
    let (every, some) = (recipe.biases == DecoderBiases::All, recipe.biases != DecoderBiases::None);
    let asking = recipe.heads.saturating_mul(recipe.head_width);
    let asked = recipe.key_value_heads.saturating_mul(recipe.head_width);
    let inward = if recipe.activation == DecoderActivation::SwiGlu { 2 } else { 1 };
    [
        linear(recipe.width, asking, some),
        linear(recipe.width, asked, some).saturating_mul(2),
        linear(asking, recipe.width, every),
        linear(recipe.width, recipe.feed_forward, every).saturating_mul(inward),
        linear(recipe.feed_forward, recipe.width, every),
        norm(recipe) * 2,
    ]
    .into_iter()
    .fold(0, u128::saturating_add)
}

fn norm(recipe: &DecoderRecipe) -> u128 {
    let vectors = match recipe.norm {
        DecoderNorm::LayerNorm { .. } => 2,
        DecoderNorm::RmsNorm { .. } => 1,
    };
    vectors * recipe.width as u128
}
