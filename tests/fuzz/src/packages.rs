//! A student's zip, and its files without the zip around them, whose checksums would stop most changes.

use crate::frames::{chosen, joined, parts};
use crate::plant::Seed;
use crate::told::reported;
use crate::weights::{safetensors, same};
use stillroom_data::{Tokenizer, TokenizerKind};
use stillroom_formats::{FormatError, Manifest, PACKAGE_VERSION, StudentPackage, from_zip};
use stillroom_models::NamedTensor;
use stillroom_spec::Recipe;

/// Reads a zip, or the files of one; what is accepted comes back from a zip.
pub fn check(bytes: &[u8]) {
    let (choice, bytes) = chosen(bytes);
    let read = if choice & 1 == 0 { whole(bytes) } else { by_files(bytes) };
    let Some(package) = reported(read) else { return };
    let again = StudentPackage::from_zip(&package.to_zip().expect("what was read can be written"));
    let again = again.expect("what was written can be read");
    assert!(same(&again.weights, &package.weights), "other weights");
    assert_eq!((again.manifest, again.tokenizer, again.recipe), (package.manifest, package.tokenizer, package.recipe));
}

fn whole(bytes: &[u8]) -> Result<StudentPackage, FormatError> {
    if let Some(mut file) = reported(from_zip(bytes)) {
        file("student.html");
    }
    StudentPackage::from_zip(bytes)
}

fn by_files(bytes: &[u8]) -> Result<StudentPackage, FormatError> {
    let [manifest, recipe, header, data, tokenizer] = parts(bytes);
    StudentPackage::from_files(|name| match name {
        "student.json" => Some(manifest.to_vec()),
        "recipe.json" => Some(recipe.to_vec()),
        "model.safetensors" => Some(safetensors(header, data)),
        _ => (!tokenizer.is_empty()).then(|| tokenizer.to_vec()),
    })
}

/// A whole student, as a zip and as its files.
pub fn seeds() -> Vec<Seed> {
    let recipe = Recipe::preset("languages").expect("a preset");
    let tokenizer =
        Tokenizer::train(&TokenizerKind::Characters { vocabulary: 16 }, &["ab", "bc"]).expect("a vocabulary");
    let manifest = Manifest {
        version: PACKAGE_VERSION,
        model: recipe.student.model.clone(),
        ids: 16,
        classes: vec!["ham".into(), "spam".into()],
    };
    let weights = vec![NamedTensor { name: "w".into(), shape: vec![2], values: vec![1.5, f32::NAN] }];
    let package = StudentPackage { manifest, tokenizer: Some(tokenizer.to_json()), recipe, weights };
    let zip = package.to_zip().expect("a zip");
    let manifest = serde_json::to_vec(&package.manifest).expect("plain data");
    let header = br#"{"w":{"dtype":"F32","shape":[2]}}"#;
    let files =
        joined(&[&manifest, package.recipe.to_json().as_bytes(), header, b"abc", tokenizer.to_json().as_bytes()]);
    vec![("zip".into(), [b"0".to_vec(), zip].concat()), ("files".into(), [b"1".to_vec(), files].concat())]
}
