//! Pause, single step, resume, skip, stop.

use crate::support::{Clock, Log, engine, recipe, run, run_toy};
use stillroom_engine::Engine;
use stillroom_spec::{Phase, Report};
use stillroom_testkit::{block_on, toy};

fn step(engine: &mut Engine<Clock>) -> Report {
    block_on(engine.step()).unwrap()
}

/// Asking, waiting and exporting between steps leave no trace.
#[test]
fn a_pause_changes_nothing() {
    let mut engine = engine(&recipe(), &toy::csv(3, 30));
    let mut log = Log::default();
    loop {
        log.all.push(step(&mut engine));
        engine.host().wait(1e6);
        block_on(engine.predict("a flask of copper")).unwrap();
        let _ = block_on(engine.student());
        if matches!(log.all.last(), Some(Report::Done(_))) {
            break;
        }
    }
    let straight = run_toy(&recipe());
    for phase in [Phase::Teacher, Phase::Student, Phase::Control] {
        assert_eq!(log.losses(phase), straight.losses(phase), "{phase:?}");
    }
    assert_eq!(log.done().verdict, straight.done().verdict);
}

#[test]
fn a_skip_ends_the_phase_after_one_more_step() {
    let mut recipe = recipe();
    recipe.student.train.epochs = 50;
    let mut engine = engine(&recipe, &toy::csv(3, 30));
    while !matches!(step(&mut engine), Report::Phase { phase: Phase::Student, .. }) {}
    step(&mut engine);
    engine.skip();
    let log = run(&mut engine).unwrap();
    assert_eq!(log.steps(Phase::Student).len(), 1);
    let training = log.done().student.training.clone().unwrap();
    assert_eq!((training.steps, training.stopped_early), (2, true));
}

#[test]
fn a_skip_between_phases_is_nothing() {
    let mut engine = engine(&recipe(), &toy::csv(3, 30));
    engine.skip();
    let log = run(&mut engine).unwrap();
    assert!(!log.done().teacher.as_ref().unwrap().training.as_ref().unwrap().stopped_early);
}

#[test]
fn each_model_answers_once_it_has_begun() {
    let mut engine = engine(&recipe(), &toy::csv(3, 30));
    let who = |engine: &Engine<Clock>| {
        let said = block_on(engine.predict("anchor and tide")).unwrap();
        [said.teacher.is_some(), said.control.is_some(), said.student.is_some()]
    };
    assert_eq!(who(&engine), [false; 3]);
    for (phase, expected) in
        [(Phase::Teacher, [true, false, false]), (Phase::Control, [true, true, false]), (Phase::Student, [true; 3])]
    {
        while !matches!(step(&mut engine), Report::Phase { phase: p, .. } if p == phase) {}
        assert_eq!(who(&engine), expected, "{phase:?}");
    }
}

#[test]
fn there_is_no_student_to_export_before_it_begins() {
    let mut engine = engine(&recipe(), &toy::csv(3, 30));
    assert!(block_on(engine.student()).is_err());
    run(&mut engine).unwrap();
    assert_eq!(block_on(engine.student()).unwrap().manifest.classes, &toy::CLASSES[..3]);
}

/// What a user sees while he types is finite, whatever he types.
#[test]
fn any_text_has_an_answer() {
    let mut engine = engine(&recipe(), &toy::csv(3, 30));
    run(&mut engine).unwrap();
    for text in ["", " ", "\0", "🧪", "[PAD]", "[PAD] [UNK]", &"copper ".repeat(500)] {
        let said = block_on(engine.predict(text)).unwrap();
        for logits in [said.teacher, said.student, said.control] {
            let logits = logits.unwrap();
            assert!(logits.len() == 3 && logits.iter().all(|l| l.is_finite()), "{text:?}: {logits:?}");
        }
    }
}
