//! The teacher's report card.

use crate::support::{recipe, run_toy, teacher_train};
use stillroom_spec::{Report, TeacherWarning};

#[test]
fn a_good_teacher_is_not_warned_about() {
    let mut recipe = recipe();
    teacher_train(&mut recipe).epochs = 10;
    recipe.student.train.epochs = 1;
    recipe.student.train.learning_rate = 1e-4;
    let log = run_toy(&recipe);
    let card = log.card().unwrap();
    assert!(card.warnings.is_empty(), "{card:?}");
    assert!(card.metrics.accuracy > card.control_accuracy.unwrap());
    assert_eq!(card.metrics.rows, log.done().data.split.validation);
}

/// A teacher that learns nothing: its rate is next to zero.
#[test]
fn a_useless_teacher_is_warned_about_before_distillation() {
    let mut recipe = recipe();
    let train = teacher_train(&mut recipe);
    (train.epochs, train.learning_rate) = (1, 1e-8);
    recipe.student.train.epochs = 10;
    let log = run_toy(&recipe);
    let card = log.card().unwrap();
    assert!(card.warnings.contains(&TeacherWarning::NoBetterThanControl), "{card:?}");
    let place = |wanted: fn(&Report) -> bool| log.all.iter().position(wanted).unwrap();
    let card = place(|r| matches!(r, Report::Card(_)));
    let student = place(|r| matches!(r, Report::Phase { phase: stillroom_spec::Phase::Student, .. }));
    assert!(card < student);
}

/// Four fifths of the rows are in one class, and the teacher learns nothing but that.
#[test]
fn a_teacher_that_says_the_most_frequent_class_is_warned_about() {
    use stillroom_testkit::toy;
    let mut recipe = recipe();
    let train = teacher_train(&mut recipe);
    (train.epochs, train.learning_rate) = (1, 1e-8);
    let rare = toy::csv(2, 10);
    let common: String = (0..80).map(|row| format!("one word and another {row},{}\n", toy::CLASSES[0])).collect();
    let log = crate::support::run(&mut crate::support::engine(&recipe, &(rare + &common))).unwrap();
    let card = log.card().unwrap();
    assert!(card.majority_accuracy > 0.8, "{card:?}");
    assert!(card.warnings.contains(&TeacherWarning::NoBetterThanMajority), "{card:?}");
}
