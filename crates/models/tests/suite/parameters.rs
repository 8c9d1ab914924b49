//! Counting, naming, decay groups, saving and loading.

use crate::support::{CLASSES, IDS, bag, both, device, encoder, init, logits, trained, weights};
use std::collections::HashSet;
use stillroom_models::{Classifier, NamedTensor, count_parameters, decayed_parameters, load_parameters};
use stillroom_spec::{ModelRecipe, PRESETS, Recipe, TeacherRecipe};

/// Written out once by hand, layer by layer.
#[test]
fn the_count_is_that_of_the_layers() {
    let block = 4 * (8 * 8) + 8 * 12 + 12 * 8;
    let by_hand = 11 * 8 + 6 * 8 + 2 * block + (8 * 3 + 3);
    assert_eq!(count_parameters(&init(&encoder(0.0), 0, &device())), by_hand);
    assert_eq!(count_parameters(&init(&bag(), 0, &device())), 11 * 4 + (4 * 3 + 3));
}

#[test]
fn the_size_is_known_before_a_model_is_made() {
    for recipe in both() {
        assert_eq!(Classifier::size(&recipe, IDS, CLASSES), count_parameters(&init(&recipe, 0, &device())));
        assert!(Classifier::size(&recipe, usize::MAX, CLASSES) > usize::MAX / 2, "an absurd size must not wrap");
    }
}

/// The presets' teachers and students, as the page and the command line make them.
#[test]
fn every_presets_student_is_ten_times_smaller_than_its_teacher() {
    let size = |model: &ModelRecipe| match model {
        ModelRecipe::NgramBag { buckets, .. } => Classifier::size(model, buckets + 1, 20),
        ModelRecipe::Encoder { .. } => Classifier::size(model, 8000, 20),
    };
    for name in PRESETS {
        let recipe = Recipe::preset(name).unwrap();
        let TeacherRecipe::Train { model, .. } = &recipe.teacher else { panic!("{name} trains a teacher") };
        let (teacher, student) = (size(model), size(&recipe.student.model));
        assert!((1_000_000..5_000_000).contains(&teacher), "{name}: {teacher}");
        assert!(student * 10 <= teacher, "{name}: {student} against {teacher}");
    }
}

#[test]
fn only_the_matrices_of_linear_layers_decay() {
    for recipe in both() {
        let model = init(&recipe, 0, &device());
        let decayed: HashSet<String> = decayed_parameters(&model).into_iter().collect();
        let spared = ["tokens.weight", "positions.weight", "ngrams.weight", "bias"];
        for tensor in weights(&model) {
            let expected = !spared.iter().any(|end| tensor.name.ends_with(end));
            assert_eq!(decayed.contains(&tensor.name), expected, "{}", tensor.name);
        }
    }
}

#[test]
fn weights_come_back_bit_for_bit() {
    for recipe in both() {
        let model = trained(&recipe, &device());
        let loaded = load_parameters(init(&recipe, 99, &device()), &weights(&model)).unwrap();
        assert_eq!(weights(&loaded), weights(&model));
        let rows = [vec![3, 7, 1, 0]];
        assert_eq!(logits(&loaded, &rows, &device()), logits(&model, &rows, &device()));
    }
}

#[test]
fn the_order_of_tensors_does_not_matter() {
    let model = trained(&bag(), &device());
    let reversed: Vec<NamedTensor> = weights(&model).into_iter().rev().collect();
    let loaded = load_parameters(init(&bag(), 99, &device()), &reversed).unwrap();
    assert_eq!(weights(&loaded), weights(&model));
}

#[test]
fn a_tensor_that_is_missing_or_of_another_shape_is_named() {
    let all = weights(&init(&bag(), 0, &device()));
    let without: Vec<NamedTensor> = all.iter().filter(|t| !t.name.ends_with("head.bias")).cloned().collect();
    let why = load_parameters(init(&bag(), 0, &device()), &without).unwrap_err();
    assert!(why.contains("head.bias") && why.contains("missing"), "{why}");
    let mut other = all;
    other[0].shape.reverse();
    let why = load_parameters(init(&bag(), 0, &device()), &other).unwrap_err();
    assert!(why.contains("ngrams.weight") && why.contains("[4, 11]"), "{why}");
}
