//! The golden table of four logits, computed in f64 from the published definitions.

use crate::support::{Rows, ids, losses, matrix, read};
use stillroom_objectives::{TopK, decoupled, top_k_kl, uld};
use stillroom_spec::Objective;
use stillroom_testkit::{assert_close, block_on};

const LABEL: [i32; 1] = [1];
const TOLERANCE: f64 = 1e-6;

fn teacher() -> Rows {
    vec![vec![2.0, 1.0, 0.0, -1.0]]
}

fn student() -> Rows {
    vec![vec![0.5, 0.5, 0.0, -0.5]]
}

fn check(objective: &Objective, expected: f64) {
    let loss = losses(objective, &teacher(), &student(), &LABEL);
    assert_close(&format!("{objective:?}"), &loss, &[expected], TOLERANCE);
}

#[test]
fn forward_and_reverse_kl() {
    check(&Objective::ForwardKl { temperature: 1.0 }, 0.218_139_5);
    check(&Objective::ForwardKl { temperature: 2.0 }, 0.268_083_3);
    check(&Objective::ReverseKl { temperature: 1.0 }, 0.239_582_5);
}

#[test]
fn jsd_by_the_teachers_weight() {
    for (beta, expected) in [(0.1, 0.019_609_7), (0.5, 0.055_324_9), (0.9, 0.021_056_3)] {
        check(&Objective::Jsd { beta, temperature: 1.0 }, expected);
    }
}

#[test]
fn the_ends_of_jsd_are_the_divergences_not_zero() {
    check(&Objective::Jsd { beta: 0.0, temperature: 1.0 }, 0.218_139_5);
    check(&Objective::Jsd { beta: 1.0, temperature: 1.0 }, 0.239_582_5);
}

#[test]
fn the_parts_of_dkd_and_their_sum() {
    let parts = decoupled(matrix(&teacher()), matrix(&student()), ids(&LABEL), 1.0);
    assert_close("TCKD", &read(parts.target), &[0.023_460_2], TOLERANCE);
    assert_close("NCKD", &read(parts.non_target), &[0.255_110_7], TOLERANCE);
    check(&Objective::Dkd { alpha: 1.0, beta: 8.0, temperature: 1.0 }, 2.064_345_9);
}

#[test]
fn skewed_divergences() {
    check(&Objective::SkewKl { lambda: 0.1, temperature: 1.0 }, 0.176_456_9);
    check(&Objective::SkewReverseKl { lambda: 0.1, temperature: 1.0 }, 0.185_503_5);
}

#[test]
fn distances_of_probabilities() {
    check(&Objective::Tvd { temperature: 1.0 }, 0.307_713_1);
    let distance = block_on(uld(matrix(&teacher()), matrix(&student()), 1.0)).unwrap();
    assert_close("ULD", &read(distance), &[0.615_426_3], TOLERANCE);
}

#[test]
fn the_correlation_between_classes() {
    check(&Objective::Dist { beta: 1.0, gamma: 0.0, temperature: 1.0 }, 0.219_299_4);
}

#[test]
fn two_tokens_and_a_tail() {
    let kept = TopK::of(matrix(&teacher()), 2, 1.0);
    assert_close("KL", &read(top_k_kl(&kept, matrix(&student()), 1.0)), &[0.214_999_2], TOLERANCE);
}

/// By hand: p = (.644, .237, .087, .032), so that the head of 0.5 is the first class; `g_head` = .2885 of .6154.
#[test]
fn the_shares_of_adaptive_kl() {
    let (forward, reverse) = (0.218_139_5, 0.239_582_5);
    let q0 = 0.5_f64.exp() / (2.0 * 0.5_f64.exp() + 1.0 + (-0.5_f64).exp());
    let p0 = 1.0 / (1.0 + (-1.0_f64).exp() + (-2.0_f64).exp() + (-3.0_f64).exp());
    let share = (p0 - q0).abs() / 0.615_426_3;
    check(&Objective::AdaptiveKl { mu: 0.5, temperature: 1.0 }, share * forward + (1.0 - share) * reverse);
}

/// By hand: (1.5² + 0.5² + 0 + 0.5²) / 4, and log Σ exp `z_s` − 0.5.
#[test]
fn logit_mse_and_hard() {
    check(&Objective::LogitMse {}, 0.6875);
    check(&Objective::Hard {}, 1.090_045_7);
}
