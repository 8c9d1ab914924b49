//! Sums modulo a number, written out: a text whose least possible loss is known.

use super::{Corpus, CorpusCounts, Document};
use crate::LateColumns;
use crate::random::{below, generator, shuffle};
use std::collections::BTreeSet;

/// Purpose of the generator.
const ARITHMETIC: u64 = 6;

/// Modules are read and written by people.
const LARGEST: u32 = 10_000;

/// Which sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArithmeticOptions {
    /// Sums are taken modulo this, 2 to 10,000.
    pub modulus: u32,
    /// Number of sums, no two alike; at most all `modulus`².
    pub count: usize,
    /// Whether the answer alone is learnt, not the numbers before it.
    pub answers_only: bool,
    /// Draws the sums.
    pub seed: u64,
}

/// Documents such as `37+85=22` (modulo 100): two numbers drawn evenly below the modulus, and their sum, all written
/// with as many digits as the largest needs.
///
/// # The least loss
/// With `m` the modulus and one token per character (bytes or characters as tokenizer), no model that does not know
/// which sums were drawn does better on average than [`entropies`](Self::entropies): the digits of each number cost
/// ln `m` nats together, and `+`, `=`, the answer and the end of text nothing, for they follow. Where `m` is a power of
/// ten every digit costs ln 10, in every document. The first token of a document is never predicted, so that
/// [`least_nats`](Self::least_nats) leaves it out: 3 ln 10 / 8 = 0.8635 nats for each of the eight predicted tokens of
/// `37+85=22` and its end.
///
/// Sums are drawn without replacement, so that a test is on sums never seen. A model that had learnt all `n` sums of the
/// training by heart could know that none of them comes again, and gain at most −ln(1 − n/m²) nats per document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arithmetic {
    modulus: u32,
    digits: usize,
}

impl Arithmetic {
    /// Sums modulo `modulus`, brought into 2 to 10,000.
    pub fn new(modulus: u32) -> Self {
        let modulus = modulus.clamp(2, LARGEST);
        Self { modulus, digits: (modulus - 1).to_string().len() }
    }

    /// Draws distinct sums, in an order of their own; fixed by the seed on every host.
    pub fn corpus(options: &ArithmeticOptions) -> Corpus {
        let sums = Self::new(options.modulus);
        let m = u64::from(sums.modulus);
        let drawn = distinct(m * m, options.count as u64, options.seed);
        let document = |(place, pair): (usize, u64)| {
            let text = sums.text((pair / m) as u32, (pair % m) as u32);
            let prompt = if options.answers_only { sums.prompt(&text).len() } else { 0 };
            Document { text, prompt, line: place + 1 }
        };
        let documents: Vec<Document> = drawn.into_iter().enumerate().map(document).collect();
        let bytes = documents.iter().map(|document| document.text.len() as u64).sum();
        let (read, kept) = (documents.len(), documents.len());
        let counts = CorpusCounts { read, read_bytes: bytes, kept, kept_bytes: bytes, ..CorpusCounts::default() };
        Corpus { file: "arithmetic".into(), documents, counts, late_columns: LateColumns::default() }
    }

    /// The sum of two numbers as a document.
    pub fn text(&self, a: u32, b: u32) -> String {
        let (a, b) = (a % self.modulus, b % self.modulus);
        format!("{a:0w$}+{b:0w$}={:0w$}", (a + b) % self.modulus, w = self.digits)
    }

    /// All of a document up to its answer.
    pub fn prompt<'a>(&self, text: &'a str) -> &'a str {
        text.find('=').map_or("", |at| &text[..=at])
    }

    /// The answer to a prompt; `None` if that is no sum of this kind.
    pub fn answer(&self, prompt: &str) -> Option<String> {
        let (a, b) = prompt.strip_suffix('=')?.split_once('+')?;
        let number = |text: &str| {
            let digits = text.len() == self.digits && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u32>().ok().filter(|&number| digits && number < self.modulus)
        };
        Some(format!("{:0w$}", (number(a)? + number(b)?) % self.modulus, w = self.digits))
    }

    /// Whether what a model wrote after a prompt, up to the end of text, is the answer and nothing else.
    pub fn is_right(&self, prompt: &str, written: &str) -> bool {
        self.answer(prompt).is_some_and(|answer| answer == written)
    }

    /// Share of right answers, 0 to 1, of pairs of a prompt and what a model wrote after it; 0 of none.
    pub fn accuracy<'a>(&self, answers: impl IntoIterator<Item = (&'a str, &'a str)>) -> f64 {
        let (mut right, mut all) = (0_usize, 0_usize);
        for (prompt, written) in answers {
            right += usize::from(self.is_right(prompt, written));
            all += 1;
        }
        right as f64 / all.max(1) as f64
    }

    /// The entropy in nats of each character given those before it, and of the end of text: the least mean loss.
    pub fn entropies(&self) -> Vec<f64> {
        let number = self.digit_entropies();
        let known = |count| std::iter::repeat_n(0.0, count);
        number.iter().copied().chain(known(1)).chain(number.iter().copied()).chain(known(self.digits + 2)).collect()
    }

    /// The least mean loss in nats per predicted token: the first character, which is never predicted, left out.
    pub fn least_nats(&self) -> f64 {
        let entropies = self.entropies();
        entropies[1..].iter().sum::<f64>() / (entropies.len() - 1) as f64
    }

    /// H(first digits) − H(first digits but the last of them), for each place: the entropy of a place given those
    /// before it. Numbers with the same first digits are a run of at most 10ᵏ, the last run may be shorter.
    fn digit_entropies(&self) -> Vec<f64> {
        let m = f64::from(self.modulus);
        let joint = |place: usize| {
            let run = 10_u32.pow((self.digits - place) as u32);
            let sizes = (0..self.modulus).step_by(run as usize).map(|start| run.min(self.modulus - start));
            sizes.map(|size| f64::from(size) / m).map(|p| -p * p.ln()).sum::<f64>()
        };
        (1..=self.digits).map(|place| joint(place) - joint(place - 1)).collect()
    }
}

