//! The program as a user types it.

mod distill;
mod errors;
mod language;
mod models;
mod predict;
mod recipe;
mod support;
