//! The program as a user types it.

mod distill;
mod errors;
mod export;
mod interchange;
mod language;
mod models;
mod predict;
mod recipe;
mod support;
