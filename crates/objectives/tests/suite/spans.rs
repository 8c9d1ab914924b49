//! Tokenizers that cut a text differently, compared span by span.

use crate::support::{Rows, matrix, noise, read, softmax};
use burn::tensor::Tensor;
use stillroom_objectives::{Followed, Span, masked_mean, uld, uld_spans};
use stillroom_testkit::{assert_close, block_on};

const TOLERANCE: f64 = 1e-6;

fn followed(logits: Tensor<2>, next: &[usize]) -> Followed {
    Followed { logits, next: next.to_vec() }
}

fn span(teacher: std::ops::Range<usize>, student: std::ops::Range<usize>) -> Span {
    Span { teacher, student }
}

/// Logits whose softmax is `p`.
fn logarithms(p: &[&[f32]]) -> Rows {
    p.iter().map(|row| row.iter().map(|p| p.ln()).collect()).collect()
}

/// Losses of the student's rows, and the gradient of their sum at its logits.
fn losses_and_gradient(
    (teacher, y): (&Rows, &[usize]),
    (student, x): (&Rows, &[usize]),
    spans: &[Span],
    temperature: f64,
) -> (Vec<f64>, Vec<f64>) {
    let z = matrix(student).require_grad();
    let teacher = followed(matrix(teacher), y);
    let losses = block_on(uld_spans(&teacher, &followed(z.clone(), x), spans, temperature)).unwrap();
    let gradient = z.grad(&losses.clone().sum().backward()).unwrap();
    (read(losses), read(gradient))
}

/// The loss by its definition, in f64.
fn by_definition(
    (teacher, y): (&Rows, &[usize]),
    (student, x): (&Rows, &[usize]),
    spans: &[Span],
    temperature: f64,
) -> f64 {
    let joint = |rows: &Rows, next: &[usize], range: &std::ops::Range<usize>| {
        let follow: f64 = range.clone().skip(1).map(|row| softmax(&rows[row], temperature)[next[row]]).product();
        let mut all: Vec<f64> = softmax(&rows[range.start], temperature).iter().map(|p| p * follow).collect();
        all.sort_by(|a, b| b.total_cmp(a));
        all
    };
    let distance = |span: &Span| {
        let (told, asked) = (joint(teacher, y, &span.teacher), joint(student, x, &span.student));
        let at = |all: &[f64], rank: usize| all.get(rank).copied().unwrap_or(0.0);
        (0..told.len().max(asked.len())).map(|rank| (at(&told, rank) - at(&asked, rank)).abs()).sum::<f64>()
    };
    spans.iter().map(distance).sum()
}

/// The teacher's one token against two of the student: `Q = q₁·q₂(x₂)`. The probabilities are those of TRL's own test
/// of the rule, `test_merge_probabilities_multiplies_split_tokens`: (.6, .3, .1)·.5 = (.3, .15, .05).
#[test]
fn a_span_has_the_probability_of_its_tokens() {
    let student = logarithms(&[&[0.6, 0.3, 0.1], &[0.2, 0.5, 0.3]]);
    let teacher = logarithms(&[&[0.5, 0.3, 0.2]]);
    let (losses, _) = losses_and_gradient((&teacher, &[0]), (&student, &[0, 1]), &[span(0..1, 0..2)], 1.0);
    assert_close("two of the student", &losses, &[0.2 + 0.15 + 0.15, 0.0], TOLERANCE);
    let (losses, _) = losses_and_gradient((&student, &[0, 1]), (&teacher, &[0]), &[span(0..2, 0..1)], 1.0);
    assert_close("two of the teacher", &losses, &[0.5], TOLERANCE);
    let both = losses_and_gradient((&student, &[0, 1]), (&student, &[0, 1]), &[span(0..2, 0..2)], 1.0);
    assert_close("itself", &both.0, &[0.0, 0.0], TOLERANCE);
}

