//! Counting, naming, decay groups, saving and loading.

use crate::support::{VOCABULARY, all, device, gpt2, llama, logits, trained, weights};
use std::collections::HashSet;
use stillroom_models::{Decoder, count_parameters, decayed_parameters, load_parameters};
use stillroom_spec::DecoderRecipe;

/// Written out once by hand, layer by layer.
#[test]
fn the_count_is_that_of_the_layers() {
    let attention = 4 * (12 * 12 + 12);
    let block = (12 + 12) + attention + (12 + 12) + (12 * 20 + 20) + (20 * 12 + 12);
    assert_eq!(Decoder::size(&gpt2(), VOCABULARY), 13 * 12 + 16 * 12 + 2 * block + (12 + 12));
    let block = 12 + (12 * 24 + 2 * 12 * 8 + 24 * 12) + 12 + 3 * 12 * 20;
    assert_eq!(Decoder::size(&llama(), VOCABULARY), 2 * 13 * 12 + 2 * block + 12);
}

#[test]
fn the_size_is_known_before_a_model_is_made() {
    for recipe in all() {
        let model = Decoder::init(&recipe, VOCABULARY, 0, &device());
        assert_eq!(Decoder::size(&recipe, VOCABULARY), count_parameters(&model), "{recipe:?}");
        assert_eq!(Decoder::size(&recipe, usize::MAX), usize::MAX, "an absurd size must not wrap");
        let wide = DecoderRecipe { width: usize::MAX, layers: usize::MAX, heads: usize::MAX, ..recipe };
        assert_eq!(Decoder::size(&wide, VOCABULARY), usize::MAX);
    }
}

#[test]
fn only_the_matrices_of_linear_layers_decay() {
    for recipe in all() {
        let model = Decoder::init(&recipe, VOCABULARY, 0, &device());
        let decayed: HashSet<String> = decayed_parameters(&model).into_iter().collect();
        let spared = ["tokens.weight", "positions.weight", "bias", "gamma", "beta"];
        for tensor in weights(&model) {
            let expected = !spared.iter().any(|end| tensor.name.ends_with(end));
            assert_eq!(decayed.contains(&tensor.name), expected, "{}", tensor.name);
        }
    }
}

#[test]
fn weights_come_back_bit_for_bit() {
    for recipe in all() {
        let model = trained(&recipe, &device());
        let blank = Decoder::blank(&recipe, VOCABULARY, &device());
        let loaded = load_parameters(blank, &weights(&model)).unwrap();
        assert_eq!(weights(&loaded), weights(&model));
        assert_eq!(logits(&loaded, &[&[3, 7, 1, 0]]), logits(&model, &[&[3, 7, 1, 0]]));
        assert_eq!((loaded.recipe(), loaded.vocabulary()), (&recipe, VOCABULARY));
    }
}
