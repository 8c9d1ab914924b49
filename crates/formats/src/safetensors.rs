//! The safetensors container by its own crate.

use crate::FormatError;
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use std::collections::HashMap;
use stillroom_models::NamedTensor;

/// Writes f32 tensors, little-endian, with `metadata` in the header.
///
/// # Errors
/// [`FormatError::Safetensors`] if a shape and its values disagree, and if there is no tensor: of that the crate makes a
/// file that nobody reads.
pub fn to_safetensors(tensors: &[NamedTensor], metadata: &[(&str, &str)]) -> Result<Vec<u8>, FormatError> {
    check_any(tensors.len())?;
    let bytes: Vec<Vec<u8>> = tensors.iter().map(|t| t.values.iter().flat_map(|v| v.to_le_bytes()).collect()).collect();
    let views = tensors
        .iter()
        .zip(&bytes)
        .map(|(t, b)| Ok((t.name.clone(), TensorView::new(Dtype::F32, t.shape.clone(), b).map_err(|e| fault(&e))?)))
        .collect::<Result<Vec<_>, FormatError>>()?;
    let metadata: HashMap<_, _> = metadata.iter().map(|&(k, v)| (k.to_owned(), v.to_owned())).collect();
    serialize(views, Some(metadata)).map_err(|e| fault(&e))
}

/// Reads all tensors of a file.
///
/// # Errors
/// [`FormatError::Safetensors`] if the file is damaged or empty, [`FormatError::Dtype`] if a tensor is not f32.
pub fn from_safetensors(bytes: &[u8]) -> Result<Vec<NamedTensor>, FormatError> {
    let file = SafeTensors::deserialize(bytes).map_err(|e| fault(&e))?;
    check_any(file.len())?;
    file.tensors().into_iter().map(|(name, view)| read(name, &view)).collect()
}

fn read(name: String, view: &TensorView<'_>) -> Result<NamedTensor, FormatError> {
    if view.dtype() != Dtype::F32 {
        return Err(FormatError::Dtype { name, dtype: format!("{:?}", view.dtype()) });
    }
    let values = view.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    Ok(NamedTensor { name, shape: view.shape().to_vec(), values })
}

fn check_any(tensors: usize) -> Result<(), FormatError> {
    if tensors == 0 { Err(fault(&"it holds no tensor")) } else { Ok(()) }
}

fn fault(why: &impl std::fmt::Display) -> FormatError {
    FormatError::Safetensors { file: "model.safetensors".into(), why: why.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tensor() -> NamedTensor {
        NamedTensor { name: "a".into(), shape: vec![2, 1], values: vec![1.5, -0.0] }
    }

    #[test]
    fn comes_back_bit_for_bit() {
        let bytes = to_safetensors(&[tensor()], &[("format", "stillroom")]).unwrap();
        assert_eq!(from_safetensors(&bytes).unwrap(), [tensor()]);
    }

    #[test]
    fn a_cut_file_is_an_error() {
        let bytes = to_safetensors(&[tensor()], &[]).unwrap();
        (0..bytes.len()).for_each(|n| assert!(from_safetensors(&bytes[..n]).is_err(), "{n} bytes were accepted"));
    }

    #[test]
    fn no_tensor_is_an_error_both_ways() {
        let error = from_safetensors(b"\x08\0\0\0\0\0\0\0{}      ").unwrap_err();
        assert!(error.to_string().contains("no tensor"), "{error}");
        assert!(to_safetensors(&[], &[("format", "stillroom")]).is_err());
    }

    #[test]
    fn a_shape_that_does_not_fit_is_an_error() {
        let wrong = NamedTensor { shape: vec![3], ..tensor() };
        assert!(to_safetensors(&[wrong], &[]).is_err());
    }
}
