//! Decoders in Hugging Face's layout: against their own numbers, there and back, and against hostile bytes.

mod classifiers;
mod config;
mod conformance;
mod hostile;
mod precision;
mod round_trip;
mod support;
mod trajectory;
