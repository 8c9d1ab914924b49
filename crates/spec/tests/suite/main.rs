//! Recipes: what is written is read, what is out of range is named, and no text makes it panic.

mod any_recipe;
mod errors;
mod language_ranges;
mod pretrained;
mod ranges;
mod round_trip;
