use crate::{Inputs, ObjectiveError, per_valid_row, window_mean};
use burn::tensor::Tensor;
use stillroom_spec::WeightedObjective;

/// A loss to go back from, and what it is made of.
#[derive(Debug, Clone)]
pub struct Loss {
    /// Weighted sum of the terms `[1]`.
    pub total: Tensor<1>,
    /// Each term without its weight, and without a gradient `[1]`.
    pub parts: Vec<Tensor<1>>,
}

/// A micro-batch's (or a chunk's) share of the weighted sum of objectives over a window.
///
/// # Shapes
/// `mask`: `[rows]`, all rows of `inputs` if there is none; `valid`: rows of the whole window that count.
///
/// # Errors
/// [`ObjectiveError::MissingTeacher`] if a term is soft and there is no teacher, [`ObjectiveError::NoTerms`].
pub fn weighted(
    terms: &[WeightedObjective],
    inputs: &Inputs,
    mask: Option<&Tensor<1>>,
    valid: usize,
) -> Result<Loss, ObjectiveError> {
    let share = |term: &WeightedObjective| {
        per_valid_row(&term.objective, inputs, mask).map(|rows| window_mean(rows, mask.cloned(), valid))
    };
    let parts = terms.iter().map(share).collect::<Result<Vec<_>, _>>()?;
    let total = terms.iter().zip(&parts).map(|(term, part)| part.clone().mul_scalar(term.weight)).reduce(|a, b| a + b);
    let total = total.ok_or(ObjectiveError::NoTerms)?;
    Ok(Loss { total, parts: parts.into_iter().map(Tensor::detach).collect() })
}
