//! The decoder against itself: what it must not see, what it keeps, how it begins. Against others' numbers it is
//! tested where checkpoints are read (`crates/formats/tests/checkpoints`).

mod cache;
mod fewer;
mod gradients;
mod initial;
mod sight;
mod size;
mod support;
mod trace;
