use crate::any_recipe::recipe;
use proptest::prelude::*;
use stillroom_spec::{PRESETS, Recipe};

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_recipe_in_range_is_read_as_it_was_written(recipe in recipe()) {
        prop_assert_eq!(Recipe::from_json(&recipe.to_json()), Ok(recipe));
    }

    #[test]
    fn any_text_is_a_recipe_or_an_error(text in any::<String>()) {
        prop_assert!(Recipe::from_json(&text).is_err());
    }

    /// A recipe with a hole in it, at any byte that leaves it text.
    #[test]
    fn a_damaged_recipe_is_an_error_or_still_a_recipe(cut in 0..3000_usize, length in 1..40_usize) {
        let mut text = Recipe::preset("languages").unwrap().to_json();
        let start = cut % text.len();
        let end = (start + length).min(text.len());
        text.replace_range(start..end, "");
        if let Err(error) = Recipe::from_json(&text) {
            prop_assert!(!error.message.is_empty() && !error.hint.is_empty());
        }
    }
}

#[test]
fn every_preset_is_valid() {
    for name in PRESETS {
        let recipe = Recipe::preset(name).unwrap();
        assert_eq!(recipe.name, name);
        assert_eq!(Recipe::from_json(&recipe.to_json()), Ok(recipe));
    }
    assert_eq!(Recipe::preset("weather"), None);
    Recipe::for_file("rows.csv").validate().unwrap();
}
