//! From logits to one token.

use crate::{GenerateError, GenerateOptions};
use rand::Rng;

/// Draws a token from `softmax(logits / temperature)`, cut to `top_k` and then to `top_p`.
///
/// # Errors
/// [`GenerateError::NotANumber`] if a logit is.
pub fn sample(logits: &[f32], options: &GenerateOptions, random: &mut impl Rng) -> Result<u32, GenerateError> {
    if logits.iter().any(|logit| logit.is_nan()) {
        return Err(GenerateError::NotANumber);
    }
    let best = most_likely(logits).ok_or(GenerateError::NotANumber)?;
    if options.temperature == 0.0 {
        return Ok(best as u32);
    }
    let mut candidates = candidates(logits, f64::from(logits[best]), options.temperature);
    if let Some(count) = options.top_k {
        keep_most_likely(&mut candidates, count);
    }
    if let Some(mass) = options.top_p {
        keep_nucleus(&mut candidates, mass);
    }
    Ok(draw(&candidates, unit(random)))
}

/// A token and its weight: its probability, but for a factor that all share.
type Candidate = (u32, f64);

/// The largest logit's index; the first of several.
fn most_likely(logits: &[f32]) -> Option<usize> {
    let indices = 0..logits.len();
    indices.reduce(|best, at| if logits[at] > logits[best] { at } else { best })
}

fn candidates(logits: &[f32], largest: f64, temperature: f64) -> Vec<Candidate> {
    // The largest has weight 1 even where it is infinite.
    let weight = |logit: f64| if logit == largest { 1.0 } else { ((logit - largest) / temperature).exp() };
    logits.iter().enumerate().map(|(id, &logit)| (id as u32, weight(f64::from(logit)))).collect()
}

/// More likely ones first; of equals, the one of the smaller id.
fn order(a: &Candidate, b: &Candidate) -> std::cmp::Ordering {
    b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
}

fn keep_most_likely(candidates: &mut Vec<Candidate>, count: usize) {
    if count < candidates.len() {
        candidates.select_nth_unstable_by(count, order);
        candidates.truncate(count);
    }
    // In an order of their own: what is drawn must not depend on how they were selected.
    candidates.sort_unstable_by_key(|c| c.0);
}

/// The fewest of the most likely ones whose mass is at least `mass` of all that are left.
fn keep_nucleus(candidates: &mut Vec<Candidate>, mass: f64) {
    candidates.sort_unstable_by(order);
    let enough = mass * candidates.iter().map(|c| c.1).sum::<f64>();
    let mut sum = 0.0;
    let kept = candidates.iter().take_while(|c| {
        let before = sum;
        sum += c.1;
        before < enough
    });
    let kept = kept.count();
    candidates.truncate(kept);
}

/// The candidate at `unit` of the way through the mass.
fn draw(candidates: &[Candidate], unit: f64) -> u32 {
    let mut left = unit * candidates.iter().map(|c| c.1).sum::<f64>();
    let drawn = candidates.iter().find(|c| {
        left -= c.1;
        left < 0.0
    });
    // Rounding may leave a rest: it belongs to the last one that can be drawn at all.
    drawn.or_else(|| candidates.iter().rfind(|c| c.1 > 0.0)).map_or(0, |c| c.0)
}

/// Uniform in 0 to 1, 1 excluded, from 53 bits: the same on 32 and 64 bit hosts.
fn unit(random: &mut impl Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}
