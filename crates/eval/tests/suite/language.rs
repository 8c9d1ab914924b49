use serde::Deserialize;
use stillroom_eval::{TokenMean, add_by_document, bits_per_byte, distinct, perplexity, repetition};
use stillroom_testkit::{assert_close, fixture};

/// Values of tokens pass through f32.
const TOLERANCE: f64 = 1e-6;

#[derive(Deserialize)]
struct Fixture {
    tokens: Vec<Predicted>,
    diversity: Vec<Diversity>,
}

#[derive(Deserialize)]
struct Predicted {
    name: String,
    nll: Vec<f32>,
    kl: Vec<f32>,
    agree: Vec<f32>,
    mask: Vec<f32>,
    segments: Vec<i32>,
    documents: usize,
    tokens: usize,
    bytes: usize,
    nats: f64,
    perplexity: f64,
    bits_per_byte: f64,
    mean_kl: f64,
    agreement: f64,
    nats_by_document: Vec<f64>,
}

#[derive(Deserialize)]
struct Diversity {
    name: String,
    samples: Vec<Vec<u32>>,
    distinct: [f64; 3],
    repetition: f64,
}

/// Adds the values in batches of seven.
fn mean(values: &[f32], mask: &[f32]) -> TokenMean {
    let mut found = TokenMean::default();
    values.chunks(7).zip(mask.chunks(7)).for_each(|(values, mask)| found.add(values, mask));
    found
}

#[test]
fn token_metrics_are_those_of_numpy() {
    let cases = fixture::<Fixture>("language.json").tokens;
    assert_eq!(cases.len(), 3);
    for case in cases {
        let close = |what: &str, found: f64, expected: f64| {
            assert_close(&format!("{what} of {}", case.name), &[found / expected], &[1.0], TOLERANCE);
        };
        let nll = mean(&case.nll, &case.mask);
        assert_eq!(nll.tokens, case.tokens, "{}", case.name);
        close("nats", nll.sum, case.nats);
        close("perplexity", perplexity(nll.sum, nll.tokens), case.perplexity);
        close("bits per byte", bits_per_byte(nll.sum, case.bytes), case.bits_per_byte);
        close("KL", mean(&case.kl, &case.mask).mean(), case.mean_kl);
        close("agreement", mean(&case.agree, &case.mask).mean(), case.agreement);
    }
}

#[test]
fn sums_by_document_are_those_of_numpy() {
    for case in fixture::<Fixture>("language.json").tokens {
        let mut sums = Vec::new();
        for ((values, mask), segments) in case.nll.chunks(5).zip(case.mask.chunks(5)).zip(case.segments.chunks(5)) {
            add_by_document(values, mask, segments, &mut sums);
        }
        sums.resize(case.documents, 0.0);
        assert_close(&case.name, &sums, &case.nats_by_document, 1e-5);
    }
}

#[test]
fn diversity_is_that_of_sets() {
    let cases = fixture::<Fixture>("language.json").diversity;
    assert_eq!(cases.len(), 4);
    for case in cases {
        let found = [1, 2, 3].map(|n| distinct(&case.samples, n));
        assert_close(&format!("distinct of {}", case.name), &found, &case.distinct, 1e-12);
        assert_close(
            &format!("repetition of {}", case.name),
            &[repetition(&case.samples, 4)],
            &[case.repetition],
            1e-12,
        );
    }
}

/// A text of even bytes costs eight bits each, whatever its tokens are.
#[test]
fn even_bytes_cost_eight_bits() {
    let nats = 1_000.0 * 256_f64.ln();
    assert_close("bits per byte", &[bits_per_byte(nats, 1_000)], &[8.0], 1e-12);
    assert_close("perplexity", &[perplexity(nats, 1_000), perplexity(nats, 500)], &[256.0, 65_536.0], 1e-6);
}

#[test]
fn nothing_is_not_nan_and_nan_is_not_nothing() {
    assert_eq!((perplexity(0.0, 0), bits_per_byte(0.0, 0), TokenMean::default().mean()), (1.0, 0.0, 0.0));
    let none: [Vec<u32>; 2] = [vec![], vec![]];
    assert_eq!((distinct(&none, 2), repetition(&none, 4), distinct::<Vec<u32>>(&[], 0)), (0.0, 0.0, 0.0));
    assert!(mean(&[f32::NAN, 1.0], &[1.0, 1.0]).mean().is_nan());
    assert_eq!(mean(&[f32::NAN, 1.0], &[0.0, 1.0]).mean(), 1.0);
}

#[test]
fn padding_belongs_to_no_document() {
    let mut sums = vec![1.0];
    add_by_document(&[1.0, 2.0, 4.0, 8.0], &[1.0, 1.0, 0.0, 1.0], &[0, 1, 1, 3], &mut sums);
    assert_eq!(sums, [3.0, 0.0, 8.0]);
}
