//! The objectives against published values, PyTorch and TRL, and the traps that real projects fell into.

mod chunks;
mod golden;
mod hidden;
mod language_traps;
mod spans;
mod support;
mod table;
mod traps;
mod truncated;
mod vocabularies;
