//! `stillroom export`: a model as one file for other programs.

use crate::checkpoint;
use crate::output::print;
use anyhow::{Context, Result};
use clap::ValueEnum;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use stillroom_engine::{EngineError, Exportable, FilesBeside};
use stillroom_formats::from_zip;
use stillroom_spec::ErrorReport;

/// What a zip begins with.
const ZIP: [u8; 4] = *b"PK\x03\x04";

/// Format of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// ONNX with f32 weights, for onnxruntime.
    Onnx,
    /// ONNX with weights of one byte: a third of the size, nearly the same answers.
    OnnxInt8,
    /// GGUF in single precision.
    GgufF32,
    /// GGUF in half precision, for llama.cpp.
    Gguf,
    /// GGUF in blocks of bytes (`Q8_0`).
    GgufQ8,
    /// One web page that runs from disk.
    Html,
    /// The weights by name, as Hugging Face's libraries have them where the model is of a family of theirs.
    Safetensors,
    /// Everything in one zip.
    Zip,
}

impl From<ExportFormat> for stillroom_spec::ExportFormat {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Onnx => Self::Onnx,
            ExportFormat::OnnxInt8 => Self::OnnxInt8,
            ExportFormat::GgufF32 => Self::GgufF32,
            ExportFormat::Gguf => Self::Gguf,
            ExportFormat::GgufQ8 => Self::GgufQ8,
            ExportFormat::Html => Self::Html,
            ExportFormat::Safetensors => Self::Safetensors,
            ExportFormat::Zip => Self::Zip,
        }
    }
}

/// Writes `model` to the file `out`, and prints its size.
///
/// # Errors
/// If the model cannot be read or has no such format, or the file cannot be written.
pub fn run(model: &Path, format: ExportFormat, out: &Path) -> Result<()> {
    let bytes = open(model)?.to(format.into()).map_err(ErrorReport::from)?;
    fs::write(out, &bytes).with_context(|| format!("`{}` cannot be written", out.display()))?;
    print(&format!("{}: {} bytes", out.display(), bytes.len()))
}

fn open(path: &Path) -> Result<Exportable> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let model = if path.is_dir() {
        Exportable::from_files(&name, |file| fs::read(path.join(file)).ok())
    } else if is_zip(path) {
        let bytes = fs::read(path)?;
        let files = from_zip(&bytes).map_err(|e| ErrorReport::from(EngineError::Format(e)));
        Exportable::from_files(&name, files.with_context(|| path.display().to_string())?)
    } else {
        return gguf(path, &name);
    };
    model.map_err(ErrorReport::from).with_context(|| path.display().to_string())
}

fn gguf(path: &Path, name: &str) -> Result<Exportable> {
    let opened = checkpoint::open(path)?;
    let beside = FilesBeside::with_tokenizer(opened.tokenizer_json().ok());
    Ok(Exportable::from_checkpoint(name, opened.into_checkpoint(), beside))
}

fn is_zip(path: &Path) -> bool {
    let mut start = [0; 4];
    File::open(path).is_ok_and(|mut file| file.read_exact(&mut start).is_ok()) && start == ZIP
}
