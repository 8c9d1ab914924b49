//! How well a language model predicts, from what each token costs it.

use std::f64::consts::LN_2;

/// e to the power of the mean of `nats` over `tokens`; 1 for no tokens. Comparable between models of one tokenizer only.
pub fn perplexity(nats: f64, tokens: usize) -> f64 {
    (nats / tokens.max(1) as f64).exp()
}

/// `nats` in bits, for each of the `bytes` of text that the tokens stand for; comparable between tokenizers.
pub fn bits_per_byte(nats: f64, bytes: usize) -> f64 {
    nats / LN_2 / bytes.max(1) as f64
}

/// A mean over tokens that come batch by batch: of their negative log-likelihood, of KL(teacher‖model), or, with 1 where
/// both find the same token likeliest and 0 elsewhere, the top-1 agreement. Sums are in f64.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TokenMean {
    /// Sum of the values.
    pub sum: f64,
    /// Tokens counted.
    pub tokens: usize,
}

impl TokenMean {
    /// Adds the values `[tokens]` of a batch where `mask` `[tokens]` is not 0.
    pub fn add(&mut self, values: &[f32], mask: &[f32]) {
        for (&value, _) in values.iter().zip(mask).filter(|(_, mask)| **mask != 0.0) {
            self.sum += f64::from(value);
            self.tokens += 1;
        }
    }

    /// Sum by tokens; 0 for none.
    pub fn mean(&self) -> f64 {
        self.sum / self.tokens.max(1) as f64
    }
}

/// Sums of the values `[tokens]` of a batch by document, where `mask` `[tokens]` is not 0.
///
/// `segments` `[tokens]` number the documents from 1; 0 is padding. Sums are added to `sums` `[documents]`, which grows
/// as it must.
pub fn add_by_document(values: &[f32], mask: &[f32], segments: &[i32], sums: &mut Vec<f64>) {
    for ((&value, &mask), &segment) in values.iter().zip(mask).zip(segments) {
        let Ok(document) = usize::try_from(segment - 1) else { continue };
        if mask != 0.0 {
            sums.resize(sums.len().max(document + 1), 0.0);
            sums[document] += f64::from(value);
        }
    }
}
