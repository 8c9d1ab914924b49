//! GGUF, the single file of llama.cpp: metadata, a tokenizer and tensors, often in blocks of few bits.
//!
//! The container is described in ggml's `docs/gguf.md`, the blocks in its `ggml-common.h` and `ggml-quants.c`, names and
//! keys in llama.cpp's `gguf-py/gguf/constants.py`. Nothing is copied out of the file before it is asked for: metadata
//! and tensors are slices of its bytes.

mod architecture;
mod blocks;
mod cursor;
mod encode;
mod error;
mod file;
mod k_blocks;
mod kind;
mod metadata;
mod names;
mod read;
mod settings;
mod tensor;
mod tokenizer;
mod value;
mod write;

pub use encode::GgufFloat;
pub use error::GgufError;
pub use file::GgufFile;
pub use tokenizer::gguf_tokenizer_json;
pub use value::{GgufArray, GgufValue};
pub use write::GgufOptions;

use crate::DecoderCheckpoint;

impl DecoderCheckpoint {
    /// Reads a decoder of llama.cpp's architectures `llama` and `qwen2`, of any block type that [`GgufFile::tensor`]
    /// reads. Takes no more memory than its weights in f32, and one of them once more.
    ///
    /// # Errors
    /// [`GgufError`], naming the key or the tensor.
    pub fn from_gguf(bytes: &[u8]) -> Result<Self, GgufError> {
        GgufFile::open(bytes)?.checkpoint()
    }

    /// A GGUF file that llama.cpp and its kin run, with the tokenizer in it. `tokenizer_json` is a Hugging Face
    /// `tokenizer.json` of byte pairs or bytes.
    ///
    /// # Errors
    /// [`GgufError::Unwritable`] for a shape that is neither Llama's nor Qwen2's, [`GgufError::Tokenizer`] for a
    /// tokenizer that GGUF has no name for, [`GgufError::Missing`] and [`GgufError::Shape`] if the weights are not the
    /// recipe's, and [`GgufError::Overflow`] for weights that half precision cannot hold.
    pub fn to_gguf(&self, tokenizer_json: &str, options: &GgufOptions) -> Result<Vec<u8>, GgufError> {
        write::file(self, tokenizer_json, options)
    }
}
