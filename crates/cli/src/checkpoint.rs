//! Models of others, from a folder or a file.

use crate::licence;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use stillroom_formats::{Checkpoint, CheckpointError, GgufError, GgufFile, gguf_tokenizer_json, hugging_face_shards};
use stillroom_spec::ErrorReport;

/// What a GGUF file begins with.
const GGUF: [u8; 4] = *b"GGUF";

/// A model as it lies on the disk.
pub struct OpenedModel {
    pub checkpoint: Checkpoint,
    /// Bytes of its weights.
    pub bytes: usize,
    /// Tensors that serve no purpose here.
    pub passed_over: Vec<String>,
    /// A `tokenizer.json` of what the model's file holds; none where the tokenizer has a file of its own.
    pub tokenizer: Option<Result<String, GgufError>>,
    pub licence: Option<String>,
}

/// Reads a model in any format that is known: a folder with `config.json` and safetensors as Hugging Face's libraries
/// write it, or a GGUF file.
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
    if is_gguf(path) {
        return gguf(path).with_context(|| path.display().to_string());
    }
    let known = "name a folder with config.json and model.safetensors, or a GGUF file";
    bail!("`{}` is no model: {known}", path.display())
}

fn hugging_face(folder: &Path) -> Result<OpenedModel> {
    let file = |name: &str| fs::read(folder.join(name)).ok();
    let config = file("config.json").ok_or_else(|| CheckpointError::MissingFile("config.json".into()));
    let config = config.map_err(ErrorReport::from)?;
    let shards = hugging_face_shards(file).map_err(ErrorReport::from)?;
    let shards: Vec<&[u8]> = shards.iter().map(Vec::as_slice).collect();
    let checkpoint = Checkpoint::from_hugging_face(&config, &shards).map_err(ErrorReport::from)?;
    let passed_over = Checkpoint::passed_over(&config, &shards).map_err(ErrorReport::from)?;
    let bytes = shards.iter().map(|shard| shard.len()).sum();
    Ok(OpenedModel { checkpoint, bytes, passed_over, tokenizer: None, licence: licence::of_folder(folder) })
}

fn gguf(path: &Path) -> Result<OpenedModel> {
    let bytes = fs::read(path)?;
    let file = GgufFile::open(&bytes).map_err(ErrorReport::from)?;
    let checkpoint = Checkpoint::Decoder(file.checkpoint().map_err(ErrorReport::from)?);
    let licence = file.metadata("general.license").and_then(|value| value.as_text()).map(str::to_owned);
    let tokenizer = Some(gguf_tokenizer_json(&file));
    Ok(OpenedModel { checkpoint, bytes: bytes.len(), passed_over: Vec::new(), tokenizer, licence })
}

fn is_gguf(path: &Path) -> bool {
    let mut start = [0; 4];
    File::open(path).is_ok_and(|mut file| file.read_exact(&mut start).is_ok()) && start == GGUF
}
