use serde::Deserialize;
use stillroom_eval::{latency, percentile};
use stillroom_testkit::{assert_close, fixture};

#[derive(Deserialize)]
struct Fixture {
    percentiles: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    samples: Vec<f64>,
    points: Vec<f64>,
    expected: Vec<f64>,
}

#[test]
fn percentiles_are_those_of_numpy() {
    let cases = fixture::<Fixture>("metrics.json").percentiles;
    assert_eq!(cases.len(), 4);
    for case in cases {
        let found: Vec<f64> = case.points.iter().map(|&q| percentile(&case.samples, q)).collect();
        assert_close(&format!("{} samples", case.samples.len()), &found, &case.expected, 1e-12);
    }
}

#[test]
fn throughput_is_that_of_the_median_batch() {
    let found = latency(&[1.0, 3.0, 2.0], 32, &[10.0, 1000.0, 20.0]);
    assert_close("latency", &[found.p50_ms, found.p95_ms, found.texts_per_second], &[2.0, 2.9, 1600.0], 1e-9);
    assert_eq!((found.batch, found.samples), (32, 3));
}

#[test]
fn nothing_measured_is_zero_not_nan() {
    let found = latency(&[], 32, &[]);
    assert_close("latency", &[found.p50_ms, found.p95_ms, found.texts_per_second], &[0.0; 3], 0.0);
}
