//! Counting, naming, saving and loading, and shapes that are refused.

use crate::support::{VOCABULARY, all, bert, device, distilbert, hidden, input, roberta, trained, weights};
use stillroom_models::{HeadShape, PositionCount, TextEncoder, TextEncoderShape, count_parameters, load_parameters};
use stillroom_spec::DecoderActivation;

/// Written out once by hand, layer by layer.
#[test]
fn the_count_is_that_of_the_layers() {
    let attention = 4 * (12 * 12 + 12);
    let block = attention + (12 + 12) + (12 * 20 + 20) + (20 * 12 + 12) + (12 + 12);
    let body = |rows: usize| rows * 12 + (12 + 12) + 2 * block;
    assert_eq!(bert().size(VOCABULARY), body(13 + 16 + 2) + (12 * 12 + 12) + (12 * 4 + 4));
    assert_eq!(distilbert().size(VOCABULARY), body(13 + 16) + (12 * 12 + 12) + (12 * 3 + 3));
    assert_eq!(roberta().size(VOCABULARY), body(13 + 16 + 1));
}

#[test]
fn the_size_is_known_before_a_model_is_made() {
    for shape in all() {
        let model = TextEncoder::init(&shape, VOCABULARY, 0, &device());
        assert_eq!(shape.size(VOCABULARY), count_parameters(&model), "{shape:?}");
        let wide = TextEncoderShape { width: usize::MAX, layers: usize::MAX, ..shape };
        assert_eq!(wide.size(usize::MAX), usize::MAX, "an absurd size must not wrap");
    }
}

#[test]
fn weights_come_back_bit_for_bit() {
    for shape in all() {
        let model = trained(&shape, &device());
        let loaded = load_parameters(TextEncoder::blank(&shape, VOCABULARY, &device()), &weights(&model)).unwrap();
        assert_eq!(weights(&loaded), weights(&model));
        let rows = input(&[&[3, 7, 5, 2]], 1);
        assert_eq!(hidden(&loaded, &rows), hidden(&model, &rows));
        assert_eq!((loaded.shape(), loaded.vocabulary()), (&shape, VOCABULARY));
    }
}

#[test]
fn the_seed_alone_draws_the_weights() {
    let drawn = |seed| weights(&TextEncoder::init(&bert(), VOCABULARY, seed, &device()));
    assert_eq!(drawn(1), drawn(1));
    assert_ne!(drawn(1), drawn(2));
}

#[test]
fn a_shape_out_of_range_names_its_value() {
    all().iter().for_each(|shape| shape.validate("model").unwrap());
    let check = |shape: TextEncoderShape, word: &str| {
        let error = shape.validate("model").unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    };
    let head = |classes| bert().head.map(|head| HeadShape { classes, ..head });
    check(TextEncoderShape { layers: 0, ..bert() }, "layers");
    check(TextEncoderShape { heads: 0, ..bert() }, "heads");
    check(TextEncoderShape { heads: 5, ..bert() }, "does not divide");
    check(TextEncoderShape { positions: 0, ..bert() }, "context");
    check(TextEncoderShape { positions: 1 << 40, position_count: far(u32::MAX), ..bert() }, "context");
    check(TextEncoderShape { positions: (1 << 32) + 9, position_count: far(u32::MAX), ..bert() }, "positions");
    check(TextEncoderShape { position_count: far(14), ..bert() }, "context");
    check(TextEncoderShape { token_types: 1 << 40, ..bert() }, "token_types");
    check(TextEncoderShape { epsilon: -1.0, ..bert() }, "epsilon");
    check(TextEncoderShape { activation: DecoderActivation::SwiGlu, ..bert() }, "gated");
    check(TextEncoderShape { head: head(0), ..bert() }, "classes");
    check(TextEncoderShape { head: head(1 << 40), ..bert() }, "classes");
}

fn far(padding: u32) -> PositionCount {
    PositionCount::AfterPadding { padding }
}