/// Distinct numbers below `end` in an order of their own: Floyd's sample, shuffled.
fn distinct(end: u64, count: u64, seed: u64) -> Vec<u64> {
    let mut random = generator(seed, ARITHMETIC);
    let mut drawn = BTreeSet::new();
    for last in end - count.min(end)..end {
        let number = below(last + 1, &mut random);
        if !drawn.insert(number) {
            drawn.insert(last);
        }
    }
    let mut drawn: Vec<u64> = drawn.into_iter().collect();
    shuffle(&mut drawn, &mut random);
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(modulus: u32, count: usize) -> ArithmeticOptions {
        ArithmeticOptions { modulus, count, answers_only: false, seed: 1 }
    }

    #[test]
    fn writes_sums() {
        let check = |modulus, a, b, expected: &str| assert_eq!(Arithmetic::new(modulus).text(a, b), expected);
        check(100, 37, 85, "37+85=22");
        check(100, 3, 4, "03+04=07");
        check(97, 96, 96, "96+96=95");
        check(2, 1, 1, "1+1=0");
        check(10_000, 9_999, 2, "9999+0002=0001");
    }

    #[test]
    fn draws_each_sum_once() {
        let corpus = Arithmetic::corpus(&options(10, 1_000));
        let distinct: BTreeSet<&str> = corpus.documents.iter().map(|document| document.text.as_str()).collect();
        assert_eq!((corpus.documents.len(), distinct.len()), (100, 100));
        assert_eq!(corpus, Arithmetic::corpus(&options(10, 1_000)));
        let other = Arithmetic::corpus(&ArithmeticOptions { seed: 2, ..options(10, 1_000) });
        assert_ne!(corpus.documents, other.documents);
        assert_eq!(Arithmetic::corpus(&options(100, 7)).counts.kept, 7);
    }

    /// 300 samples of 20 of 100 sums: each is expected 60 times, with a standard deviation of 7.
    #[test]
    fn draws_evenly() {
        let mut times = [0; 100];
        (0..300).flat_map(|seed| super::distinct(100, 20, seed)).for_each(|number| times[number as usize] += 1);
        assert!(times.iter().all(|n| (30..95).contains(n)), "{times:?}");
    }

    #[test]
    fn knows_the_answer() {
        let sums = Arithmetic::new(100);
        assert_eq!(sums.answer("37+85="), Some("22".into()));
        for prompt in ["37+85", "7+85=", "37+850=", "37-85=", "37+85==", "+5+05=", "", "="] {
            assert_eq!(sums.answer(prompt), None, "{prompt}");
        }
        assert_eq!(Arithmetic::new(50).answer("37+85="), None);
        let accuracy = sums.accuracy([("37+85=", "22"), ("37+85=", "22 "), ("37+85=", "2"), ("01+01=", "02")]);
        assert_eq!(accuracy, 0.5);
        assert_eq!(sums.accuracy([]), 0.0);
    }

    #[test]
    fn prompts_are_not_learnt_where_answers_are() {
        let corpus = Arithmetic::corpus(&ArithmeticOptions { answers_only: true, ..options(100, 9) });
        let sums = Arithmetic::new(100);
        for Document { text, prompt, .. } in &corpus.documents {
            assert_eq!((*prompt, sums.prompt(text)), (6, &text[..6]));
            assert!(sums.is_right(&text[..6], &text[6..]));
        }
    }

    #[test]
    fn the_least_loss_of_tens_is_that_of_even_digits() {
        let ten = 10_f64.ln();
        let entropies = Arithmetic::new(100).entropies();
        let expected = [ten, ten, 0.0, ten, ten, 0.0, 0.0, 0.0, 0.0];
        assert!(entropies.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{entropies:?}");
        assert!((Arithmetic::new(100).least_nats() - 3.0 * ten / 8.0).abs() < 1e-12);
    }

    /// By counting all sums: −Σ p(prefix) ln p(character | characters before it).
    #[test]
    fn the_least_loss_of_any_modulus_is_that_of_counts() {
        for modulus in [2, 7, 10, 23, 97, 113] {
            let sums = Arithmetic::new(modulus);
            let all: Vec<String> = (0..modulus * modulus).map(|i| sums.text(i / modulus, i % modulus)).collect();
            let joint = |length: usize| {
                let mut counts = std::collections::BTreeMap::new();
                all.iter().for_each(|text| *counts.entry(&text[..length]).or_insert(0) += 1);
                counts.values().map(|&n| f64::from(n) / all.len() as f64).map(|p| -p * p.ln()).sum::<f64>()
            };
            let mut counted: Vec<f64> = (1..=all[0].len()).map(|length| joint(length) - joint(length - 1)).collect();
            counted.push(0.0);
            let found = sums.entropies();
            assert_eq!(found.len(), counted.len());
            assert!(found.iter().zip(&counted).all(|(a, b)| (a - b).abs() < 1e-9), "{modulus}: {found:?} {counted:?}");
        }
    }
}
