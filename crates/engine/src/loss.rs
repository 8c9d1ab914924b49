//! The weighted sum of objectives over a batch.

use crate::EngineError;
use burn::tensor::{Int, Tensor};
use stillroom_objectives::{Inputs, per_row};
use stillroom_spec::WeightedObjective;

/// A loss to go back from, and what it is made of.
pub(crate) struct Loss {
    /// Weighted sum over terms and rows, divided by the rows of the window `[1]`.
    pub(crate) total: Tensor<1>,
    /// Each term's share of its unweighted mean over the window `[1]`.
    pub(crate) parts: Vec<Tensor<1>>,
}

/// Loss of one micro-batch of a window of `window` rows.
///
/// Dividing by the window, not by the micro-batch, keeps short micro-batches from weighing too much.
///
/// # Shapes
/// `student`, `teacher`: `[rows, classes]` logits; `labels`: `[rows]`.
pub(crate) fn weighted(
    terms: &[WeightedObjective],
    student: &Tensor<2>,
    teacher: Option<&Tensor<2>>,
    labels: &Tensor<1, Int>,
    window: usize,
) -> Result<Loss, EngineError> {
    let inputs = Inputs { student: student.clone(), teacher: teacher.cloned(), labels: labels.clone() };
    let parts = terms
        .iter()
        .map(|term| Ok(per_row(&term.objective, &inputs)?.sum().div_scalar(window as f64)))
        .collect::<Result<Vec<Tensor<1>>, EngineError>>()?;
    let total = terms.iter().zip(&parts).map(|(term, part)| part.clone().mul_scalar(term.weight)).reduce(|a, b| a + b);
    let total = total.ok_or(EngineError::State("the recipe has no objective"))?;
    Ok(Loss { total, parts: parts.into_iter().map(Tensor::detach).collect() })
}

#[cfg(test)]
mod tests;
