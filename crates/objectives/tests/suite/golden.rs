//! Random logits under a mask: `objectives.json` by PyTorch and TRL, `distillation.json` by scipy.

use crate::support::device;
use stillroom_objectives::golden;
use stillroom_testkit::{block_on, fixture_text};

/// Cases of each fixture; a renamed case must not drop out in silence.
const FIXTURES: [(&str, &[&str]); 2] = [
    (
        "objectives.json",
        &[
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
            "skew_kl_0.1",
            "skew_reverse_kl_0.1",
            "tvd",
            "uld",
        ],
    ),
    (
        "distillation.json",
        &[
            "adaptive_kl_0.5_t1",
            "adaptive_kl_0.5_t2",
            "adaptive_kl_0.9_t1",
            "dist_0_1_t1",
            "dist_1_0_t1",
            "dist_2_0.5_t4",
            "skew_kl_0",
            "skew_kl_0.4_t2",
            "skew_reverse_kl_0",
            "skew_reverse_kl_0.4_t2",
            "tvd_t2",
            "uld_t2",
        ],
    ),
];

const TOLERANCE: f64 = 1e-5;

#[test]
fn every_case_agrees_with_what_others_computed() {
    for (fixture, cases) in FIXTURES {
        let rows = block_on(golden::check(&fixture_text(fixture), &device())).unwrap();
        assert_eq!(rows.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), cases, "{fixture}");
        for row in rows {
            println!("{}: loss off by {:.1e}, gradient by {:.1e}", row.name, row.loss_error, row.gradient_error);
            assert!(row.loss_error <= TOLERANCE && row.gradient_error <= TOLERANCE, "{row:?}");
        }
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
