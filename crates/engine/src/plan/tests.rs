use super::Role::{Control, Student, Teacher};
use super::*;

fn tasks(teacher: bool, labelled: bool, pairs: usize) -> Vec<Task> {
    let mut recipe = stillroom_testkit::toy::recipe();
    recipe.evaluation.pairs = pairs;
    if !teacher {
        recipe.teacher = TeacherRecipe::SoftLabels {};
    }
    plan(&recipe, labelled).into()
}

fn place(tasks: &[Task], task: Task) -> usize {
    tasks.iter().position(|t| *t == task).unwrap_or_else(|| panic!("{task:?} is not planned"))
}

#[test]
fn the_card_comes_before_any_distillation() {
    for tasks in [tasks(true, true, 3), tasks(false, true, 3)] {
        let card = place(&tasks, Task::Card);
        assert!(place(&tasks, Task::Train(Control, 0)) < card);
        assert!((0..3).all(|pair| place(&tasks, Task::Train(Student, pair)) > card));
    }
}

#[test]
fn every_pair_has_a_student_and_a_control() {
    let tasks = tasks(true, true, 4);
    for role in [Student, Control] {
        let count = tasks.iter().filter(|t| matches!(t, Task::Train(r, _) if *r == role)).count();
        assert_eq!(count, 4, "{role:?}");
    }
    assert_eq!(tasks.last(), Some(&Task::Verdict));
}

#[test]
fn soft_labels_train_no_teacher() {
    let tasks = tasks(false, true, 1);
    let of_teacher = [Task::Train(Teacher, 0), Task::Encode(Teacher), Task::Consult, Task::Score(Teacher)];
    assert!(of_teacher.iter().all(|task| !tasks.contains(task)), "{tasks:?}");
}

#[test]
fn soft_labels_are_not_judged_by_themselves() {
    assert!(!tasks(false, false, 1).contains(&Task::Card));
}
