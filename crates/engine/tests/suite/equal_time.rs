//! Controls that train for their student's time.

use crate::language::{Log, recipe, run};
use stillroom_spec::{CacheRecipe, ControlBudget, ControlTime, LanguageRecipe, Phase, Report};

fn given(time: Option<ControlTime>) -> LanguageRecipe {
    let mut recipe = recipe();
    recipe.evaluation.control_time = time;
    recipe
}

fn budget(log: &Log) -> &ControlBudget {
    log.report().control_budget.as_ref().expect("the control had a time")
}

fn begin_of(log: &Log, wanted: Phase) -> usize {
    let begins = |report: &Report| matches!(report, Report::Phase { phase, .. } if *phase == wanted);
    log.all.iter().position(begins).expect("the phase began")
}

#[test]
fn a_control_in_its_students_time_comes_after_it() {
    let (steps, time) = (run(&given(None)), run(&given(Some(ControlTime::Student))));
    assert!(begin_of(&steps, Phase::Control) < begin_of(&steps, Phase::Student));
    assert!(begin_of(&time, Phase::Student) < begin_of(&time, Phase::Control));
    assert!(steps.report().control_budget.is_none() && steps.report().reproducible);
    assert!(!time.report().reproducible);
    let spent = budget(&time);
    assert_eq!((spent.cache_seconds, spent.teacher_seconds), (0.0, 0.0));
    // The last step and the validation after it go beyond: by the test's clock, which ticks at each look, a few ms.
    let beyond = spent.control_seconds - spent.student_seconds;
    assert!((0.0..0.05).contains(&beyond), "{spent:?}");
    let last = time.steps(Phase::Control).pop().unwrap();
    assert!(last.step == last.steps && last.validation.is_some(), "{last:?}");
}

#[test]
fn the_time_of_teachers_and_cache_buys_more_steps() {
    let alone = run(&given(Some(ControlTime::Student)));
    let mut recipe = given(Some(ControlTime::StudentAndTeachers));
    recipe.student.cache = Some(CacheRecipe { top_k: Some(3) });
    recipe.evaluation.pairs = 2;
    let log = run(&recipe);
    let spent = budget(&log);
    assert!(spent.cache_seconds > 0.0 && spent.teacher_seconds > 0.0, "{spent:?}");
    let given = spent.student_seconds + spent.cache_seconds + spent.teacher_seconds;
    assert!((0.0..0.1).contains(&(spent.control_seconds - given)), "{spent:?}");
    let of = |log: &Log, pair| log.steps(Phase::Control).iter().filter(|step| step.pair == pair).count();
    assert!(of(&log, 0) > of(&alone, 0) && of(&log, 1) > of(&alone, 0));
}
