//! A run from beginning to end.

use crate::support::{engine, recipe, run, run_toy, teacher_train};
use stillroom_engine::EngineError;
use stillroom_spec::{Phase, Report, VerdictKind};
use stillroom_testkit::{block_on, toy};

#[test]
fn the_same_seed_says_the_same_and_another_does_not() {
    let (once, again) = (run_toy(&recipe()), run_toy(&recipe()));
    let other = run_toy(&stillroom_spec::Recipe { seed: 1, ..recipe() });
    for phase in [Phase::Teacher, Phase::Student, Phase::Control] {
        assert!(!once.losses(phase).is_empty());
        assert_eq!(once.losses(phase), again.losses(phase), "{phase:?}");
        assert_ne!(once.losses(phase), other.losses(phase), "{phase:?}");
    }
    assert_eq!(once.done().student.test, again.done().student.test);
    assert_eq!(once.done().verdict, again.done().verdict);
}

#[test]
fn the_report_holds_every_metric_of_all_three() {
    let log = run_toy(&recipe());
    let report = log.done();
    let teacher = report.teacher.as_ref().unwrap();
    for (model, agreement) in [(teacher, false), (&report.student, true), (&report.control, true)] {
        assert_eq!(model.bytes, 4 * model.parameters);
        assert_eq!(model.test.rows, report.data.split.test);
        assert_eq!(model.test.confusion.iter().flatten().sum::<usize>(), model.test.rows);
        let [low, high] = model.test.accuracy_interval;
        assert!(low <= model.test.accuracy && model.test.accuracy <= high);
        assert_eq!(model.test.agreement.is_some(), agreement);
        assert_eq!(model.test_accuracy_by_pair, [model.test.accuracy]);
        assert!(model.latency.as_ref().unwrap().p50_ms > 0.0);
        assert!(model.training.as_ref().unwrap().seconds > 0.0);
        assert!(model.peak_memory_bytes.unwrap() > 0.0);
    }
    assert_eq!(report.student.parameters, report.control.parameters);
    assert!(report.seconds > 0.0);
}

/// Words tell the classes apart: whoever learns at all, learns this.
#[test]
fn the_models_learn() {
    let mut recipe = recipe();
    teacher_train(&mut recipe).epochs = 10;
    recipe.student.train.epochs = 10;
    let log = run_toy(&recipe);
    let report = log.done();
    for model in [report.teacher.as_ref().unwrap(), &report.student, &report.control] {
        assert!(model.test.accuracy > 0.8, "{}", model.test.accuracy);
    }
}

#[test]
fn phases_come_in_order_and_are_as_long_as_they_said() {
    let log = run_toy(&recipe());
    let phases: Vec<(Phase, usize)> = log
        .all
        .iter()
        .filter_map(|r| if let Report::Phase { phase, steps, .. } = r { Some((*phase, *steps)) } else { None })
        .collect();
    assert_eq!(phases.iter().map(|p| p.0).collect::<Vec<_>>(), [Phase::Teacher, Phase::Control, Phase::Student]);
    for (phase, steps) in phases {
        assert_eq!(log.steps(phase).len(), steps, "{phase:?}");
    }
}

#[test]
fn two_classes_and_few_rows_are_enough() {
    let mut recipe = recipe();
    recipe.data.min_rows_per_class = 3;
    let log = run(&mut engine(&recipe, &toy::csv(2, 5))).unwrap();
    assert_eq!(log.done().data.classes.len(), 2);
    assert!(log.done().data.split.test >= 2);
    assert_eq!(log.done().verdict.kind, VerdictKind::Inconclusive, "a few rows prove nothing");
}

#[test]
fn an_encoder_can_be_the_student() {
    let mut recipe = recipe();
    recipe.student.model = toy::encoder(8, 0.0);
    let log = run_toy(&recipe);
    assert!(log.done().student.parameters < log.done().teacher.as_ref().unwrap().parameters);
}

#[test]
fn the_run_ends_at_a_loss_that_is_no_number_and_stays_ended() {
    let mut recipe = recipe();
    let train = teacher_train(&mut recipe);
    (train.learning_rate, train.weight_decay, train.epochs, train.patience) = (10.0, 10.0, 50, None);
    let mut engine = engine(&recipe, &toy::csv(3, 30));
    let Err(error) = run(&mut engine) else { panic!("such a rate cannot end well") };
    assert!(matches!(error, EngineError::Diverged { phase: Phase::Teacher, .. }), "{error}");
    assert!(matches!(block_on(engine.step()), Err(EngineError::State(_))), "the run goes on with wrong numbers");
}

#[test]
fn nothing_comes_after_the_end() {
    let mut engine = engine(&recipe(), &toy::csv(3, 30));
    run(&mut engine).unwrap();
    assert!(matches!(block_on(engine.step()), Err(EngineError::State(_))));
}
