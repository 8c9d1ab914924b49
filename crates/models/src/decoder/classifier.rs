//! A decoder that says which class a text is of.

use super::{Decoder, DecoderInput, empty_linear};
use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::{Device, Int, Tensor};
use stillroom_spec::DecoderRecipe;

/// A decoder without a head over the vocabulary, and one linear layer without bias on a text's last token, as
/// `GPT2ForSequenceClassification` and its kin.
#[derive(Module, Debug)]
pub struct DecoderClassifier {
    decoder: Decoder,
    score: Linear,
}

impl DecoderClassifier {
    /// A classifier whose matrices are 0 and not allocated before they are read. The recipe's head must be tied: then
    /// there is none of its own.
    pub fn blank(recipe: &DecoderRecipe, vocabulary: usize, classes: usize, device: &Device) -> Self {
        Self {
            decoder: Decoder::blank(recipe, vocabulary, device),
            score: empty_linear(recipe.width, classes, false, device),
        }
    }

    /// Trainable values of a classifier of this shape, known before any is allocated.
    pub fn size(recipe: &DecoderRecipe, vocabulary: usize, classes: usize) -> usize {
        Decoder::size(recipe, vocabulary).saturating_add(recipe.width.saturating_mul(classes))
    }

    /// Hidden states after the final norm.
    ///
    /// # Shapes
    /// `[rows, length]` to `[rows, length, width]`.
    pub fn hidden(&self, input: &DecoderInput) -> Tensor<3> {
        self.decoder.hidden(input)
    }

    /// Logits of the classes from hidden states; `real` is 1 where a token stands and 0 where padding does, on
    /// whichever side. The last 1 of a row counts; where there is none, its first place, as in `transformers`.
    ///
    /// # Shapes
    /// `[rows, length, width]` and `[rows, length]` to `[rows, classes]`.
    pub fn logits(&self, hidden: Tensor<3>, real: &Tensor<2>) -> Tensor<2> {
        let [rows, length, width] = hidden.dims();
        // A product with one-hot vectors in the place of a lookup, whose gradient would be a scatter.
        let last = last_token(real).reshape([rows, 1, length]).matmul(hidden);
        self.score.forward(last.reshape([rows, width]))
    }
}

/// 1 at each row's last place that is not 0, or at its first where all are; 0 elsewhere `[rows, length]`.
fn last_token(real: &Tensor<2>) -> Tensor<2> {
    let shape @ [_, length] = real.dims();
    let place = Tensor::<1, Int>::arange(0..length as i64, &real.device()).float().reshape([1, length]).expand(shape);
    let last = (real.clone() * place.clone()).max_dim(1).expand(shape);
    place.equal(last).float()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_values;
    use burn::tensor::TensorData;
    use stillroom_testkit::block_on;

    #[test]
    fn the_last_token_is_found_on_either_side_of_the_padding() {
        let real = [[1.0_f32, 1.0, 0.0], [0.0, 1.0, 1.0], [0.0, 0.0, 0.0], [1.0, 0.0, 1.0], [1.0, 0.0, 0.0]];
        let last = last_token(&Tensor::from_data(TensorData::from(real), &Device::flex()));
        let expected = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]];
        assert_eq!(block_on(read_values(last)).unwrap(), expected.concat());
    }
}
