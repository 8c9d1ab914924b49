//! A token sees itself and what came before it, in its own document, and no padding.

use crate::support::{VOCABULARY, all, device, gpt2, ids, input, last_logits, logits, read, trained};
use burn::module::Module;
use burn::tensor::{Tensor, TensorData};
use stillroom_models::{Decoder, DecoderInput, load_parameters};
use stillroom_spec::DecoderRecipe;
use stillroom_testkit::{assert_close, largest_difference};

const TOLERANCE: f64 = 1e-5;
const ROW: [i32; 6] = [3, 7, 1, 12, 0, 5];

fn models() -> impl Iterator<Item = Decoder> {
    all().into_iter().map(|recipe| trained(&recipe, &device()))
}

fn at(logits: &[f64], position: usize) -> &[f64] {
    &logits[position * VOCABULARY..(position + 1) * VOCABULARY]
}

#[test]
fn nothing_looks_ahead_and_everything_looks_back() {
    for model in models() {
        let (before, after) = (logits(&model, &[&ROW]), logits(&model, &[&[3, 7, 9, 12, 0, 5]]));
        assert_eq!(at(&before, 0), at(&after, 0));
        assert_eq!(at(&before, 1), at(&after, 1));
        for later in 2..6 {
            assert!(largest_difference(at(&before, later), at(&after, later)) > 1e-3, "position {later}");
        }
    }
}

#[test]
fn the_order_of_what_came_before_counts() {
    for model in models() {
        let (ab, ba) = (last_logits(&model, &[3, 7, 1]), last_logits(&model, &[7, 3, 1]));
        assert!(largest_difference(&ab, &ba) > 1e-3);
    }
}

/// Masked tokens in the middle of a row are not there, but for the place that they take.
#[test]
fn what_is_masked_is_not_read() {
    for model in models() {
        let with = |hidden: i32| {
            let mask = Tensor::from_data(TensorData::new(vec![1.0f32, 1.0, 0.0, 1.0], [1, 4]), &device());
            read(model.forward(&input(&[&[3, 7, hidden, 5]]).with_mask(mask)))
        };
        let (one, other) = (with(2), with(9));
        assert_eq!(at(&one, 3), at(&other, 3));
        assert!(largest_difference(at(&one, 2), at(&other, 2)) > 1e-3);
        assert!(largest_difference(at(&one, 3), at(&logits(&model, &[&[3, 7, 2, 5]]), 3)) > 1e-3);
    }
}

#[test]
fn a_row_without_a_token_is_finite() {
    for model in models() {
        let mask = Tensor::zeros([1, 3], &device());
        let empty = read(model.forward(&input(&[&[0, 0, 0]]).with_mask(mask)));
        assert!(empty.iter().all(|l| l.is_finite()), "{empty:?}");
    }
}

/// Two documents in a row, and a second row cut elsewhere: each is as it would be alone, learned positions too.
#[test]
fn documents_in_a_row_are_as_each_alone() {
    for model in models() {
        let rows: [&[i32]; 2] = [&[3, 7, 1, 12, 0, 5], &[8, 2, 2, 6, 9, 4]];
        let segments = ids(&[&[0, 0, 0, 0, 1, 1], &[5, 7, 7, 7, 7, 2]], &device());
        let packed = read(model.forward(&input(&rows).with_segments(segments)));
        let alone = [&rows[0][..4], &rows[0][4..], &rows[1][..1], &rows[1][1..5], &rows[1][5..]];
        let alone: Vec<f64> = alone.iter().flat_map(|document| logits(&model, &[document])).collect();
        assert_close("packed", &packed, &alone, TOLERANCE);
    }
}

#[test]
fn one_document_in_a_row_is_the_row() {
    for model in models() {
        let segments = ids(&[&[4; 6]], &device());
        let packed = read(model.forward(&input(&[&ROW]).with_segments(segments)));
        assert_close("packed", &packed, &logits(&model, &[&ROW]), TOLERANCE);
    }
}

#[test]
fn a_row_does_not_depend_on_its_neighbours() {
    for model in models() {
        let rows: [&[i32]; 2] = [&ROW, &[8, 2, 2, 6, 9, 4]];
        let alone = [logits(&model, &rows[..1]), logits(&model, &rows[1..])].concat();
        assert_close("batched", &logits(&model, &rows), &alone, TOLERANCE);
    }
}

/// The whole context: the table of positions is used uncut.
#[test]
fn a_full_context_begins_as_a_short_row_does() {
    for model in models() {
        let full: Vec<i32> = (0..16).map(|i| i * 5 % 13).collect();
        let expected = logits(&model, &[&full[..4]]);
        assert_close("full", &logits(&model, &[&full])[..expected.len()], &expected, TOLERANCE);
    }
}

#[test]
fn dropout_is_off_in_evaluation() {
    let training = device().autodiff();
    let recipe = DecoderRecipe { dropout: 0.5, ..gpt2() };
    let dropping = trained(&recipe, &training);
    let without = Decoder::blank(&gpt2(), VOCABULARY, &device());
    let without = load_parameters(without, &crate::support::weights(&dropping)).unwrap();
    let expected = logits(&without, &[&ROW]);
    let dropped = read(dropping.forward(&DecoderInput::new(ids(&[&ROW], &training))));
    assert!(largest_difference(&dropped, &expected) > 1e-3, "no dropout in training");
    assert_close("evaluation", &logits(&dropping.valid(), &[&ROW]), &expected, 0.0);
}
