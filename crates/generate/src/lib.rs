//! Continuations of token sequences: cached decoding and sampling.
//!
//! Batches of prompts of any lengths come in, their continuations go out; nothing here knows a text or a gradient.
//! The logits of each step are read back without blocking and sampled on the host, so that the same seed gives the
//! same tokens wherever the logits are the same.

mod error;
mod generation;
mod options;
mod sampler;

pub use error::GenerateError;
pub use generation::{Continuation, Ended, Generation, generate};
pub use options::GenerateOptions;
pub use sampler::sample;
