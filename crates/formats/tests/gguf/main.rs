//! GGUF: blocks and tokens against the values of others, decoders there and back, and hostile bytes.

mod blocks;
mod config;
mod hostile;
mod interchange;
mod large;
mod own_tokenizers;
mod round_trip;
mod support;
mod their_tokenizers;
