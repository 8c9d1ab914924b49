//! Distillation objectives: logits to a loss, one file each.
//!
//! Teacher and student logits come in as `[rows, classes]`, a loss per row `[rows]` goes out. Nothing here
//! names a model, an optimizer or a schedule. Everything is computed from `log_softmax` in f32, and the
//! teacher is a constant: no gradient flows into it.

mod dkd;
mod forward_kl;
pub mod golden;
mod hard;
mod jsd;
mod logit_mse;
mod reduce;
mod reverse_kl;
mod soften;

pub use dkd::{Decoupled, decoupled, dkd};
pub use forward_kl::forward_kl;
pub use hard::hard;
pub use jsd::jsd;
pub use logit_mse::logit_mse;
pub use reduce::masked_mean;
pub use reverse_kl::reverse_kl;

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

/// Why an objective cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ObjectiveError {
    /// A soft objective without soft targets.
    #[error("the objective `{0}` needs a teacher, and there is none")]
    MissingTeacher(&'static str),
}

/// Loss of each row `[rows]`, before any weight.
///
/// # Errors
/// [`ObjectiveError::MissingTeacher`] if the objective is soft and `inputs` has no teacher.
pub fn per_row(objective: &Objective, inputs: &Inputs) -> Result<Tensor<1>, ObjectiveError> {
    if let Objective::Hard {} = objective {
        return Ok(hard(inputs.student.clone(), inputs.labels.clone()));
    }
    let teacher = inputs.teacher.clone().ok_or(ObjectiveError::MissingTeacher(objective.name()))?.detach();
    let student = inputs.student.clone();
    Ok(match *objective {
        Objective::Hard {} => hard(student, inputs.labels.clone()),
        Objective::ForwardKl { temperature } => forward_kl(teacher, student, temperature),
        Objective::ReverseKl { temperature } => reverse_kl(teacher, student, temperature),
        Objective::Jsd { beta, temperature } => jsd(teacher, student, beta, temperature),
        Objective::LogitMse {} => logit_mse(teacher, student),
        Objective::Dkd { alpha, beta, temperature } => {
            dkd(teacher, student, inputs.labels.clone(), alpha, beta, temperature)
        }
    })
}
