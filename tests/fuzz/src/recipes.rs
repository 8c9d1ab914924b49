//! A recipe of either kind.

use crate::plant::Seed;
use crate::told::accepted;
use stillroom_spec::{AnyRecipe, LanguageRecipe, Recipe};

/// Reads and checks a recipe; one that is accepted comes back from its own JSON.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(recipe) = accepted(AnyRecipe::from_json(text)) else { return };
    let again = AnyRecipe::from_json(&recipe.to_json()).expect("what was written can be read");
    assert_eq!(again.to_json(), recipe.to_json());
    assert_eq!(again, recipe);
}

/// Every preset, and one for a file.
pub fn seeds() -> Vec<Seed> {
    let presets = ["languages", "spam", "northanger", "arithmetic"].into_iter();
    let mut seeds: Vec<Seed> =
        presets.filter_map(|name| Some((name.to_owned(), AnyRecipe::preset(name)?.to_json().into_bytes()))).collect();
    seeds.push(("table".into(), Recipe::for_file("a.csv").to_json().into_bytes()));
    seeds.push(("text".into(), LanguageRecipe::for_file("a.txt").to_json().into_bytes()));
    seeds
}
