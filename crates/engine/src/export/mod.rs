//! Models in the formats of other programs.

mod beside;
mod decoder;
mod reader;

pub use beside::FilesBeside;
pub use decoder::DecoderStudent;
pub use reader::ReaderModel;

use crate::{Engine, EngineError, Host, LanguageEngine};
use stillroom_formats::{Checkpoint, CheckpointFiles, HtmlStudent, OnnxWeights, StudentPackage, to_safetensors};
use stillroom_spec::{ErrorCode, ErrorReport, ExportFormat, ExportOffer};

/// File that only a classifier's package has.
const MANIFEST: &str = "student.json";
const CONFIG: &str = "config.json";
const WEIGHTS: &str = "model.safetensors";

/// A model that can be exported.
#[derive(Debug, Clone, PartialEq)]
pub enum Exportable {
    /// Texts to classes, made here.
    Classifier(Box<StudentPackage>),
    /// A text to its continuation.
    Decoder(Box<DecoderStudent>),
    /// Texts to hidden states or classes, made by others.
    Reader(Box<ReaderModel>),
}

impl Exportable {
    /// Reads a student's files, or those of a model of others in Hugging Face's layout; `file` gives the bytes of a name.
    ///
    /// # Errors
    /// [`EngineError::Format`] and [`EngineError::Checkpoint`], naming the file.
    pub fn from_files(name: &str, mut file: impl FnMut(&str) -> Option<Vec<u8>>) -> Result<Self, EngineError> {
        if file(MANIFEST).is_some() {
            return Ok(Self::Classifier(Box::new(StudentPackage::from_files(file)?)));
        }
        let checkpoint = Checkpoint::from_files(&mut file)?;
        Ok(Self::from_checkpoint(name, checkpoint, FilesBeside::read(file)))
    }

    /// A model of others, or a language model's student, with the files that belong to it.
    pub fn from_checkpoint(name: &str, checkpoint: Checkpoint, beside: FilesBeside) -> Self {
        match checkpoint {
            Checkpoint::Decoder(checkpoint) => {
                Self::Decoder(Box::new(DecoderStudent { name: name.into(), checkpoint, beside }))
            }
            Checkpoint::DecoderClassifier(found) => Self::Reader(Box::new(ReaderModel::classifier(found, beside))),
            Checkpoint::Encoder(found) => Self::Reader(Box::new(ReaderModel::encoder(found, beside))),
        }
    }

    /// The model as a file.
    ///
    /// # Errors
    /// [`EngineError::Onnx`], [`EngineError::Gguf`], [`EngineError::Format`] or [`EngineError::Checkpoint`] where it has
    /// no such form, [`EngineError::Recipe`] where none of its kind has.
    pub fn to(&self, format: ExportFormat) -> Result<Vec<u8>, EngineError> {
        match self {
            Self::Classifier(package) => classifier(package, format),
            Self::Decoder(student) => student.to(format),
            Self::Reader(model) => model.to(format),
        }
    }

    /// Every format of [`ExportFormat::OFFERED`] that it has, with the file's size.
    pub fn offers(&self) -> Vec<ExportOffer> {
        let offer = |format: ExportFormat| {
            let bytes = self.to(format).ok()?.len() as f64;
            Some(ExportOffer { format, file_name: format.file_name().into(), bytes })
        };
        ExportFormat::OFFERED.into_iter().filter_map(offer).collect()
    }
}

fn classifier(package: &StudentPackage, format: ExportFormat) -> Result<Vec<u8>, EngineError> {
    match format {
        ExportFormat::Zip => Ok(package.to_zip()?),
        ExportFormat::Onnx => Ok(package.to_onnx(OnnxWeights::F32)?),
        ExportFormat::OnnxInt8 => Ok(package.to_onnx(OnnxWeights::Int8)?),
        ExportFormat::Html => Ok(HtmlStudent::Classifier(package).to_html()?.into_bytes()),
        ExportFormat::Safetensors => Ok(to_safetensors(&package.weights, &[("format", "stillroom")])?),
        ExportFormat::GgufF32 | ExportFormat::Gguf | ExportFormat::GgufQ8 => {
            Err(unwritable("GGUF holds language models, and this is a classifier", "Choose ONNX or one page."))
        }
    }
}

fn unwritable(what: &str, hint: &str) -> EngineError {
    ErrorReport::new(ErrorCode::Student, format!("{what}."), hint).into()
}

/// A folder in Hugging Face's layout: names and bytes.
fn with_files(checkpoint: CheckpointFiles, beside: &FilesBeside) -> Vec<(String, Vec<u8>)> {
    let CheckpointFiles { config, weights } = checkpoint;
    let own = [(CONFIG.to_owned(), config.into_bytes()), (WEIGHTS.to_owned(), weights)];
    own.into_iter().chain(beside.files()).collect()
}

impl<H: Host> Engine<H> {
    /// The first pair's student as it can be exported.
    ///
    /// # Errors
    /// As [`Engine::student`].
    pub async fn exportable(&self) -> Result<Exportable, EngineError> {
        Ok(Exportable::Classifier(Box::new(self.student().await?)))
    }
}

impl<H: Host> LanguageEngine<H> {
    /// The first pair's student as it can be exported.
    ///
    /// # Errors
    /// As [`LanguageEngine::student`].
    pub async fn exportable(&self) -> Result<Exportable, EngineError> {
        Ok(Exportable::Decoder(Box::new(self.student().await?)))
    }
}
