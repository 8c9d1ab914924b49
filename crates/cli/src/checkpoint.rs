//! Models of others, from a folder or a file.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use stillroom_formats::{Checkpoint, CheckpointError, hugging_face_shards};
use stillroom_spec::ErrorReport;

/// A model as it lies on the disk.
pub struct OpenedModel {
    pub checkpoint: Checkpoint,
    /// Bytes of its weights.
    pub bytes: usize,
    /// Tensors that serve no purpose here.
    pub passed_over: Vec<String>,
}

/// Reads a model in any format that is known: a folder with `config.json` and safetensors as Hugging Face's libraries
/// write it. A further format is a further line here.
///
/// # Errors
/// If there is no such model, or one that is not read.
pub fn open(path: &Path) -> Result<OpenedModel> {
    if path.is_dir() {
        return hugging_face(path).with_context(|| path.display().to_string());
    }
    if !path.exists() {
        bail!("`{}` is not there", path.display());
    }
    bail!("`{}` is no model: name a folder with config.json and model.safetensors", path.display())
}

fn hugging_face(folder: &Path) -> Result<OpenedModel> {
    let file = |name: &str| fs::read(folder.join(name)).ok();
    let config = file("config.json").ok_or_else(|| CheckpointError::MissingFile("config.json".into()));
    let config = config.map_err(ErrorReport::from)?;
    let shards = hugging_face_shards(file).map_err(ErrorReport::from)?;
    let shards: Vec<&[u8]> = shards.iter().map(Vec::as_slice).collect();
    let checkpoint = Checkpoint::from_hugging_face(&config, &shards).map_err(ErrorReport::from)?;
    let passed_over = Checkpoint::passed_over(&config, &shards).map_err(ErrorReport::from)?;
    Ok(OpenedModel { checkpoint, bytes: shards.iter().map(|shard| shard.len()).sum(), passed_over })
}
