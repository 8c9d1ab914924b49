//! Frequencies of what is drawn.

use crate::support::{VOCABULARY, last_logits, models, run, softmax};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;
use std::collections::BTreeSet;
use stillroom_generate::{GenerateOptions, sample};

const LOGITS: [f32; 6] = [1.0, -2.0, 2.5, 0.0, f32::NEG_INFINITY, 2.0];
const DRAWS: usize = 20_000;

fn options(temperature: f64, top_k: Option<usize>, top_p: Option<f64>) -> GenerateOptions {
    GenerateOptions { temperature, top_k, top_p, ..GenerateOptions::sampled(1, 0) }
}

fn counts(logits: &[f32], options: &GenerateOptions) -> Vec<f64> {
    let mut random = Pcg64Mcg::seed_from_u64(5);
    let mut counts = vec![0.0; logits.len()];
    (0..DRAWS).for_each(|_| counts[sample(logits, options, &mut random).unwrap() as usize] += 1.0);
    counts
}

/// Pearson's χ² over the tokens that may come; the others must not.
fn chi_square(counts: &[f64], probabilities: &[f64]) -> f64 {
    let draws: f64 = counts.iter().sum();
    let term = |(&count, &p): (&f64, &f64)| {
        if p == 0.0 {
            assert_eq!(count, 0.0);
            return 0.0;
        }
        (count - draws * p).powi(2) / (draws * p)
    };
    counts.iter().zip(probabilities).map(term).sum()
}

/// Five tokens may come: χ² of 4 degrees exceeds 18.5 once in a thousand times.
#[test]
fn frequencies_follow_the_softmax() {
    for temperature in [0.5, 1.0, 3.0] {
        let found = chi_square(&counts(&LOGITS, &options(temperature, None, None)), &softmax(&LOGITS, temperature));
        assert!(found < 18.5, "T = {temperature}: χ² = {found}");
    }
    let wrong = chi_square(&counts(&LOGITS, &options(1.0, None, None)), &softmax(&LOGITS, 1.1));
    assert!(wrong > 18.5, "the bound must be able to fail: χ² = {wrong}");
}

fn check_kept(top_k: Option<usize>, top_p: Option<f64>, kept: &[usize]) {
    let counts = counts(&LOGITS, &options(1.0, top_k, top_p));
    let found: Vec<usize> = (0..counts.len()).filter(|&id| counts[id] > 0.0).collect();
    assert_eq!(found, kept, "top_k {top_k:?}, top_p {top_p:?}");
    let whole = softmax(&LOGITS, 1.0);
    let mass: f64 = kept.iter().map(|&id| whole[id]).sum();
    let of = |id: usize| if kept.contains(&id) { whole[id] / mass } else { 0.0 };
    let probabilities: Vec<f64> = (0..whole.len()).map(of).collect();
    assert!(chi_square(&counts, &probabilities) < 18.5, "top_k {top_k:?}, top_p {top_p:?}");
}

/// Probabilities of the tokens: 0.116, 0.006, 0.520, 0.043, 0, 0.315.
#[test]
fn nothing_is_drawn_outside_of_what_is_kept() {
    check_kept(Some(1), None, &[2]);
    check_kept(Some(2), None, &[2, 5]);
    check_kept(Some(3), None, &[0, 2, 5]);
    check_kept(Some(99), None, &[0, 1, 2, 3, 5]);
    check_kept(None, Some(0.1), &[2]);
    check_kept(None, Some(0.5), &[2]);
    check_kept(None, Some(0.55), &[2, 5]);
    check_kept(None, Some(0.9), &[0, 2, 5]);
    check_kept(None, Some(1.0), &[0, 1, 2, 3, 5]);
    // Of the two that are left, the first has 0.62.
    check_kept(Some(2), Some(0.6), &[2]);
    check_kept(Some(2), Some(0.63), &[2, 5]);
}

#[test]
fn of_equals_the_first_is_the_most_likely() {
    let mut random = Pcg64Mcg::seed_from_u64(0);
    let mut draw = |top_k| sample(&[1.0, 3.0, 3.0, 3.0], &options(1.0, top_k, None), &mut random).unwrap();
    assert_eq!(draw(Some(1)), 1);
    assert_eq!((0..200).map(|_| draw(Some(2))).collect::<BTreeSet<_>>(), [1, 2].into());
    assert_eq!(sample(&[1.0, 3.0, 3.0], &options(0.0, None, None), &mut random).unwrap(), 1);
}

#[test]
fn an_infinite_logit_is_taken_and_no_number_is_refused() {
    let mut random = Pcg64Mcg::seed_from_u64(0);
    let sample = |logits: &[f32], t, random: &mut _| sample(logits, &options(t, None, None), random);
    for temperature in [0.0, 1.0] {
        assert_eq!(sample(&[0.0, f32::INFINITY, 5.0], temperature, &mut random).unwrap(), 1);
        assert!(sample(&[0.0, f32::NAN], temperature, &mut random).is_err());
        assert!(sample(&[], temperature, &mut random).is_err());
        assert!(sample(&[f32::NEG_INFINITY; 3], temperature, &mut random).is_ok());
    }
}

/// A thousand rows with one prompt: their first tokens follow the model's own distribution.
#[test]
fn a_batch_draws_from_the_models_distribution() {
    for model in models() {
        let rows = vec![&[3, 7, 1][..]; 1000];
        let mut counts = vec![0.0; VOCABULARY];
        let drawn = run(&model, &rows, &GenerateOptions::sampled(1, 11));
        drawn.iter().for_each(|row| counts[row.tokens[0] as usize] += 1.0);
        let found = chi_square(&counts, &softmax(&last_logits(&model, &[3, 7, 1]), 1.0));
        // 16 degrees exceed 39.3 once in a thousand times.
        assert!(found < 39.3, "χ² = {found}");
    }
}
