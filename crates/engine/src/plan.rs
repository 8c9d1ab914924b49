//! What a run does, in order.

use std::collections::VecDeque;
use stillroom_spec::{Recipe, TeacherRecipe};

/// Which of the three models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Teacher,
    Student,
    Control,
}

/// A piece of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    /// Train the tokenizer of the teacher or the student and encode all rows.
    Encode(Role),
    /// Train a model of a pair.
    Train(Role, usize),
    /// Ask the teacher about every row.
    Consult,
    /// Judge the teacher.
    Card,
    /// Ask a trained model about the test split.
    Score(Role),
    /// Time a model.
    Measure(Role),
    /// Sum up.
    Verdict,
}

/// All tasks of a recipe, on rows that have labels of their own or not.
///
/// The first control is trained before the first student, so that the report card can say whether the
/// teacher knows more than the student would learn alone. Where the labels are the soft labels' largest,
/// there is nothing to judge the soft labels by, and no card.
pub(crate) fn plan(recipe: &Recipe, labelled: bool) -> VecDeque<Task> {
    use Role::{Control, Student, Teacher};
    let trained = matches!(recipe.teacher, TeacherRecipe::Train { .. });
    let mut tasks = Vec::new();
    if trained {
        tasks.extend([Task::Encode(Teacher), Task::Encode(Student), Task::Train(Teacher, 0), Task::Consult]);
    } else {
        tasks.push(Task::Encode(Student));
    }
    tasks.push(Task::Train(Control, 0));
    tasks.extend((trained || labelled).then_some(Task::Card));
    tasks.push(Task::Train(Student, 0));
    tasks
        .extend((1..recipe.evaluation.pairs).flat_map(|pair| [Task::Train(Student, pair), Task::Train(Control, pair)]));
    let judged = [Teacher, Student, Control].into_iter().filter(|&r| trained || r != Teacher);
    tasks.extend(judged.clone().map(Task::Score));
    tasks.extend(judged.map(Task::Measure));
    tasks.push(Task::Verdict);
    tasks.into()
}

#[cfg(test)]
mod tests;
