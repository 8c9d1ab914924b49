//! Whether distillation helped: students against their undistilled twins, on the same rows.

use crate::bootstrap::{below, draw, interval, kind, mean};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;
use stillroom_spec::Verdict;

/// A gain of at most this (half a point of accuracy) is not worth a teacher.
const NEGLIGIBLE: f64 = 0.005;

/// Rows added to the bootstrap, on one of which the student alone is right, on the other the control alone.
///
/// Two models that agree on every row would otherwise get the interval [0, 0], as if a dozen rows proved
/// anything. Bonett & Price 2012, "Adjusted Wald Confidence Interval for a Difference of Binomial Proportions
/// Based on Paired Data"; on hundreds of rows it makes no difference.
const DOUBT: [i8; 2] = [1, -1];

/// Paired bootstrap of the accuracy difference (Efron & Tibshirani 1993, percentile interval, 95 %).
///
/// `students[pair][row]` and `controls[pair][row]` are predicted classes. Each resample draws rows with
/// replacement, the same for both sides, and pairs with replacement: the interval holds the uncertainty of
/// the test split and that of the seeds. Two rows are added, one for each side, so that agreement on few rows
/// is no proof. The same `seed` gives the same interval on every host.
pub fn verdict(
    students: &[Vec<usize>],
    controls: &[Vec<usize>],
    labels: &[usize],
    resamples: usize,
    seed: u64,
) -> Verdict {
    let mut gains = gains(students, controls, labels);
    let all: Vec<usize> = (0..labels.len()).collect();
    let difference = mean(gains.iter().map(|pair| mean_at(pair, &all)));
    gains.iter_mut().for_each(|pair| pair.extend(DOUBT));
    let rows = labels.len() + DOUBT.len();
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let drawn: Vec<f64> = (0..resamples).map(|_| resample(&gains, rows, &mut random)).collect();
    let interval = interval(&drawn);
    Verdict { kind: kind(interval, NEGLIGIBLE), difference, interval, pairs: gains.len(), resamples }
}

/// +1 where only the student is right, −1 where only the control is, by pair and row.
fn gains(students: &[Vec<usize>], controls: &[Vec<usize>], labels: &[usize]) -> Vec<Vec<i8>> {
    let gain = |s: usize, c: usize, l: usize| i8::from(s == l) - i8::from(c == l);
    let pair =
        |(s, c): (&Vec<usize>, &Vec<usize>)| s.iter().zip(c).zip(labels).map(|((&s, &c), &l)| gain(s, c, l)).collect();
    students.iter().zip(controls).map(pair).collect()
}

fn resample(gains: &[Vec<i8>], rows: usize, random: &mut Pcg64Mcg) -> f64 {
    let drawn = draw(random, rows);
    mean((0..gains.len()).map(|_| mean_at(&gains[below(random, gains.len())], &drawn)))
}

fn mean_at(gains: &[i8], rows: &[usize]) -> f64 {
    rows.iter().map(|&r| i64::from(gains[r])).sum::<i64>() as f64 / rows.len().max(1) as f64
}
