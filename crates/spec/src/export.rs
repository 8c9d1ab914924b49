//! Formats in which a student leaves.

use serde::{Deserialize, Serialize};

/// A format of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// Weights as safetensors, tokenizer and recipe in one zip; a language model's in Hugging Face's layout.
    Zip,
    /// ONNX with weights in f32.
    Onnx,
    /// ONNX with weights of one byte.
    OnnxInt8,
    /// The weights alone, as safetensors.
    Safetensors,
    /// GGUF in f32.
    GgufF32,
    /// GGUF with matrices in half precision.
    Gguf,
    /// GGUF with matrices in blocks of bytes.
    GgufQ8,
    /// One page that runs from disk.
    Html,
}

impl ExportFormat {
    /// What the page offers, the student's own first: the weights are in the zip, and nobody runs GGUF in f32.
    pub const OFFERED: [Self; 6] = [Self::Zip, Self::Html, Self::Onnx, Self::OnnxInt8, Self::Gguf, Self::GgufQ8];

    /// Name of the file.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Zip => "student.zip",
            Self::Onnx => "student.onnx",
            Self::OnnxInt8 => "student.int8.onnx",
            Self::Safetensors => "model.safetensors",
            Self::GgufF32 => "student.f32.gguf",
            Self::Gguf => "student.f16.gguf",
            Self::GgufQ8 => "student.q8_0.gguf",
            Self::Html => "student.html",
        }
    }
}

/// A format that a student has, and what it takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ExportOffer {
    /// Which.
    pub format: ExportFormat,
    /// Name of the file.
    pub file_name: String,
    /// Bytes of the file.
    pub bytes: f64,
}
