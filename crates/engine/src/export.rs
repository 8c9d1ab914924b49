//! A finished student in the formats of other programs.

use crate::{Engine, EngineError, Host, LanguageEngine};
use stillroom_formats::{DecoderCheckpoint, GgufFloat, GgufOptions, HtmlStudent, OnnxWeights, StudentPackage, to_zip};
use stillroom_spec::{ExportFormat, ExportOffer};

/// A language model with what it needs to write.
#[derive(Debug, Clone, PartialEq)]
pub struct DecoderStudent {
    /// What it is called.
    pub name: String,
    /// The network.
    pub checkpoint: DecoderCheckpoint,
    /// Its `tokenizer.json`.
    pub tokenizer: String,
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

    /// Every format that it has, with the file's size.
    pub fn offers(&self) -> Vec<ExportOffer> {
        let offer = |format: ExportFormat| {
            let bytes = self.to(format).ok()?.len() as f64;
            Some(ExportOffer { format, file_name: format.file_name().into(), bytes })
        };
        ExportFormat::ALL.into_iter().filter_map(offer).collect()
    }
}

fn classifier(package: &StudentPackage, format: ExportFormat) -> Result<Vec<u8>, EngineError> {
    match format {
        ExportFormat::Zip => Ok(package.to_zip()?),
        ExportFormat::Onnx => Ok(package.to_onnx(OnnxWeights::F32)?),
        ExportFormat::OnnxInt8 => Ok(package.to_onnx(OnnxWeights::Int8)?),
        ExportFormat::Html => Ok(HtmlStudent::Classifier(package).to_html()?.into_bytes()),
        ExportFormat::Gguf | ExportFormat::GgufQ8 => {
            Err(EngineError::State("GGUF holds language models, and this is a classifier"))
        }
    }
}

impl DecoderStudent {
    /// Files in Hugging Face's layout: names and bytes.
    ///
    /// # Errors
    /// [`EngineError::Checkpoint`] for a shape that none of its families has.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>, EngineError> {
        let files = self.checkpoint.to_hugging_face()?;
        let mut all = vec![
            ("config.json".into(), files.config.into_bytes()),
            ("model.safetensors".into(), files.weights),
            ("tokenizer.json".into(), self.tokenizer.clone().into_bytes()),
        ];
        all.extend(self.recipe.clone().map(|recipe| ("recipe.json".into(), recipe.into_bytes())));
        Ok(all)
    }

    fn to(&self, format: ExportFormat) -> Result<Vec<u8>, EngineError> {
        match format {
            ExportFormat::Zip => Ok(to_zip(&self.files()?)?),
            ExportFormat::Onnx => Ok(self.checkpoint.to_onnx(OnnxWeights::F32)?),
            ExportFormat::OnnxInt8 => Ok(self.checkpoint.to_onnx(OnnxWeights::Int8)?),
            ExportFormat::Gguf => self.gguf(GgufFloat::F16),
            ExportFormat::GgufQ8 => self.gguf(GgufFloat::Q8_0),
            ExportFormat::Html => {
                let Self { name, checkpoint, tokenizer, .. } = self;
                Ok(HtmlStudent::Writer { name, checkpoint, tokenizer }.to_html()?.into_bytes())
            }
        }
    }

    fn gguf(&self, float: GgufFloat) -> Result<Vec<u8>, EngineError> {
        let options = GgufOptions { name: self.name.clone(), float, chat_template: None };
        Ok(self.checkpoint.to_gguf(&self.tokenizer, &options)?)
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
