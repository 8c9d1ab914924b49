//! A student's `README.md`: a model card (Mitchell et al. 2019) with what the run found out about it.

mod classifier;
mod escape;
mod language;
mod layout;
mod words;

pub use classifier::classifier_card;
pub use language::language_card;

/// What cards are found by.
const TAGS: [&str; 2] = ["stillroom", "distillation"];

/// In the verdict's place.
const UNFINISHED: &str = "The run had not ended when this file was written: there is no verdict.";
