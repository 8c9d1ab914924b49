//! Transformer encoders: who sees whom, where tokens stand, what is learnt, and how large they are.

mod gradients;
mod pooling;
mod sight;
mod size;
mod support;
mod trace;
