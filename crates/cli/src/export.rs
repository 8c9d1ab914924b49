//! `stillroom export`: a model as one file for other programs.

use crate::output::print;
use crate::{checkpoint, student};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use stillroom_engine::{EngineError, StudentPackage};
use stillroom_formats::{Checkpoint, OnnxError, OnnxWeights, from_zip, to_safetensors};
use stillroom_spec::ErrorReport;

/// File that only a classifier's package has.
const MANIFEST: &str = "student.json";
/// What a zip begins with.
const ZIP: [u8; 4] = *b"PK\x03\x04";

/// Format of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// ONNX with f32 weights, for onnxruntime.
    Onnx,
    /// ONNX with weights of one byte: a third of the size, nearly the same answers.
    OnnxInt8,
    /// The weights by name, as Hugging Face's libraries have them where the model is of a family of theirs.
    Safetensors,
}

/// A model that can be written.
enum Model {
    Student(Box<StudentPackage>),
    Checkpoint(Box<Checkpoint>),
}

/// Writes `model` to the file `out`, and prints its size.
///
/// # Errors
/// If the model cannot be read or has no such format, or the file cannot be written.
pub fn run(model: &Path, format: ExportFormat, out: &Path) -> Result<()> {
    let bytes = match (open(model)?, format) {
        (model, ExportFormat::Onnx) => onnx(&model, OnnxWeights::F32)?,
        (model, ExportFormat::OnnxInt8) => onnx(&model, OnnxWeights::Int8)?,
        (Model::Student(package), ExportFormat::Safetensors) => {
            to_safetensors(&package.weights, &[("format", "stillroom")]).map_err(ErrorReport::from)?
        }
        (Model::Checkpoint(checkpoint), ExportFormat::Safetensors) => {
            checkpoint.to_hugging_face().map_err(ErrorReport::from)?.weights
        }
    };
    fs::write(out, &bytes).with_context(|| format!("`{}` cannot be written", out.display()))?;
    print(&format!("{}: {} bytes", out.display(), bytes.len()))
}

fn onnx(model: &Model, weights: OnnxWeights) -> Result<Vec<u8>> {
    let written: Result<_, OnnxError> = match model {
        Model::Student(package) => package.to_onnx(weights),
        Model::Checkpoint(checkpoint) => match checkpoint.as_ref() {
            Checkpoint::Decoder(decoder) => decoder.to_onnx(weights),
            Checkpoint::Encoder(_) => bail!("students and decoders are written as ONNX, encoders of others are not"),
        },
    };
    Ok(written.map_err(ErrorReport::from)?)
}

fn open(path: &Path) -> Result<Model> {
    if path.join(MANIFEST).is_file() {
        return Ok(Model::Student(Box::new(student::read(path)?)));
    }
    if is_zip(path) {
        return open_zip(&fs::read(path)?).with_context(|| path.display().to_string());
    }
    Ok(Model::Checkpoint(Box::new(checkpoint::open(path)?.checkpoint)))
}

fn open_zip(bytes: &[u8]) -> Result<Model> {
    let damaged = |e| ErrorReport::from(EngineError::Format(e));
    let mut file = from_zip(bytes).map_err(damaged)?;
    if file(MANIFEST).is_some() {
        return Ok(Model::Student(Box::new(StudentPackage::from_files(file).map_err(damaged)?)));
    }
    Ok(Model::Checkpoint(Box::new(Checkpoint::from_files(file).map_err(ErrorReport::from)?)))
}

fn is_zip(path: &Path) -> bool {
    let mut start = [0; 4];
    File::open(path).is_ok_and(|mut file| file.read_exact(&mut start).is_ok()) && start == ZIP
}
