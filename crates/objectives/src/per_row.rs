//! Any objective of a recipe, row by row.

use crate::{
    ObjectiveError, adaptive_kl, dist, dkd, forward_kl, hard, jsd, logit_mse, reverse_kl, skew_kl, skew_reverse_kl, tvd,
};
use burn::tensor::{Int, Tensor};
use stillroom_spec::Objective;

/// What an objective may look at.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// Student logits `[rows, classes]`.
    pub student: Tensor<2>,
    /// Teacher logits `[rows, classes]`, where there is a teacher.
    pub teacher: Option<Tensor<2>>,
    /// Class ids `[rows]`.
    pub labels: Tensor<1, Int>,
}

/// Loss of each row `[rows]`, before any weight; all rows count.
///
/// # Errors
/// [`ObjectiveError::MissingTeacher`] if the objective is soft and `inputs` has no teacher.
pub fn per_row(objective: &Objective, inputs: &Inputs) -> Result<Tensor<1>, ObjectiveError> {
    per_valid_row(objective, inputs, None)
}

/// [`per_row`] where only the rows of a mask `[rows]` count. The rows left out have a loss too: multiply by the mask.
///
/// The mask matters within an objective only for `dist`, which looks along the batch.
///
/// # Errors
/// As [`per_row`].
pub fn per_valid_row(
    objective: &Objective,
    inputs: &Inputs,
    mask: Option<&Tensor<1>>,
) -> Result<Tensor<1>, ObjectiveError> {
    if let Objective::Hard {} = objective {
        return Ok(hard(inputs.student.clone(), inputs.labels.clone()));
    }
    let teacher = inputs.teacher.clone().ok_or(ObjectiveError::MissingTeacher(objective.name()))?.inner();
    let student = inputs.student.clone();
    Ok(match *objective {
        Objective::Hard {} => hard(student, inputs.labels.clone()),
        Objective::ForwardKl { temperature } => forward_kl(teacher, student, temperature),
        Objective::ReverseKl { temperature } => reverse_kl(teacher, student, temperature),
        Objective::Jsd { beta, temperature } => jsd(teacher, student, beta, temperature),
        Objective::SkewKl { lambda, temperature } => skew_kl(teacher, student, lambda, temperature),
        Objective::SkewReverseKl { lambda, temperature } => skew_reverse_kl(teacher, student, lambda, temperature),
        Objective::Tvd { temperature } => tvd(teacher, student, temperature),
        Objective::AdaptiveKl { mu, temperature } => adaptive_kl(teacher, student, mu, temperature),
        Objective::Dist { beta, gamma, temperature } => dist(teacher, student, mask.cloned(), beta, gamma, temperature),
        Objective::LogitMse {} => logit_mse(teacher, student),
        Objective::Dkd { alpha, beta, temperature } => {
            dkd(teacher, student, inputs.labels.clone(), alpha, beta, temperature)
        }
        Objective::Uld { .. }
        | Objective::HiddenCosine {}
        | Objective::HiddenMse { .. }
        | Objective::Attention { .. }
        | Objective::Relation { .. }
        | Objective::SequenceLevel {} => return Err(ObjectiveError::NotByLogits(objective.name())),
    })
}
