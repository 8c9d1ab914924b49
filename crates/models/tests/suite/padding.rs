//! A text's logits are its own: neither padding nor the other rows of the batch move them.

use crate::support::{bag, both, device, encoder, input, logits, read, trained};
use stillroom_models::{Classifier, Input, load_parameters};
use stillroom_testkit::assert_close;

const TOLERANCE: f64 = 1e-6;

#[test]
fn padding_changes_nothing() {
    for recipe in both() {
        let model = trained(&recipe, &device());
        let bare = logits(&model, &[vec![3, 7, 1]], &device());
        for padding in 1..=3 {
            let padded = [vec![3, 7, 1], vec![0; padding]].concat();
            assert_close("padded", &logits(&model, &[padded], &device()), &bare, TOLERANCE);
        }
    }
}

#[test]
fn a_row_does_not_depend_on_its_neighbours() {
    for recipe in both() {
        let model = trained(&recipe, &device());
        let rows = [vec![3, 7, 0, 0], vec![5, 2, 9, 1], vec![8, 0, 0, 0]];
        let alone: Vec<f64> =
            rows.iter().flat_map(|row| logits(&model, std::slice::from_ref(row), &device())).collect();
        assert_close("batched", &logits(&model, &rows, &device()), &alone, TOLERANCE);
    }
}

/// What stands at a masked position is never looked at, whatever its id.
#[test]
fn what_is_masked_is_not_read() {
    for recipe in both() {
        let model = trained(&recipe, &device());
        let Input { mask, .. } = input(&[vec![3, 7, 0, 0]], &device());
        let ids = input(&[vec![3, 7, 9, 4]], &device()).ids;
        let masked = read(model.forward(&Input { ids, mask, features: None }));
        assert_close("masked", &masked, &logits(&model, &[vec![3, 7]], &device()), TOLERANCE);
    }
}

#[test]
fn a_row_without_a_token_is_finite() {
    for recipe in both() {
        let model = trained(&recipe, &device());
        let empty = logits(&model, &[vec![0, 0, 0, 0]], &device());
        assert!(empty.iter().all(|l| l.is_finite()), "{empty:?}");
    }
}

#[test]
fn the_order_of_tokens_counts_for_the_encoder_alone() {
    let differs = |model: &Classifier| {
        let (ab, ba) = (logits(model, &[vec![3, 7]], &device()), logits(model, &[vec![7, 3]], &device()));
        ab.iter().zip(&ba).any(|(a, b)| (a - b).abs() > 1e-3)
    };
    assert!(differs(&trained(&encoder(0.0), &device())));
    assert!(!differs(&trained(&bag(), &device())));
}

/// A model made for training is used without dropout once it is `valid`, as in evaluation.
#[test]
fn dropout_is_off_in_evaluation() {
    use burn::module::Module;
    let training = device().autodiff();
    let rows = [vec![3, 7, 1, 4], vec![5, 2, 9, 1]];
    let dropping = trained(&encoder(0.5), &training);
    let without =
        load_parameters(crate::support::init(&encoder(0.0), 0, &device()), &crate::support::weights(&dropping));
    let expected = logits(&without.unwrap(), &rows, &device());
    let differs = |other: &[f64]| expected.iter().zip(other).any(|(a, b)| (a - b).abs() > 1e-3);
    assert!(differs(&logits(&dropping, &rows, &training)), "no dropout in training");
    assert_close("evaluation", &logits(&dropping.valid(), &rows, &device()), &expected, 0.0);
}
