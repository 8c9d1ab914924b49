//! Encoders in Hugging Face's layout: against `transformers`' numbers, there and back, and against hostile bytes.

mod config;
mod conformance;
mod hostile;
mod names;
mod roberta;
mod round_trip;
mod shards;
mod support;
