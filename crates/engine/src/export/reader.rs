use super::beside::FilesBeside;
use super::{unwritable, with_files};
use crate::EngineError;
use stillroom_formats::{CheckpointFiles, DecoderClassifierCheckpoint, EncoderCheckpoint, OnnxWeights, to_zip};
use stillroom_spec::ExportFormat;

/// A model of others that reads a text as a whole, with its tokenizer.
#[derive(Debug, Clone, PartialEq)]
pub struct ReaderModel {
    network: Network,
    beside: FilesBeside,
}

#[derive(Debug, Clone, PartialEq)]
enum Network {
    /// Hidden states, and classes where it has a classifier.
    Encoder(EncoderCheckpoint),
    /// Classes.
    DecoderClassifier(DecoderClassifierCheckpoint),
}

impl ReaderModel {
    pub(super) fn encoder(checkpoint: EncoderCheckpoint, beside: FilesBeside) -> Self {
        Self { network: Network::Encoder(checkpoint), beside }
    }

    pub(super) fn classifier(checkpoint: DecoderClassifierCheckpoint, beside: FilesBeside) -> Self {
        Self { network: Network::DecoderClassifier(checkpoint), beside }
    }

    pub(super) fn to(&self, format: ExportFormat) -> Result<Vec<u8>, EngineError> {
        match format {
            ExportFormat::Zip => Ok(to_zip(&with_files(self.hugging_face()?, &self.beside))?),
            ExportFormat::Safetensors => Ok(self.hugging_face()?.weights),
            ExportFormat::Onnx => self.onnx(OnnxWeights::F32),
            ExportFormat::OnnxInt8 => self.onnx(OnnxWeights::Int8),
            ExportFormat::Html | ExportFormat::GgufF32 | ExportFormat::Gguf | ExportFormat::GgufQ8 => {
                let what = "Pages and GGUF hold students and language models, and this model of others is neither";
                Err(unwritable(what, "Choose ONNX, safetensors or a zip."))
            }
        }
    }

    fn hugging_face(&self) -> Result<CheckpointFiles, EngineError> {
        Ok(match &self.network {
            Network::Encoder(checkpoint) => checkpoint.to_hugging_face()?,
            Network::DecoderClassifier(checkpoint) => checkpoint.to_hugging_face()?,
        })
    }

    fn onnx(&self, weights: OnnxWeights) -> Result<Vec<u8>, EngineError> {
        Ok(match &self.network {
            Network::Encoder(checkpoint) => checkpoint.to_onnx(weights)?,
            Network::DecoderClassifier(checkpoint) => checkpoint.to_onnx(weights)?,
        })
    }
}
