//! A finished student in the formats of other programs.

use crate::{Engine, EngineError, Host, LanguageEngine};
use stillroom_formats::{
    Checkpoint, DecoderCheckpoint, FormatError, GgufFloat, GgufOptions, HtmlStudent, OnnxWeights, StudentPackage,
    to_safetensors, to_zip,
};
use stillroom_spec::{ErrorCode, ErrorReport, ExportFormat, ExportOffer};

/// File that only a classifier's package has.
const MANIFEST: &str = "student.json";
const CONFIG: &str = "config.json";
const WEIGHTS: &str = "model.safetensors";
const TOKENIZER: &str = "tokenizer.json";
const RECIPE: &str = "recipe.json";

/// A language model with what it needs to write.
#[derive(Debug, Clone, PartialEq)]
pub struct DecoderStudent {
    /// What it is called.
    pub name: String,
    /// The network.
    pub checkpoint: DecoderCheckpoint,
    /// Its `tokenizer.json`.
    pub tokenizer: Option<String>,
    /// Its `recipe.json`, where it was made here.
    pub recipe: Option<String>,
}

/// A model that can be exported.
#[derive(Debug, Clone, PartialEq)]
pub enum Exportable {
    /// Texts to classes.
    Classifier(Box<StudentPackage>),
    /// A text to its continuation.
    Decoder(Box<DecoderStudent>),
}

impl Exportable {
    /// Reads a student's files, or those of a decoder of others in Hugging Face's layout; `file` gives the bytes of a
    /// name.
    ///
    /// # Errors
    /// [`EngineError::Format`] and [`EngineError::Checkpoint`], naming the file; [`EngineError::Recipe`] for an encoder
    /// of others.
    pub fn from_files(name: &str, mut file: impl FnMut(&str) -> Option<Vec<u8>>) -> Result<Self, EngineError> {
        if file(MANIFEST).is_some() {
            return Ok(Self::Classifier(Box::new(StudentPackage::from_files(file)?)));
        }
        let checkpoint = match Checkpoint::from_files(&mut file)? {
            Checkpoint::Decoder(checkpoint) => checkpoint,
            Checkpoint::Encoder(_) => {
                return Err(unwritable("This is an encoder of others", "Export a student or a decoder."));
            }
        };
        let mut text = |name: &str| file(name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let (tokenizer, recipe) = (text(TOKENIZER), text(RECIPE));
        Ok(Self::Decoder(Box::new(DecoderStudent { name: name.into(), checkpoint, tokenizer, recipe })))
    }

    /// The model as a file.
    ///
    /// # Errors
    /// [`EngineError::Onnx`], [`EngineError::Gguf`], [`EngineError::Format`] or [`EngineError::Checkpoint`] where it has
    /// no such form.
    pub fn to(&self, format: ExportFormat) -> Result<Vec<u8>, EngineError> {
        match self {
            Self::Classifier(package) => classifier(package, format),
            Self::Decoder(student) => student.to(format),
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

impl DecoderStudent {
    /// Files in Hugging Face's layout: names and bytes.
    ///
    /// # Errors
    /// [`EngineError::Checkpoint`] for a shape that none of its families has.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>, EngineError> {
        let files = self.checkpoint.to_hugging_face()?;
        let mut all = vec![(CONFIG.into(), files.config.into_bytes()), (WEIGHTS.into(), files.weights)];
        let texts = [(TOKENIZER, &self.tokenizer), (RECIPE, &self.recipe)];
        all.extend(texts.into_iter().filter_map(|(name, text)| Some((name.into(), text.clone()?.into_bytes()))));
        Ok(all)
    }

    fn to(&self, format: ExportFormat) -> Result<Vec<u8>, EngineError> {
        match format {
            ExportFormat::Zip => Ok(to_zip(&self.files()?)?),
            ExportFormat::Onnx => Ok(self.checkpoint.to_onnx(OnnxWeights::F32)?),
            ExportFormat::OnnxInt8 => Ok(self.checkpoint.to_onnx(OnnxWeights::Int8)?),
            ExportFormat::Safetensors => Ok(self.checkpoint.to_hugging_face()?.weights),
            ExportFormat::GgufF32 => self.gguf(GgufFloat::F32),
            ExportFormat::Gguf => self.gguf(GgufFloat::F16),
            ExportFormat::GgufQ8 => self.gguf(GgufFloat::Q8_0),
            ExportFormat::Html => {
                let (name, checkpoint, tokenizer) = (&self.name, &self.checkpoint, self.tokenizer()?);
                Ok(HtmlStudent::Writer { name, checkpoint, tokenizer }.to_html()?.into_bytes())
            }
        }
    }

    fn gguf(&self, float: GgufFloat) -> Result<Vec<u8>, EngineError> {
        let options = GgufOptions { name: self.name.clone(), float, chat_template: None };
        Ok(self.checkpoint.to_gguf(self.tokenizer()?, &options)?)
    }

    fn tokenizer(&self) -> Result<&str, EngineError> {
        Ok(self.tokenizer.as_deref().ok_or_else(|| FormatError::Missing { file: TOKENIZER.into() })?)
    }
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
