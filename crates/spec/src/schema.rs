//! JSON Schema of the recipe, made from the Rust types.

use crate::Recipe;

/// The schema as indented JSON.
///
/// # Panics
/// Never: a schema has a JSON form.
pub fn recipe_schema() -> String {
    let schema = schemars::schema_for!(Recipe);
    serde_json::to_string_pretty(&schema).expect("a schema is plain data") + "\n"
}
