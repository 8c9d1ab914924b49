//! The weights of a model, each to be taken once and in the shape that the model has.

use super::error::OnnxError;
use std::collections::HashMap;
use stillroom_models::NamedTensor;

/// Weights by name that nothing has taken yet.
pub(super) struct Weights<'a> {
    left: HashMap<&'a str, &'a NamedTensor>,
}

impl<'a> Weights<'a> {
    /// # Errors
    /// [`OnnxError::Unused`] for a name that comes twice.
    pub(super) fn new(tensors: &'a [NamedTensor]) -> Result<Self, OnnxError> {
        let mut left = HashMap::new();
        for tensor in tensors {
            if left.insert(tensor.name.as_str(), tensor).is_some() {
                return Err(OnnxError::Unused(tensor.name.clone()));
            }
        }
        Ok(Self { left })
    }

    /// # Errors
    /// [`OnnxError::Missing`], and [`OnnxError::Shape`] if it is not `[rows, columns]` or whatever is asked for.
    pub(super) fn take(&mut self, name: &str, expected: &[usize]) -> Result<&'a NamedTensor, OnnxError> {
        let tensor = self.left.remove(name).ok_or_else(|| OnnxError::Missing(name.into()))?;
        let count = expected.iter().try_fold(1_usize, |count, &extent| count.checked_mul(extent));
        if tensor.shape == expected && count == Some(tensor.values.len()) {
            return Ok(tensor);
        }
        let (found, values) = (tensor.shape.clone(), tensor.values.len());
        Err(OnnxError::Shape { name: name.into(), values, found, expected: expected.into() })
    }

    /// # Errors
    /// [`OnnxError::Unused`] for a tensor that nothing took.
    pub(super) fn all_taken(&self) -> Result<(), OnnxError> {
        match self.left.keys().min() {
            Some(&name) => Err(OnnxError::Unused(name.into())),
            None => Ok(()),
        }
    }
}
