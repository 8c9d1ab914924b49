//! The program as a user types it.

mod distill;
mod errors;
mod predict;
mod recipe;
mod support;
