//! The program as a user types it.

mod distill;
mod errors;
mod export;
mod interchange;
mod language;
mod models;
mod predict;
mod pretrained_teacher;
mod recipe;
mod support;
