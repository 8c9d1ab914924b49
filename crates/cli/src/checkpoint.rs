//! Models of others, from a folder or a file.

use crate::file::FileSource;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use stillroom_engine::PretrainedModel;
use stillroom_spec::ErrorReport;

/// What a GGUF file begins with.
const GGUF: [u8; 4] = *b"GGUF";

/// Opens a model in any format that is known: a folder with `config.json` and safetensors as Hugging Face's libraries
/// write it, or a GGUF file.
///
/// # Errors
/// If there is no such model, or one that is not read.
pub fn open(path: &Path) -> Result<PretrainedModel> {
    if !path.exists() {
        bail!("`{}` is not there", path.display());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let model = if path.is_dir() {
        PretrainedModel::from_files(&name, |file| FileSource::open(&path.join(file)).ok())
    } else if is_gguf(path) {
        PretrainedModel::from_gguf(&name, FileSource::open(path)?)
    } else {
        let known = "name a folder with config.json and model.safetensors, or a GGUF file";
        bail!("`{}` is no model: {known}", path.display())
    };
    model.map_err(ErrorReport::from).with_context(|| path.display().to_string())
}

fn is_gguf(path: &Path) -> bool {
    let mut start = [0; 4];
    File::open(path).is_ok_and(|mut file| file.read_exact(&mut start).is_ok()) && start == GGUF
}
