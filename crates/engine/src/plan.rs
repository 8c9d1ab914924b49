//! What a run does, in order.

use std::collections::VecDeque;
use stillroom_spec::{Recipe, TeacherRecipe, Tuning};

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
    /// Put the pretrained teacher on the device.
    Fetch,
    /// Compute what the head of the pretrained teacher reads.
    Read,
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
    let trained = !matches!(recipe.teacher, TeacherRecipe::SoftLabels {});
    let mut tasks = Vec::new();
    tasks.extend(trained.then_some(Task::Encode(Teacher)));
    tasks.push(Task::Encode(Student));
    tasks.extend(schooling(&recipe.teacher));
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

/// What makes the teacher ready, and asks it.
fn schooling(teacher: &TeacherRecipe) -> Vec<Task> {
    let train = Task::Train(Role::Teacher, 0);
    match teacher {
        TeacherRecipe::Train { .. } => vec![train, Task::Consult],
        TeacherRecipe::Pretrained { tuning: Tuning::None {}, .. } => vec![Task::Fetch, Task::Consult],
        TeacherRecipe::Pretrained { tuning: Tuning::Head {}, .. } => {
            vec![Task::Fetch, Task::Read, train, Task::Consult]
        }
        TeacherRecipe::Pretrained { .. } => vec![Task::Fetch, train, Task::Consult],
        TeacherRecipe::SoftLabels {} => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
