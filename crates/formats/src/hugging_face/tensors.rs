//! Tensors of one or more safetensors files, by name.

use super::error::CheckpointError;
use super::naming::Naming;
use crate::slot::Slot;
use half::{bf16, f16};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::HashSet;
use stillroom_models::NamedTensor;

/// Longest part of a name that is shown, in characters.
const SHOWN: usize = 100;

pub(super) struct Tensors<'a> {
    files: Vec<SafeTensors<'a>>,
    naming: Naming,
}

impl<'a> Tensors<'a> {
    pub(super) fn open(shards: &[&'a [u8]], naming: Naming) -> Result<Self, CheckpointError> {
        let open = |(at, bytes): (usize, &&'a [u8])| {
            SafeTensors::deserialize(bytes)
                .map_err(|e| CheckpointError::Safetensors { file: file_name(at, shards.len()), why: e.to_string() })
        };
        Ok(Self { files: shards.iter().enumerate().map(open).collect::<Result<_, _>>()?, naming })
    }

    /// Every slot's tensor, if each weight of the files has a place.
    pub(super) fn read_all(&self, slots: &[Slot]) -> Result<Vec<NamedTensor>, CheckpointError> {
        let weights = slots.iter().map(|slot| self.read(slot)).collect::<Result<_, _>>()?;
        self.check_used(slots)?;
        Ok(weights)
    }

    /// Names that are left out on purpose.
    pub(super) fn passed_over(&self, slots: &[Slot]) -> Vec<String> {
        let known: HashSet<&str> = slots.iter().map(|slot| slot.theirs.as_str()).collect();
        let names = self.files.iter().flat_map(SafeTensors::names);
        let left = names.filter(|name| self.naming.is_passed_over(name) && !known.contains(&*self.naming.bare(name)));
        let mut left: Vec<String> = left.map(|name| name.chars().take(SHOWN).collect()).collect();
        left.sort();
        left
    }

    /// The values of one of our tensors.
    fn read(&self, slot: &Slot) -> Result<NamedTensor, CheckpointError> {
        let view = self.find(&slot.theirs).ok_or_else(|| CheckpointError::Missing(slot.theirs.clone()))?;
        let (found, expected) = (view.shape().to_vec(), slot.their_shape());
        if found != expected {
            return Err(CheckpointError::Shape { name: slot.theirs.clone(), found, expected });
        }
        let values = floats(&slot.theirs, &view, slot.indices())?;
        Ok(NamedTensor { name: slot.ours.clone(), shape: slot.shape.clone(), values })
    }

    fn check_used(&self, slots: &[Slot]) -> Result<(), CheckpointError> {
        let known: HashSet<&str> = slots.iter().map(|slot| slot.theirs.as_str()).collect();
        let placed = |name: &str| known.contains(&*self.naming.bare(name)) || self.naming.is_passed_over(name);
        let mut names = self.files.iter().flat_map(SafeTensors::names);
        match names.find(|name| !placed(name)) {
            Some(name) => Err(CheckpointError::Unused(name.chars().take(SHOWN).collect())),
            None => Ok(()),
        }
    }

    fn find(&self, name: &str) -> Option<TensorView<'_>> {
        let names = self.naming.spellings(name);
        names.iter().find_map(|name| self.files.iter().find_map(|file| file.tensor(name).ok()))
    }
}

/// Values at `indices`, which lie within the view once its shape is the one expected.
fn floats(
    name: &str,
    view: &TensorView<'_>,
    indices: impl Iterator<Item = usize>,
) -> Result<Vec<f32>, CheckpointError> {
    let data = view.data();
    let half = |at: usize| [data[2 * at], data[2 * at + 1]];
    Ok(match view.dtype() {
        Dtype::F32 => {
            let whole = |at: usize| [data[4 * at], data[4 * at + 1], data[4 * at + 2], data[4 * at + 3]];
            indices.map(|at| f32::from_le_bytes(whole(at))).collect()
        }
        Dtype::F16 => indices.map(|at| f16::from_le_bytes(half(at)).to_f32()).collect(),
        Dtype::BF16 => indices.map(|at| bf16::from_le_bytes(half(at)).to_f32()).collect(),
        other => return Err(CheckpointError::Dtype { name: name.into(), dtype: format!("{other:?}") }),
    })
}

/// As Hugging Face names the parts of a checkpoint.
fn file_name(at: usize, of: usize) -> String {
    if of == 1 { "model.safetensors".into() } else { format!("model-{:05}-of-{of:05}.safetensors", at + 1) }
}
