//! Bytes to named tensors and back: safetensors, the student's package, and models in Hugging Face's layout.
//!
//! Nothing here opens a path, a socket or a training loop: bytes come in, bytes go out.

mod archive;
mod card;
mod error;
mod gguf;
mod html;
mod hugging_face;
mod onnx;
mod package;
mod safetensors;
mod slot;

pub use archive::{from_zip, to_zip};
pub use card::{classifier_card, language_card};
pub use error::FormatError;
pub use gguf::{GgufArray, GgufError, GgufFile, GgufFloat, GgufOptions, GgufValue, gguf_tokenizer_json};
pub use html::HtmlStudent;
pub use hugging_face::{
    Checkpoint, CheckpointError, CheckpointFiles, DecoderCheckpoint, DecoderClassifierCheckpoint, DecoderConfig,
    EncoderCheckpoint, EncoderConfig, ShardIndex, SpecialIds, generation_config, hugging_face_shards, tokenizer_config,
};
pub use onnx::{OnnxError, OnnxWeights};
pub use package::{Manifest, PACKAGE_VERSION, StudentPackage};
pub use safetensors::{from_safetensors, to_safetensors};
