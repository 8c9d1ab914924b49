use super::beside::{FilesBeside, TOKENIZER};
use super::with_files;
use crate::EngineError;
use stillroom_formats::{DecoderCheckpoint, FormatError, GgufFloat, GgufOptions, HtmlStudent, OnnxWeights, to_zip};
use stillroom_spec::ExportFormat;

/// A language model with what it needs to write.
#[derive(Debug, Clone, PartialEq)]
pub struct DecoderStudent {
    /// What it is called.
    pub name: String,
    /// The network.
    pub checkpoint: DecoderCheckpoint,
    /// Its tokenizer, and what else belongs to it.
    pub beside: FilesBeside,
}

impl DecoderStudent {
    /// Files in Hugging Face's layout: names and bytes.
    ///
    /// # Errors
    /// [`EngineError::Checkpoint`] for a shape that none of its families has.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>, EngineError> {
        Ok(with_files(self.checkpoint.to_hugging_face()?, &self.beside))
    }

    pub(super) fn to(&self, format: ExportFormat) -> Result<Vec<u8>, EngineError> {
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
        Ok(self.beside.tokenizer().ok_or_else(|| FormatError::Missing { file: TOKENIZER.into() })?)
    }
}
