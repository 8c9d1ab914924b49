//! Student and control are twins: the same weights, the same batches, the same steps.

use crate::support::{engine, recipe, run, run_toy};
use stillroom_spec::{Objective, Phase, Report, WeightedObjective};
use stillroom_testkit::toy;

fn hard() -> WeightedObjective {
    WeightedObjective { weight: 1.0, objective: Objective::Hard {} }
}

/// A student that is taught labels alone is its own control, to the last bit.
#[test]
fn a_student_of_labels_alone_is_its_control() {
    let mut recipe = recipe();
    recipe.student.objectives = vec![hard()];
    recipe.evaluation.pairs = 2;
    let log = run_toy(&recipe);
    assert_eq!(log.losses(Phase::Student), log.losses(Phase::Control));
    assert_eq!(log.done().student.test, log.done().control.test);
    assert_eq!((log.done().verdict.difference, log.done().verdict.pairs), (0.0, 2));
}

/// Whatever else is asked of the student, its first cross-entropy is the control's.
#[test]
fn twins_begin_at_the_same_point_with_the_same_rows() {
    let mut recipe = recipe();
    recipe.student.objectives.push(hard());
    let log = run_toy(&recipe);
    let first = log.steps(Phase::Student)[0].parts.last().unwrap().clone();
    assert_eq!(first.name, "hard");
    assert_eq!(first.value, log.steps(Phase::Control)[0].loss);
    assert_ne!(log.losses(Phase::Student)[1..], log.losses(Phase::Control)[1..]);
}

#[test]
fn each_pair_has_its_own_beginning() {
    let mut recipe = recipe();
    recipe.evaluation.pairs = 3;
    let log = run_toy(&recipe);
    let first = |pair| log.steps(Phase::Control).into_iter().find(|s| s.pair == pair).unwrap().loss;
    assert!(first(0) != first(1) && first(1) != first(2) && first(0) != first(2));
    assert_eq!((log.done().verdict.pairs, log.done().student.test_accuracy_by_pair.len()), (3, 3));
}

/// The clock ticks at each look: a budget of a second is over before the second pair begins.
#[test]
fn a_budget_ends_with_whole_pairs() {
    let mut recipe = recipe();
    recipe.evaluation.pairs = 50;
    recipe.evaluation.budget_seconds = Some(1.0);
    let log = run_toy(&recipe);
    let pairs = log.done().verdict.pairs;
    assert!(pairs < 50, "{pairs}");
    assert_eq!(log.done().student.test_accuracy_by_pair.len(), pairs);
    assert_eq!(log.done().control.test_accuracy_by_pair.len(), pairs);
}

#[test]
fn a_pause_uses_up_no_budget() {
    let mut recipe = recipe();
    recipe.evaluation.pairs = 2;
    recipe.evaluation.budget_seconds = Some(1e4);
    let mut engine = engine(&recipe, &toy::csv(3, 30));
    while !matches!(stillroom_testkit::block_on(engine.step()).unwrap(), Report::Phase { phase: Phase::Student, .. }) {}
    engine.host().wait(1e9);
    let log = run(&mut engine).unwrap();
    assert_eq!(log.done().verdict.pairs, 2);
    assert!(log.done().seconds < 1e4, "{}", log.done().seconds);
}
