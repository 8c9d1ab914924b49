use serde::Deserialize;
use stillroom_eval::{expected_calibration_error, metrics, predictions, wilson_interval};
use stillroom_testkit::{assert_close, fixture};

const TOLERANCE: f64 = 1e-9;

#[derive(Deserialize)]
struct Fixture {
    metrics: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    classes: usize,
    logits: Vec<f32>,
    labels: Vec<usize>,
    teacher: Vec<usize>,
    accuracy: f64,
    accuracy_interval: [f64; 2],
    macro_f1: f64,
    nll: f64,
    calibration_error: f64,
    confusion: Vec<Vec<usize>>,
    agreement: f64,
}

#[test]
fn every_metric_agrees_with_scikit_learn_and_statsmodels() {
    let cases = fixture::<Fixture>("metrics.json").metrics;
    assert_eq!(cases.len(), 5);
    for case in cases {
        let found = metrics(&case.logits, case.classes, &case.labels, Some(&case.teacher));
        let close = |what: &str, actual, expected| {
            assert_close(&format!("{} of {}", what, case.name), &[actual], &[expected], TOLERANCE);
        };
        assert_eq!((found.rows, &found.confusion), (case.labels.len(), &case.confusion), "{}", case.name);
        close("accuracy", found.accuracy, case.accuracy);
        close("lower bound", found.accuracy_interval[0], case.accuracy_interval[0]);
        close("upper bound", found.accuracy_interval[1], case.accuracy_interval[1]);
        close("macro-F1", found.macro_f1, case.macro_f1);
        close("log-loss", found.nll, case.nll);
        close("calibration error", found.calibration_error, case.calibration_error);
        close("agreement", found.agreement.unwrap(), case.agreement);
    }
}

#[test]
fn there_is_no_agreement_without_a_teacher() {
    assert_eq!(metrics(&[1.0, 0.0], 2, &[0], None).agreement, None);
}

#[test]
fn no_rows_are_no_evidence() {
    let nothing = metrics(&[], 3, &[], None);
    assert_eq!((nothing.rows, nothing.accuracy, nothing.nll), (0, 0.0, 0.0));
    assert_eq!(nothing.accuracy_interval, [0.0, 1.0]);
}

#[test]
fn the_interval_stays_between_0_and_1() {
    for (hits, rows) in [(0, 1), (1, 1), (0, 500), (500, 500)] {
        let [low, high] = wilson_interval(hits, rows);
        assert!(0.0 <= low && low < high && high <= 1.0, "{hits} of {rows}: {low}, {high}");
    }
}

/// A model that is certain of the wrong class.
#[test]
fn certainty_and_error_cost_a_finite_price() {
    let sure = metrics(&[1e4, -1e4], 2, &[1], None);
    assert!(sure.nll > 600.0 && sure.nll.is_finite(), "{}", sure.nll);
    assert_close("calibration error", &[sure.calibration_error], &[1.0], TOLERANCE);
}

#[test]
fn a_logit_that_is_no_number_does_not_pass_for_one() {
    assert!(metrics(&[f32::NAN, 0.0], 2, &[1], None).nll.is_nan());
}

#[test]
fn the_first_of_equals_is_predicted() {
    assert_eq!(predictions(&[0.0, 0.0, -1.0, 2.0, 5.0, 5.0], 3), [0, 1]);
}

/// 0.4 is the edge of the sixth bin: it falls in one with 0.35, not with what lies above.
#[test]
fn bins_are_closed_above() {
    assert_close("ECE", &[expected_calibration_error(&[0.4, 0.6], &[false, true])], &[0.4], TOLERANCE);
    assert_close("ECE", &[expected_calibration_error(&[0.35, 0.4], &[false, true])], &[0.125], TOLERANCE);
}
