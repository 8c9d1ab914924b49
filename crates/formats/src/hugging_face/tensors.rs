//! Tensors of one or more safetensors files, by name.

use super::container::{Header, Listed, header};
use super::error::CheckpointError;
use super::naming::Naming;
use crate::encoding::Encoding;
use crate::slot::Slot;
use crate::source::Source;
use crate::stored::Place;
use safetensors::tensor::Dtype;
use std::collections::HashSet;

/// Longest part of a name that is shown, in characters.
const SHOWN: usize = 100;

pub(super) struct Tensors {
    files: Vec<Header>,
    naming: Naming,
}

impl Tensors {
    pub(super) fn open(shards: &[Source<'_>], naming: Naming) -> Result<Self, CheckpointError> {
        let open = |(at, source): (usize, &Source<'_>)| {
            let fault = |why| CheckpointError::Safetensors { file: file_name(at, shards.len()), why };
            header(source).map_err(fault)
        };
        Ok(Self { files: shards.iter().enumerate().map(open).collect::<Result<_, _>>()?, naming })
    }

    /// Every slot's place, if each weight of the files has one.
    pub(super) fn places(&self, slots: Vec<Slot>) -> Result<Vec<Place>, CheckpointError> {
        let known: HashSet<String> = slots.iter().map(|slot| slot.theirs.clone()).collect();
        let places = slots.into_iter().map(|slot| self.place(slot)).collect::<Result<_, _>>()?;
        self.check_used(&known)?;
        Ok(places)
    }

    /// Names that are left out on purpose.
    pub(super) fn passed_over(&self, slots: &[Slot]) -> Vec<String> {
        let known: HashSet<&str> = slots.iter().map(|slot| slot.theirs.as_str()).collect();
        let left =
            self.names().filter(|name| self.naming.is_passed_over(name) && !known.contains(&*self.naming.bare(name)));
        let mut left: Vec<String> = left.map(|name| name.chars().take(SHOWN).collect()).collect();
        left.sort();
        left
    }

    fn place(&self, slot: Slot) -> Result<Place, CheckpointError> {
        let (file, listed) = self.find(&slot.theirs).ok_or_else(|| CheckpointError::Missing(slot.theirs.clone()))?;
        let (found, expected) = (listed.shape.clone(), slot.their_shape());
        if found != expected {
            return Err(CheckpointError::Shape { name: slot.theirs.clone(), found, expected });
        }
        let encoding = encoding(&slot.theirs, listed.dtype)?;
        Ok(Place { slot, file, start: listed.start, encoding })
    }

    fn check_used(&self, known: &HashSet<String>) -> Result<(), CheckpointError> {
        let placed = |name: &str| known.contains(&self.naming.bare(name)) || self.naming.is_passed_over(name);
        match self.names().find(|name| !placed(name)) {
            Some(name) => Err(CheckpointError::Unused(name.chars().take(SHOWN).collect())),
            None => Ok(()),
        }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().flat_map(|file| file.keys().map(String::as_str))
    }

    fn find(&self, name: &str) -> Option<(usize, &Listed)> {
        let within = |name: &String| self.files.iter().enumerate().find_map(|(at, file)| Some((at, file.get(name)?)));
        self.naming.spellings(name).iter().find_map(within)
    }
}

fn encoding(name: &str, dtype: Dtype) -> Result<Encoding, CheckpointError> {
    match dtype {
        Dtype::F32 => Ok(Encoding::F32),
        Dtype::F16 => Ok(Encoding::F16),
        Dtype::BF16 => Ok(Encoding::BF16),
        other => Err(CheckpointError::Dtype { name: name.into(), dtype: format!("{other:?}") }),
    }
}

/// As Hugging Face names the parts of a checkpoint.
fn file_name(at: usize, of: usize) -> String {
    if of == 1 { "model.safetensors".into() } else { format!("model-{:05}-of-{of:05}.safetensors", at + 1) }
}
