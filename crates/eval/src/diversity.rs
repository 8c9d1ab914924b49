//! Whether samples say something new, or the same again.

use std::collections::HashSet;

/// Distinct-n: the different n-grams of all samples together, divided by the tokens of all samples (Li et al. 2016, "A
/// Diversity-Promoting Objective Function for Neural Conversation Models"). 0 for no tokens; `n` is at least 1. No
/// n-gram is of two samples.
///
/// The divisor is tokens, as in the paper, not n-grams: short samples have fewer n-grams than tokens.
pub fn distinct<S: AsRef<[u32]>>(samples: &[S], n: usize) -> f64 {
    let tokens: usize = samples.iter().map(|sample| sample.as_ref().len()).sum();
    let ngrams: HashSet<&[u32]> = samples.iter().flat_map(|sample| sample.as_ref().windows(n.max(1))).collect();
    ngrams.len() as f64 / tokens.max(1) as f64
}

/// Share of a sample's n-grams that it has had before: 1 − different / all, mean over the samples that have any
/// (seq-rep-n of Welleck et al. 2020, "Neural Text Generation with Unlikelihood Training"; 4 is usual). 0 if none has.
pub fn repetition<S: AsRef<[u32]>>(samples: &[S], n: usize) -> f64 {
    let shares: Vec<f64> = samples.iter().filter_map(|sample| repeated(sample.as_ref(), n.max(1))).collect();
    shares.iter().sum::<f64>() / shares.len().max(1) as f64
}

fn repeated(sample: &[u32], n: usize) -> Option<f64> {
    let all = (sample.len() + 1).saturating_sub(n);
    let different = sample.windows(n).collect::<HashSet<_>>().len();
    (all > 0).then(|| 1.0 - different as f64 / all as f64)
}
