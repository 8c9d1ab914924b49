//! Traps of losses over tokens: windows, and windows without a token.

use crate::support::{all_visible, device, every_objective, ids, matrix, noise, read, vector};
use burn::tensor::Tensor;
use stillroom_objectives::{
    Inputs, LayerStates, Loss, ObjectiveError, Projection, TopK, attention, hidden_cosine, hidden_mse, masked_mean,
    relation, sequence_level, top_k_kl, uld, weighted, window_mean,
};
use stillroom_spec::{Objective, WeightedObjective};
use stillroom_testkit::{assert_close, block_on};

const NONE: [f32; 4] = [0.0; 4];

/// Loss and gradient of `losses` at `leaf` with no valid token.
fn check_nothing<const D: usize>(what: &str, leaf: &Tensor<D>, losses: Tensor<1>) {
    let tokens = losses.dims()[0];
    let loss = masked_mean(losses, Some(vector(&vec![0.0; tokens])));
    let gradient = read(leaf.grad(&loss.backward()).unwrap_or_else(|| panic!("{what} has no gradient")));
    assert_close(what, &read(loss), &[0.0], 0.0);
    assert_close(what, &gradient, &vec![0.0; gradient.len()], 0.0);
}

#[test]
fn no_valid_token_is_no_loss_and_no_update_for_logits() {
    let teacher = || matrix(&noise(4, 20, 1, 3.0));
    let leaf = || matrix(&noise(4, 20, 2, 3.0)).require_grad();
    let student = leaf();
    check_nothing("uld", &student, block_on(uld(teacher(), student.clone(), 1.0)).unwrap());
    let student = leaf();
    check_nothing("top-k", &student, top_k_kl(&TopK::of(teacher(), 3, 1.0), student.clone(), 1.0));
    let student = leaf();
    check_nothing("sequence level", &student, sequence_level(student.clone(), ids(&[0, 1, 2, 3])));
}

#[test]
fn no_valid_token_is_no_loss_and_no_update_for_states() {
    let teacher = || matrix(&noise(4, 6, 3, 1.0));
    let student = matrix(&noise(4, 6, 4, 1.0)).require_grad();
    check_nothing("cosine", &student, hidden_cosine(teacher(), student.clone()));
    let student = matrix(&noise(4, 6, 4, 1.0)).require_grad();
    let losses = hidden_mse(teacher(), student.clone(), &Projection::init(6, 6, &device()));
    check_nothing("squares", &student, losses);
}

/// Padding alone: then no key may be seen at all.
#[test]
fn no_valid_token_is_no_loss_and_no_update_for_patterns() {
    let hidden = all_visible([2, 4], &device());
    let all_hidden = stillroom_objectives::hidden_keys(Tensor::zeros([2, 4], &device()), true);
    for hidden in [hidden, all_hidden] {
        let states = |seed| matrix(&noise(8, 6, seed, 1.0)).reshape([2, 4, 6]);
        let teacher = LayerStates { query: states(1), key: states(2), value: states(3) };
        let query = states(4).detach().require_grad();
        let student = LayerStates { query: query.clone(), key: states(5), value: states(6) };
        check_nothing("relation", &query, relation(teacher, student, 2, &hidden).unwrap());
        let scores = |seed| matrix(&noise(24, 4, seed, 1.0)).reshape([2, 3, 4, 4]);
        let student = scores(8).detach().require_grad();
        check_nothing("attention", &student, attention(scores(7), student.clone(), &hidden).unwrap());
    }
}

/// A student or teacher state of zeros has no direction.
#[test]
fn a_state_of_zeros_has_a_finite_cosine() {
    let student = matrix(&vec![vec![0.0; 4], vec![1.0; 4]]).require_grad();
    let loss = masked_mean(hidden_cosine(matrix(&vec![vec![1.0; 4], vec![0.0; 4]]), student.clone()), None);
    let gradient = read(student.grad(&loss.backward()).unwrap());
    assert_close("loss", &read(loss), &[1.0], 1e-6);
    assert!(gradient.iter().all(|g| g.is_finite()), "{gradient:?}");
}

/// Rows of one batch that are all alike, and a batch of one row: no spread, no correlation, no harm.
#[test]
fn a_batch_without_spread_has_a_finite_dist() {
    for rows in [1, 3] {
        let alike = |seed| vec![noise(1, 20, seed, 2.0).remove(0); rows];
        let student = matrix(&alike(1)).require_grad();
        let objective = Objective::Dist { beta: 0.0, gamma: 1.0, temperature: 1.0 };
        let inputs = Inputs { student: student.clone(), teacher: Some(matrix(&alike(2))), labels: ids(&vec![0; rows]) };
        let loss = masked_mean(stillroom_objectives::per_row(&objective, &inputs).unwrap(), None);
        let gradient = read(student.grad(&loss.backward()).unwrap());
        assert_close("loss", &read(loss), &[1.0], 1e-3);
        assert!(gradient.iter().all(|g| g.abs() < 1e-3), "{rows} rows: {gradient:?}");
    }
}

/// A window of a micro-batch of three tokens and one of a single token: each token weighs a quarter.
#[test]
fn short_micro_batches_weigh_by_their_tokens() {
    let losses = [4.0, 8.0, 0.0, 100.0];
    let long = window_mean(vector(&losses[..3]), None, 4);
    let short = window_mean(vector(&losses[3..]), None, 4);
    assert_close("window", &read(long + short), &[28.0], 1e-6);
    // The trap: the mean of the means, (4 + 100)/2.
    let means = masked_mean(vector(&losses[..3]), None) + masked_mean(vector(&losses[3..]), None);
    assert_close("mean of means", &read(means.div_scalar(2.0)), &[52.0], 1e-6);
}

fn terms() -> Vec<WeightedObjective> {
    let term = |weight, objective| WeightedObjective { weight, objective };
    vec![term(5.0, Objective::ForwardKl { temperature: 2.0 }), term(2.0, Objective::Hard {})]
}

fn inputs(tokens: usize) -> Inputs {
    Inputs {
        student: matrix(&noise(tokens, 20, 5, 2.0)),
        teacher: Some(matrix(&noise(tokens, 20, 6, 2.0))),
        labels: ids(&vec![3; tokens]),
    }
}

#[test]
fn a_sum_of_terms_counts_the_valid_tokens_of_its_window() {
    let mask = [1.0, 0.0, 1.0, 1.0];
    let Loss { total, parts } = weighted(&terms(), &inputs(4), Some(&vector(&mask)), 6).unwrap();
    let means = terms().into_iter().map(|term| {
        let losses = stillroom_objectives::per_row(&term.objective, &inputs(4)).unwrap();
        read(masked_mean(losses, Some(vector(&mask))))[0] / 2.0
    });
    let means: Vec<f64> = means.collect();
    let parts: Vec<f64> = parts.into_iter().map(|part| read(part)[0]).collect();
    assert_close("parts", &parts, &means, 1e-6);
    assert_close("total", &read(total), &[5.0 * means[0] + 2.0 * means[1]], 1e-5);
}

#[test]
fn a_window_without_a_token_is_no_loss() {
    for objective in every_objective(2.0) {
        let term = [WeightedObjective { weight: 1.0, objective }];
        let loss = weighted(&term, &inputs(4), Some(&vector(&NONE)), 0).unwrap();
        assert_close(term[0].objective.name(), &read(loss.total), &[0.0], 0.0);
    }
}

#[test]
fn a_sum_of_nothing_is_an_error() {
    assert_eq!(weighted(&[], &inputs(4), None, 4).unwrap_err(), ObjectiveError::NoTerms);
}
