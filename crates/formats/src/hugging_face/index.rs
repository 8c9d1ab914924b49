//! Weights in several files: `model.safetensors.index.json` says which of them holds which tensor.

use super::container::header;
use super::error::{CheckpointError, INDEX, WEIGHTS};
use crate::source::{ReadAt, read_whole};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Most files of one model.
const MOST_FILES: usize = 4096;
/// Largest index, in bytes.
const LONGEST: u64 = 1 << 26;
/// Longest name of a file, in bytes.
const LONGEST_NAME: usize = 255;
/// What every file of weights is called at its end.
const END: &str = ".safetensors";

/// Which file holds which tensor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShardIndex {
    files: Vec<String>,
    places: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Raw {
    weight_map: BTreeMap<String, String>,
}

impl ShardIndex {
    /// Reads `model.safetensors.index.json`.
    ///
    /// # Errors
    /// [`CheckpointError::Index`] if it is no such list, lists nothing, or names what is no file of weights beside it:
    /// a path, another index.
    pub fn read(index: &[u8]) -> Result<Self, CheckpointError> {
        let wrong = |e: serde_json::Error| CheckpointError::Index(e.to_string());
        let places = serde_json::from_slice::<Raw>(index).map_err(wrong)?.weight_map;
        let files: BTreeSet<String> = places.values().cloned().collect();
        files.iter().try_for_each(|file| check_name(file))?;
        match files.len() {
            0 => Err(CheckpointError::Index("its `weight_map` lists no tensor".into())),
            1..=MOST_FILES => Ok(Self { files: files.into_iter().collect(), places }),
            many => Err(CheckpointError::Index(format!("it names {many} files, more than {MOST_FILES}"))),
        }
    }

    /// Names of the files that are needed, each once, in order; all lie beside the index.
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// Checks that a file holds the tensors that it is listed for.
    ///
    /// # Errors
    /// [`CheckpointError::Safetensors`] and [`CheckpointError::Index`], naming the file.
    pub fn check(&self, file: &str, source: &(impl ReadAt + ?Sized)) -> Result<(), CheckpointError> {
        let held = header(source).map_err(|why| CheckpointError::Safetensors { file: file.into(), why })?;
        let mut listed = self.places.iter().filter(|(_, place)| *place == file);
        match listed.find(|(tensor, _)| !held.contains_key(*tensor)) {
            Some((tensor, _)) => Err(CheckpointError::Index(format!("`{file}` does not hold the tensor `{tensor}`"))),
            None => Ok(()),
        }
    }
}

/// The weights of a model as one or more safetensors files: `model.safetensors`, or those that
/// `model.safetensors.index.json` lists.
///
/// `file` gives the bytes of a name in the model's folder, or where they are; only the headers are read.
///
/// # Errors
/// [`CheckpointError::MissingFile`], and as [`ShardIndex`].
pub fn hugging_face_shards<S: ReadAt>(mut file: impl FnMut(&str) -> Option<S>) -> Result<Vec<S>, CheckpointError> {
    if let Some(whole) = file(WEIGHTS) {
        return Ok(vec![whole]);
    }
    let index = file(INDEX).ok_or_else(|| CheckpointError::MissingFile(WEIGHTS.into()))?;
    let index = ShardIndex::read(&read_whole(&index, LONGEST).map_err(CheckpointError::Index)?)?;
    let shard = |name: &String| {
        let source = file(name).ok_or_else(|| CheckpointError::MissingFile(name.clone()))?;
        index.check(name, &source)?;
        Ok(source)
    };
    index.files().iter().map(shard).collect()
}

/// A plain name of a safetensors file: no path leads out of the folder, and no index leads to another.
fn check_name(name: &str) -> Result<(), CheckpointError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if name.len() <= LONGEST_NAME && name.ends_with(END) && name.chars().all(plain) && !name.starts_with('.') {
        return Ok(());
    }
    let shown: String = name.chars().take(100).collect();
    Err(CheckpointError::Index(format!("it names `{shown}`, which is no safetensors file beside it")))
}
