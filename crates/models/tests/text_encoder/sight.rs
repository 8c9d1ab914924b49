//! Padding is invisible, everything else is seen, and positions count as the family does.

use crate::support::{bert, device, distilbert, hidden, input, integers, read, roberta, trained};
use burn::tensor::{Tensor, TensorData};
use stillroom_models::{TextEncoder, TextEncoderInput, TextEncoderShape};
use stillroom_testkit::{assert_close, largest_difference};

const WIDTH: usize = 12;
/// Sums in another order, for rows of other lengths.
const CLOSE: f64 = 2e-5;

fn model(shape: &TextEncoderShape) -> TextEncoder {
    trained(shape, &device())
}

#[test]
fn padding_changes_nothing() {
    for (shape, padding) in [(bert(), 0), (distilbert(), 0), (roberta(), 1)] {
        let model = model(&shape);
        let alone = input(&[&[4, 6, 9]], padding);
        let padded = input(&[&[4, 6, 9, padding, padding], &[5, 5, 5, 5, 5]], padding);
        let of_tokens = hidden(&model, &padded)[..3 * WIDTH].to_vec();
        assert_close("hidden", &of_tokens, &hidden(&model, &alone), CLOSE);
        if let (Some(alone), Some(padded)) = (model.logits(model.hidden(&alone)), model.logits(model.hidden(&padded))) {
            let classes = alone.dims()[1];
            assert_close("logits", &read(padded)[..classes], &read(alone), CLOSE);
        }
    }
}

#[test]
fn every_token_sees_every_other() {
    for shape in [bert(), distilbert(), roberta()] {
        let model = model(&shape);
        let rows = hidden(&model, &input(&[&[4, 6, 9], &[4, 6, 8]], 1));
        let (one, other) = rows.split_at(3 * WIDTH);
        for token in 0..3 {
            let part = token * WIDTH..(token + 1) * WIDTH;
            assert!(largest_difference(&one[part.clone()], &other[part]) > 1e-3, "token {token} saw no change");
        }
    }
}

/// `RoBERTa` counts tokens: padding on the left moves none of them. BERT counts places.
#[test]
fn positions_count_tokens_only_where_they_should() {
    let left = |shape: &TextEncoderShape, padding: i32| {
        let model = model(shape);
        let alone = hidden(&model, &input(&[&[4, 6, 9]], padding));
        let padded = hidden(&model, &input(&[&[padding, padding, 4, 6, 9]], padding));
        largest_difference(&padded[2 * WIDTH..], &alone)
    };
    assert!(left(&roberta(), 1) < CLOSE);
    assert!(left(&bert(), 0) > 1e-2);
}

/// What counts is the id of padding, whatever the mask says: as `transformers` counts.
#[test]
fn a_mask_moves_no_position() {
    let model = model(&roberta());
    let ids = integers(&[&[7, 4, 6]], &device());
    let mask = Tensor::from_data(TensorData::from([[0.0_f32, 1.0, 1.0]]), &device());
    let masked = hidden(&model, &TextEncoderInput::new(ids, mask));
    let short = hidden(&model, &input(&[&[4, 6]], 1));
    assert!(largest_difference(&masked[WIDTH..], &short) > 1e-2);
}

#[test]
fn types_are_all_first_unless_given() {
    let model = model(&bert());
    let plain = input(&[&[4, 6, 9]], 0);
    let with = |types: &[i32]| hidden(&model, &plain.clone().with_types(integers(&[types], &device())));
    assert_eq!(with(&[0, 0, 0]), hidden(&model, &plain));
    assert!(largest_difference(&with(&[0, 1, 1]), &hidden(&model, &plain)) > 1e-2);
}

#[test]
fn a_row_may_be_as_long_as_the_context() {
    assert_eq!((bert().context(), roberta().context()), (16, 14));
    for shape in [bert(), roberta()] {
        let row: Vec<i32> = (0..shape.context() as i32).map(|i| 2 + i % 9).collect();
        let values = hidden(&model(&shape), &input(&[&row], 1));
        assert!(values.len() == row.len() * WIDTH && values.iter().all(|v| v.is_finite()));
    }
}
