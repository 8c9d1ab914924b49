//! The terms of the loss at one step.

use stillroom_spec::{LanguageTerm, Objective, WeightedObjective};

/// The terms with the weights and temperatures of `step` (from 0) of `steps`.
pub(crate) fn at_step(terms: &[LanguageTerm], step: usize, steps: usize) -> Vec<WeightedObjective> {
    let now = |term: &LanguageTerm| WeightedObjective {
        weight: term.weight.at(step, steps),
        objective: match term.temperature {
            Some(course) => term.objective.at_temperature(course.at(step, steps)),
            None => term.objective.clone(),
        },
    };
    terms.iter().map(now).collect()
}

/// The control's loss, and a teacher's.
pub(crate) fn hard_alone() -> Vec<LanguageTerm> {
    let weight = stillroom_spec::Course::Constant { value: 1.0 };
    vec![LanguageTerm { weight, temperature: None, objective: Objective::Hard {} }]
}
