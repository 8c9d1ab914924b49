use crate::calibration::expected_calibration_error;
use crate::softmax::softmax;
use stillroom_spec::{Interval, Metrics};

/// Two-sided 95 % point of the normal distribution.
const Z95: f64 = 1.959_963_984_540_054;

/// Least probability of a label in the likelihood: a model that is sure and wrong costs 691 nats, not infinity.
const LEAST_PROBABILITY: f64 = 1e-300;

/// The most likely class of each row of `logits` (`[rows, classes]`, row-major); the first of equals.
pub fn predictions(logits: &[f32], classes: usize) -> Vec<usize> {
    logits.chunks(classes.max(1)).map(first_largest).collect()
}

/// All metrics of `logits` (`[rows, classes]`, row-major) against `labels` `[rows]`.
///
/// `teacher` holds the teacher's most likely classes `[rows]`, for the agreement. A logit that is not a number
/// makes the likelihood not a number: `clamp` keeps it, where `max` would hide it.
pub fn metrics(logits: &[f32], classes: usize, labels: &[usize], teacher: Option<&[usize]>) -> Metrics {
    let predicted = predictions(logits, classes);
    let probabilities: Vec<Vec<f64>> = logits.chunks(classes.max(1)).map(softmax).collect();
    let confidence: Vec<f64> = probabilities.iter().zip(&predicted).map(|(p, &c)| p[c]).collect();
    let correct: Vec<bool> = predicted.iter().zip(labels).map(|(p, l)| p == l).collect();
    let hits = correct.iter().filter(|&&c| c).count();
    let confusion = confusion(&predicted, labels, classes);
    let nll = probabilities.iter().zip(labels).map(|(p, &l)| -p[l].clamp(LEAST_PROBABILITY, 1.0).ln()).sum::<f64>();
    Metrics {
        rows: labels.len(),
        accuracy: share(hits, labels.len()),
        accuracy_interval: wilson_interval(hits, labels.len()),
        macro_f1: macro_f1(&confusion),
        nll: nll / labels.len().max(1) as f64,
        calibration_error: expected_calibration_error(&confidence, &correct),
        confusion,
        agreement: teacher.map(|t| share(t.iter().zip(&predicted).filter(|(a, b)| a == b).count(), labels.len())),
    }
}

/// Wilson's 95 % score interval of `hits` in `rows` (Wilson 1927).
pub fn wilson_interval(hits: usize, rows: usize) -> Interval {
    if rows == 0 {
        return [0.0, 1.0];
    }
    let (n, p, z2) = (rows as f64, share(hits, rows), Z95 * Z95);
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z95 * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
    [(centre - half).max(0.0), (centre + half).min(1.0)]
}

fn share(count: usize, rows: usize) -> f64 {
    count as f64 / rows.max(1) as f64
}

fn first_largest(row: &[f32]) -> usize {
    (0..row.len()).fold(0, |best, c| if row[c] > row[best] { c } else { best })
}

/// `[label][prediction]`.
fn confusion(predicted: &[usize], labels: &[usize], classes: usize) -> Vec<Vec<usize>> {
    let mut table = vec![vec![0; classes]; classes];
    predicted.iter().zip(labels).for_each(|(&p, &l)| table[l][p] += 1);
    table
}

/// Mean F1 over the classes that occur as label or prediction, as scikit-learn's `f1_score(average="macro")`.
fn macro_f1(confusion: &[Vec<usize>]) -> f64 {
    let scores: Vec<f64> = (0..confusion.len()).filter_map(|c| f1(confusion, c)).collect();
    scores.iter().sum::<f64>() / scores.len().max(1) as f64
}

/// 2·TP / (labels + predictions); none for a class that never occurs.
fn f1(confusion: &[Vec<usize>], class: usize) -> Option<f64> {
    let labelled: usize = confusion[class].iter().sum();
    let predicted: usize = confusion.iter().map(|row| row[class]).sum();
    let all = labelled + predicted;
    (all > 0).then(|| 2.0 * confusion[class][class] as f64 / all as f64)
}
