//! What both verdicts draw and how they are told.

use crate::percentile;
use rand::Rng;
use rand_pcg::Pcg64Mcg;
use stillroom_spec::{Interval, VerdictKind};

/// 95 % percentile interval (Efron & Tibshirani 1993).
pub(crate) fn interval(drawn: &[f64]) -> Interval {
    [percentile(drawn, 0.025), percentile(drawn, 0.975)]
}

/// What an interval of gains tells, if one of at most `negligible` is not worth a teacher.
pub(crate) fn kind([low, high]: Interval, negligible: f64) -> VerdictKind {
    if low > 0.0 {
        VerdictKind::Helps
    } else if high <= negligible {
        VerdictKind::DoesNotHelp
    } else {
        VerdictKind::Inconclusive
    }
}

/// As many places of `bound`, with replacement.
pub(crate) fn draw(random: &mut Pcg64Mcg, bound: usize) -> Vec<usize> {
    (0..bound).map(|_| below(random, bound)).collect()
}

/// Uniform in `0..bound`, from 64 bits on every host; the bias of the reduction is below 2⁻³².
pub(crate) fn below(random: &mut Pcg64Mcg, bound: usize) -> usize {
    ((u128::from(random.next_u64()) * bound as u128) >> 64) as usize
}

pub(crate) fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len().max(1) as f64;
    values.sum::<f64>() / count
}
