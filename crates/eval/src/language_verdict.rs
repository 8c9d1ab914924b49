//! Whether distillation helped a language model: students against their undistilled twins, on the same documents.

use crate::bootstrap::{below, draw, interval, kind, mean};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;
use std::f64::consts::LN_2;
use stillroom_spec::{Verdict, VerdictKind};

/// A gain of at most this many bits per byte is not worth a teacher: about 1 % of the perplexity of a token of three
/// bytes.
const NEGLIGIBLE: f64 = 0.005;

/// Documents of one pair: what the student saves on each, in nats.
type Gains = Vec<f64>;

/// Paired bootstrap of the bits per byte that students save, Σ nats saved / Σ bytes / ln 2 (Efron & Tibshirani 1993,
/// percentile interval, 95 %). `difference` and `interval` are positive where students are better.
///
/// `students[pair][document]` and `controls[pair][document]` are summed negative log-likelihoods in nats,
/// `bytes[document]` the bytes of text they are of. A document is whatever was predicted by itself; of one long text,
/// give stretches of it. Each resample draws documents with replacement, the same for both sides, and pairs with
/// replacement: the interval holds the uncertainty of the test and that of the seeds.
///
/// Two documents of mean length are added to each pair, on one of which the student saves the root mean square of what
/// it saves elsewhere, on the other as much less. Without them one document, or a few that agree, would get an interval
/// of no width, as if they proved anything; on hundreds of documents they make no difference. No document proves
/// nothing. The same `seed` gives the same interval on every host.
pub fn language_verdict(
    students: &[Vec<f64>],
    controls: &[Vec<f64>],
    bytes: &[f64],
    resamples: usize,
    seed: u64,
) -> Verdict {
    let gains: Vec<Gains> = students.iter().zip(controls).map(|(s, c)| pair_gains(s, c)).collect();
    let all: Vec<usize> = (0..bytes.len()).collect();
    let difference = mean(gains.iter().map(|pair| saved(pair, bytes, &all)));
    let (gains, sizes) = doubted(gains, bytes);
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let drawn: Vec<f64> = (0..resamples).map(|_| resample(&gains, &sizes, &mut random)).collect();
    let interval = interval(&drawn);
    let nothing = bytes.is_empty() || gains.is_empty();
    let kind = if nothing { VerdictKind::Inconclusive } else { kind(interval, NEGLIGIBLE) };
    Verdict { kind, difference, interval, pairs: gains.len(), resamples }
}

fn pair_gains(student: &[f64], control: &[f64]) -> Gains {
    student.iter().zip(control).map(|(student, control)| control - student).collect()
}

/// Adds the two documents of doubt to every pair.
fn doubted(mut gains: Vec<Gains>, bytes: &[f64]) -> (Vec<Gains>, Vec<f64>) {
    let length = mean(bytes.iter().copied());
    for pair in &mut gains {
        let doubt = spread(pair, bytes) * length;
        pair.extend([doubt, -doubt]);
    }
    (gains, bytes.iter().copied().chain([length; 2]).collect())
}

/// Root mean square of the nats saved per byte, each byte counting the same.
fn spread(gains: &[f64], bytes: &[f64]) -> f64 {
    let squares: f64 = gains.iter().zip(bytes).filter(|(_, bytes)| **bytes > 0.0).map(|(g, b)| g * g / b).sum();
    (squares / bytes.iter().sum::<f64>().max(1.0)).sqrt()
}

fn resample(gains: &[Gains], bytes: &[f64], random: &mut Pcg64Mcg) -> f64 {
    let documents = draw(random, bytes.len());
    mean((0..gains.len()).map(|_| saved(&gains[below(random, gains.len())], bytes, &documents)))
}

/// Bits per byte saved on some documents; 0 if they have no text.
fn saved(gains: &[f64], bytes: &[f64], documents: &[usize]) -> f64 {
    let sum = |of: &[f64]| documents.iter().filter_map(|&document| of.get(document)).sum::<f64>();
    let text = sum(bytes);
    if text > 0.0 { sum(gains) / text / LN_2 } else { 0.0 }
}
