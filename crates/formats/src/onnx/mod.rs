//! Models as ONNX, for onnxruntime and whatever else reads it: operators of version 17, files of version 8.
//!
//! Each family of models has a file that writes its forward pass down as [`operations`]; a [`network`] adds linear
//! layers and tables, whose weights are f32 or bytes. The container is protobuf, written by [`wire`] from [`proto`].

mod attention;
mod classifier;
mod decoder;
mod decoder_classifier;
mod encoder;
mod error;
mod feed_forward;
mod graph;
mod network;
mod ngram_bag;
mod norm;
mod operations;
mod proto;
mod quantize;
mod rotary;
mod text_encoder;
mod value;
mod weights;
mod wire;

pub use error::OnnxError;

/// What the weights of an ONNX file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnnxWeights {
    /// As they were trained, in 4 bytes each.
    F32,
    /// One byte each, with a scale for each column of a matrix. Activations become bytes as they come, by their range in
    /// a call ("dynamic quantization"), so the other rows of a batch have a small influence. Vectors and the head of a
    /// classifier stay f32.
    Int8,
}
