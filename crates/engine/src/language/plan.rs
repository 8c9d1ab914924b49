//! What a language-model run does, in order.

use std::collections::VecDeque;
use stillroom_spec::LanguageRecipe;

/// Which of the models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// By number.
    Teacher(usize),
    /// By pair.
    Student(usize),
    /// By pair.
    Control(usize),
}

/// A piece of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Job {
    /// Train the tokenizers, or take the teacher's, and cut the text into blocks.
    Read,
    /// Take a teacher that was trained elsewhere as it is, by number.
    Load(usize),
    /// Train a model.
    Train(Role),
    /// Judge the teachers.
    Card,
    /// Choose the cache's size, then fill it.
    OpenCache,
    /// Keep the teachers' outputs of some more blocks.
    FillCache,
    /// Judge a trained model on the test text.
    Score(Role),
    /// Let a trained model write, and time it.
    Measure(Role),
    /// Sum up.
    Verdict,
}

/// All jobs of a recipe. The first control is trained before the first student, so that the card can say whether the
/// teachers know more than the student would learn alone; a control that is given its student's time comes after it.
pub(crate) fn plan(recipe: &LanguageRecipe) -> VecDeque<Job> {
    let teachers: Vec<Role> = (0..recipe.teachers.len()).map(Role::Teacher).collect();
    let pairs = recipe.evaluation.pairs;
    let control_first = recipe.evaluation.control_time.is_none();
    let control = || [Job::Train(Role::Control(0))].into_iter();
    let mut jobs = vec![Job::Read];
    jobs.extend((0..recipe.teachers.len()).map(|number| first_job(recipe, number)));
    jobs.extend(control().filter(|_| control_first));
    jobs.push(Job::Card);
    jobs.extend(recipe.student.cache.as_ref().map(|_| Job::OpenCache));
    jobs.push(Job::Train(Role::Student(0)));
    jobs.extend(control().filter(|_| !control_first));
    jobs.extend((1..pairs).flat_map(|pair| [Job::Train(Role::Student(pair)), Job::Train(Role::Control(pair))]));
    let learners = (0..pairs).flat_map(|pair| [Role::Student(pair), Role::Control(pair)]);
    jobs.extend(teachers.iter().copied().chain(learners).map(Job::Score));
    jobs.extend(teachers.into_iter().chain([Role::Student(0), Role::Control(0)]).map(Job::Measure));
    jobs.push(Job::Verdict);
    jobs.into()
}

/// How a teacher comes by its weights.
fn first_job(recipe: &LanguageRecipe, number: usize) -> Job {
    match recipe.teachers[number].training() {
        Some(_) => Job::Train(Role::Teacher(number)),
        None => Job::Load(number),
    }
}
