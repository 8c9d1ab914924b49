//! `tests/conformance/objectives.json`: random logits under a mask, by PyTorch and TRL.

use crate::support::device;
use stillroom_objectives::golden;
use stillroom_testkit::{block_on, fixture_text};

/// Cases of the fixture that are this crate's; a renamed case must not drop out in silence.
const CASES: [&str; 12] = [
    "dkd_1_8_t4",
    "forward_kl_t1",
    "forward_kl_t2",
    "hard",
    "jsd_0.0",
    "jsd_0.1",
    "jsd_0.5",
    "jsd_0.9",
    "jsd_1.0",
    "logit_mse",
    "reverse_kl_t1",
    "reverse_kl_t3",
];

const TOLERANCE: f64 = 1e-5;

#[test]
fn every_case_agrees_with_pytorch_and_trl() {
    let rows = block_on(golden::check(&fixture_text("objectives.json"), &device())).unwrap();
    assert_eq!(rows.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), CASES);
    for row in rows {
        assert!(row.loss_error <= TOLERANCE && row.gradient_error <= TOLERANCE, "{row:?}");
    }
}

#[test]
fn a_value_that_is_off_shows() {
    let text = fixture_text("objectives.json").replacen("\"loss\": ", "\"loss\": 1", 1);
    let rows = block_on(golden::check(&text, &device())).unwrap();
    assert_eq!(rows.iter().filter(|r| r.loss_error > TOLERANCE).count(), 1);
}

#[test]
fn a_fixture_that_is_no_json_is_an_error() {
    assert!(block_on(golden::check("{", &device())).is_err());
}