#[test]
fn a_rest_beyond_the_students_vocabulary_counts() {
    let student = logarithms(&[&[0.7, 0.3]]);
    let teacher = logarithms(&[&[0.4, 0.3, 0.2, 0.1]]);
    let (losses, _) = losses_and_gradient((&teacher, &[0]), (&student, &[0]), &[span(0..1, 0..1)], 1.0);
    assert_close("loss", &losses, &[0.3 + 0.0 + 0.2 + 0.1], TOLERANCE);
}

#[test]
fn with_the_same_tokens_on_both_sides_it_is_uld() {
    let (teacher, student) = (noise(5, 12, 1, 3.0), noise(5, 12, 2, 3.0));
    let next = [3, 1, 4, 1, 5];
    let spans: Vec<Span> = (0..5).map(|row| span(row..row + 1, row..row + 1)).collect();
    for temperature in [1.0, 2.5] {
        let (losses, gradient) = losses_and_gradient((&teacher, &next), (&student, &next), &spans, temperature);
        let z = matrix(&student).require_grad();
        let plain = block_on(uld(matrix(&teacher), z.clone(), temperature)).unwrap();
        let expected = z.grad(&plain.clone().sum().backward()).unwrap();
        assert_close("losses", &losses, &read(plain), TOLERANCE);
        assert_close("gradient", &gradient, &read(expected), TOLERANCE);
    }
}

/// Spans of all kinds: one to one, one to several, several to one, several to several; a row between that is in none.
#[test]
fn its_gradient_is_that_of_its_definition() {
    let (teacher, student) = (noise(8, 9, 3, 2.0), noise(9, 7, 4, 2.0));
    let (y, x) = ([0, 8, 2, 3, 4, 5, 6, 7], [6, 5, 4, 3, 2, 1, 0, 1, 2]);
    let spans = [span(0..1, 0..1), span(1..2, 1..4), span(2..5, 4..5), span(6..8, 6..9)];
    for temperature in [1.0, 2.0] {
        let of = |student: &Rows| by_definition((&teacher, &y), (student, &x), &spans, temperature);
        let (losses, gradient) = losses_and_gradient((&teacher, &y), (&student, &x), &spans, temperature);
        assert_close("loss", &[losses.iter().sum()], &[of(&student)], 1e-5);
        for (at, found) in gradient.iter().enumerate() {
            let moved = |by: f32| {
                let mut moved = student.clone();
                moved[at / 7][at % 7] += by;
                of(&moved)
            };
            let expected = (moved(1e-2) - moved(-1e-2)) / 2e-2;
            assert!((found - expected).abs() < 2e-4, "logit {at} at {temperature}: {found} against {expected}");
        }
        assert!(gradient[5 * 7..6 * 7].iter().all(|&g| g == 0.0), "the row that is in no span is taught");
    }
}

#[test]
fn without_a_span_there_is_no_loss_and_no_gradient() {
    let (teacher, student) = (noise(1, 9, 5, 2.0), noise(3, 7, 6, 2.0));
    let (losses, gradient) = losses_and_gradient((&teacher, &[0]), (&student, &[0, 1, 2]), &[], 1.0);
    assert_eq!((losses, gradient), (vec![0.0; 3], vec![0.0; 21]));
}

/// A mask that is the same in all rows of a span takes the span out, and nothing else.
#[test]
fn a_span_can_be_masked() {
    let (teacher, student) = (noise(2, 9, 7, 2.0), noise(4, 7, 8, 2.0));
    let spans = [span(0..1, 0..2), span(1..2, 2..4)];
    let z = matrix(&student).require_grad();
    let (told, asked) = (followed(matrix(&teacher), &[1, 2]), followed(z.clone(), &[1, 2, 3, 4]));
    let losses = block_on(uld_spans(&told, &asked, &spans, 1.0)).unwrap();
    let mask = crate::support::vector(&[0.0, 0.0, 1.0, 1.0]);
    let gradient = read(z.grad(&masked_mean(losses, Some(mask)).backward()).unwrap());
    assert!(gradient[..14].iter().all(|&g| g == 0.0) && gradient[21..].iter().all(|&g| g != 0.0), "{gradient:?}");
}
