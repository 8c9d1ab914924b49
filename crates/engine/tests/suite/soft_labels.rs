//! Rows that carry probabilities: no teacher is trained.

use crate::support::{engine, recipe, run};
use stillroom_engine::{EngineError, load};
use stillroom_spec::{ErrorCode, ErrorReport, Phase, Recipe, TeacherRecipe};
use stillroom_testkit::{assert_close, toy};

fn soft() -> Recipe {
    Recipe { teacher: TeacherRecipe::SoftLabels {}, ..recipe() }
}

#[test]
fn no_teacher_is_trained_or_reported() {
    let log = run(&mut engine(&soft(), &toy::soft_csv(3, 30))).unwrap();
    assert!(log.steps(Phase::Teacher).is_empty());
    assert!(log.done().teacher.is_none() && log.done().data.soft_labels);
    assert!(log.card().is_none(), "without labels there is nothing to judge soft labels by");
    assert!(log.done().student.test.agreement.is_some());
}

/// The student's soft part is measured against the rows' probabilities, the control's loss against the labels alone.
#[test]
fn the_student_learns_from_the_probabilities_and_the_control_from_labels() {
    let log = run(&mut engine(&soft(), &toy::soft_csv(3, 30))).unwrap();
    let names = |phase| log.steps(phase)[0].parts.iter().map(|p| p.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(Phase::Student), ["forward_kl", "hard"]);
    assert_eq!(names(Phase::Control), ["hard"]);
    let hard = log.steps(Phase::Student)[0].parts[1].value;
    assert_close("the twins' first loss", &[hard], &[log.steps(Phase::Control)[0].loss], 0.0);
}

/// At the first step the student's logits are near 0: at T = 2 the soft loss is near 4·KL(p‖uniform), p being the
/// rows' probabilities to the power of 1/2.
#[test]
fn the_probabilities_come_back_at_temperature_1() {
    let log = run(&mut engine(&soft(), &toy::soft_csv(3, 30))).unwrap();
    let roots = [0.85_f64.sqrt(), 0.075_f64.sqrt(), 0.075_f64.sqrt()];
    let sum: f64 = roots.iter().sum();
    let expected: f64 = 4.0 * roots.iter().map(|r| r / sum * (3.0 * r / sum).ln()).sum::<f64>();
    assert_close("the first soft loss", &[log.steps(Phase::Student)[0].parts[0].value], &[expected], 0.1);
}

/// Labels of their own beside the probabilities: then the probabilities can be judged.
#[test]
fn soft_labels_beside_labels_get_a_card() {
    let rows = toy::rows(3, 30);
    let line = |(text, label): &(String, usize)| {
        let share = |class| if class == *label { 0.8 } else { 0.1 };
        format!("{text},{},{},{},{}\n", toy::CLASSES[*label], share(0), share(1), share(2))
    };
    let header = format!("text,label,p:{},p:{},p:{}\n", toy::CLASSES[0], toy::CLASSES[1], toy::CLASSES[2]);
    let csv = header + &rows.iter().map(line).collect::<String>();
    let log = run(&mut engine(&soft(), &csv)).unwrap();
    assert_close("their accuracy", &[log.card().unwrap().metrics.accuracy], &[1.0], 0.0);
}

#[test]
fn a_recipe_that_wants_them_says_what_is_missing() {
    let csv = toy::csv(3, 30);
    let Err(error) = load(&soft(), "toy.csv", None, csv.as_bytes()) else { panic!("there are no soft labels") };
    assert!(matches!(error, EngineError::Recipe(_)), "{error}");
    let report = ErrorReport::from(error);
    assert_eq!(report.code, ErrorCode::SoftLabel);
    assert!(report.hint.contains("p:<class>"), "{report}");
}
