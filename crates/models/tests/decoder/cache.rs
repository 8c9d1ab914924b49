//! A token at a time gives what all at once gives.

use crate::support::{VOCABULARY, all, device, ids, last_logits, logits, read, trained};
use stillroom_models::{Decoder, DecoderCache};
use stillroom_testkit::assert_close;

const TOLERANCE: f64 = 1e-5;
const ROWS: [&[i32]; 2] = [&[3, 7, 1, 12, 0, 5, 5, 2], &[4, 4, 9, 11, 10, 6, 1, 8]];

/// Logits of the tokens that come next in each row.
fn advance(model: &Decoder, rows: &[&[i32]], cache: &mut DecoderCache) -> Vec<f64> {
    read(model.head(model.advance(ids(rows, &device()), cache)))
}

fn columns(from: usize, to: usize) -> Vec<&'static [i32]> {
    ROWS.iter().map(|row| &row[from..to]).collect()
}

/// The part of `[2, 8, vocabulary]` that lies in the columns.
fn part(logits: &[f64], from: usize, to: usize) -> Vec<f64> {
    let rows = logits.chunks_exact(8 * VOCABULARY);
    rows.flat_map(|row| row[from * VOCABULARY..to * VOCABULARY].to_vec()).collect()
}

#[test]
fn cached_logits_are_the_uncached_ones() {
    for recipe in all() {
        let model = trained(&recipe, &device());
        let expected = logits(&model, &ROWS);
        for pieces in [vec![8], vec![5, 1, 1, 1], vec![1; 8], vec![2, 3, 3]] {
            let mut cache = model.cache(vec![0, 0], 11);
            for count in pieces {
                let from = cache.length();
                let found = advance(&model, &columns(from, from + count), &mut cache);
                assert_close(&format!("{recipe:?}"), &found, &part(&expected, from, from + count), TOLERANCE);
            }
            assert_eq!((cache.length(), cache.capacity()), (8, 11));
        }
    }
}

/// Rows of 5 and 2 tokens, the shorter one with three tokens of padding, whatever they are.
#[test]
fn padding_on_the_left_is_as_if_it_were_not_there() {
    for recipe in all() {
        let model = trained(&recipe, &device());
        for padding in [[0, 0, 0], [9, 2, 7]] {
            let mut cache = model.cache(vec![0, 3], 7);
            let short = [&padding[..], &[6, 1]].concat();
            let found = advance(&model, &[&[3, 7, 1, 12, 8], &short], &mut cache);
            assert_close("prompt", last(&found, 0), &last_logits(&model, &[3, 7, 1, 12, 8]), TOLERANCE);
            assert_close("prompt", last(&found, 1), &last_logits(&model, &[6, 1]), TOLERANCE);
            let found = advance(&model, &[&[2], &[11]], &mut cache);
            assert_close("next", last(&found, 0), &last_logits(&model, &[3, 7, 1, 12, 8, 2]), TOLERANCE);
            assert_close("next", last(&found, 1), &last_logits(&model, &[6, 1, 11]), TOLERANCE);
        }
    }
}

/// The last position of one of two rows.
fn last(logits: &[f64], row: usize) -> &[f64] {
    let rows = logits.len() / 2;
    &logits[rows * (row + 1) - VOCABULARY..rows * (row + 1)]
}

#[test]
#[should_panic(expected = "full at 2")]
fn a_full_cache_takes_nothing_more() {
    let model = trained(&crate::support::llama(), &device());
    let mut cache = model.cache(vec![0], 2);
    let _ = advance(&model, &[&[1, 2, 3]], &mut cache);
}

#[test]
#[should_panic(expected = "context of 16")]
fn no_cache_is_longer_than_the_context() {
    let _ = trained(&crate::support::gpt2(), &device()).cache(vec![0], 17);
}
