//! JSON Schema of the recipe, made from the Rust types.

use crate::{LanguageRecipe, Recipe};

/// The schema of a classifier's recipe as indented JSON.
pub fn recipe_schema() -> String {
    text(&schemars::schema_for!(Recipe))
}

/// The schema of a language model's recipe as indented JSON.
pub fn language_recipe_schema() -> String {
    text(&schemars::schema_for!(LanguageRecipe))
}

fn text(schema: &schemars::Schema) -> String {
    serde_json::to_string_pretty(schema).expect("a schema is plain data") + "\n"
}
