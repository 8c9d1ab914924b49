//! What is made from the Rust types is what is committed. `npm run types` writes it.

mod recipe_doc;

use std::path::Path;
use stillroom_spec::{schema, typescript};

/// Compares a file of the checkout with what it should be, or writes it where `STILLROOM_WRITE` is set.
fn check(path: &str, made: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    if std::env::var_os("STILLROOM_WRITE").is_some() {
        std::fs::write(&file, made).unwrap_or_else(|e| panic!("{path} cannot be written: {e}"));
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == made, "{path} is not what the Rust types say. Run `npm run types` and commit it.");
}

#[test]
fn typescript_declarations_are_current() {
    check("web/engine/generated/spec.ts", &typescript::declarations());
}

#[test]
fn json_schema_is_current() {
    check("docs/recipe.schema.json", &schema::recipe_schema());
}

#[test]
fn json_schema_of_language_models_is_current() {
    check("docs/language-recipe.schema.json", &schema::language_recipe_schema());
}

#[test]
fn recipe_documentation_is_current() {
    check("docs/recipe.md", &recipe_doc::CLASSIFIER.text());
}

#[test]
fn documentation_of_a_language_models_recipe_is_current() {
    check("docs/language-recipe.md", &recipe_doc::LANGUAGE.text());
}
