//! Over fewer ids a decoder says the same of those that are left.

use crate::support::{VOCABULARY, all, device, ids, logits, trained};
use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Gradients, Tensor};
use stillroom_models::{DecoderInput, count_parameters};
use stillroom_testkit::assert_close;

#[test]
fn logits_are_those_of_the_ids_that_are_left() {
    let kept = [7_u32, 0, 3, 12];
    for recipe in all() {
        let model = trained(&recipe, &device());
        // The rows' ids are 0 to 3 now, and were those of `kept`.
        let before = logits(&model, &[&[7, 0, 3, 12, 3]]);
        let left = model.clone().with_ids(&kept);
        assert_eq!(left.vocabulary(), 4);
        let expected: Vec<f64> =
            before.chunks_exact(VOCABULARY).flat_map(|row| kept.map(|id| row[id as usize])).collect();
        assert_close(&format!("{recipe:?}"), &logits(&left, &[&[0, 1, 2, 3, 2]]), &expected, 1e-6);
        let tables = if recipe.tied_head { 1 } else { 2 };
        assert_eq!(count_parameters(&model) - count_parameters(&left), tables * (VOCABULARY - 4) * recipe.width);
    }
}

/// Parameters with a gradient, and all.
struct Reader<'a>(&'a Gradients, [usize; 2]);

impl ModuleVisitor for Reader<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.1[0] += usize::from(param.val().grad(self.0).is_some());
        self.1[1] += 1;
    }
}

#[test]
fn what_is_left_is_still_learnt() {
    let device = device().autodiff();
    for recipe in all() {
        let left = trained(&recipe, &device).with_ids(&[1, 2, 5]);
        let gradients = left.forward(&DecoderInput::new(ids(&[&[0, 2, 1]], &device))).powi_scalar(2).sum().backward();
        let mut reader = Reader(&gradients, [0; 2]);
        left.visit(&mut reader);
        assert_eq!(reader.1[0], reader.1[1], "{recipe:?}");
    }
}
