//! Tensors of one or more safetensors files, by name.

use super::error::CheckpointError;
use super::family::Family;
use super::names::{HEAD, prefix};
use super::slot::Slot;
use half::{bf16, f16};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::HashSet;
use stillroom_models::NamedTensor;

/// Ends of names whose tensors are no weights: masks and wavelengths that old versions stored.
const BUFFERS: [&str; 3] = [".attn.bias", ".attn.masked_bias", ".rotary_emb.inv_freq"];

/// Longest part of a name that is shown, in characters.
const SHOWN: usize = 100;

pub(super) struct Tensors<'a> {
    files: Vec<SafeTensors<'a>>,
}

impl<'a> Tensors<'a> {
    pub(super) fn open(shards: &[&'a [u8]]) -> Result<Self, CheckpointError> {
        let open = |(at, bytes): (usize, &&'a [u8])| {
            SafeTensors::deserialize(bytes)
                .map_err(|e| CheckpointError::Safetensors { file: file_name(at, shards.len()), why: e.to_string() })
        };
        Ok(Self { files: shards.iter().enumerate().map(open).collect::<Result<_, _>>()? })
    }

    /// The values of one of our tensors.
    pub(super) fn read(&self, slot: &Slot) -> Result<NamedTensor, CheckpointError> {
        let view = self.find(&slot.theirs).ok_or_else(|| CheckpointError::Missing(slot.theirs.clone()))?;
        let (found, expected) = (view.shape().to_vec(), slot.their_shape());
        if found != expected {
            return Err(CheckpointError::Shape { name: slot.theirs.clone(), found, expected });
        }
        let values = floats(&slot.theirs, &view, slot.indices())?;
        Ok(NamedTensor { name: slot.ours.clone(), shape: slot.shape.clone(), values })
    }

    /// Every weight of the files has a place. A copy of the embedding as the head of a tied model is none of them.
    pub(super) fn check_used(&self, slots: &[Slot]) -> Result<(), CheckpointError> {
        let known: HashSet<&str> = slots.iter().map(|slot| slot.theirs.as_str()).chain([HEAD]).collect();
        let placed = |name: &str| known.contains(bare(name)) || BUFFERS.iter().any(|end| name.ends_with(end));
        let mut names = self.files.iter().flat_map(SafeTensors::names);
        match names.find(|name| !placed(name)) {
            Some(name) => Err(CheckpointError::Unused(name.chars().take(SHOWN).collect())),
            None => Ok(()),
        }
    }

    /// A body may be stored by itself, without its prefix.
    fn find(&self, name: &str) -> Option<TensorView<'_>> {
        let prefixed = [prefix(Family::Gpt2), prefix(Family::Llama), ""].map(|prefix| format!("{prefix}{name}"));
        let names = if name == HEAD { &prefixed[2..] } else { &prefixed[..] };
        names.iter().find_map(|name| self.files.iter().find_map(|file| file.tensor(name).ok()))
    }
}

/// The name without the prefix of a body.
fn bare(name: &str) -> &str {
    let prefixes = [prefix(Family::Gpt2), prefix(Family::Llama)];
    prefixes.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name)
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
