//! The objectives against published values, PyTorch and TRL, and the traps that real projects fell into.

mod golden;
mod support;
mod table;
mod traps;
