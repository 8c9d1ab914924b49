//! Writes each model, and what it computes, to Cargo's folder for tests: the other programs look there.

use crate::models::{Batch, FAMILIES, Model, Reference, checkpoint, made_classifiers, made_decoders};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use stillroom_formats::OnnxWeights;
use stillroom_testkit::fixture;

/// What other programs are given beside `NAME.f32.onnx`, `NAME.int8.onnx` and `NAME.html`.
#[derive(Serialize)]
struct Case {
    max_length: usize,
    /// Whether a longer row is refused: an average of n-grams takes any.
    bounded: bool,
    ids: usize,
    /// Whether there are logits for each token, or for each row.
    per_token: bool,
    batches: Vec<Expected>,
}

#[derive(Serialize)]
struct Expected {
    /// Who computed the logits.
    by: &'static str,
    input_ids: Vec<Vec<i32>>,
    attention_mask: Vec<Vec<u8>>,
    /// Row-major.
    logits: Vec<f32>,
}

impl Expected {
    fn new(by: &'static str, batch: Batch, logits: Vec<f32>) -> Self {
        Self { by, input_ids: batch.ids, attention_mask: batch.mask, logits }
    }

    fn here(model: &Model, batch: Batch) -> Self {
        let logits = model.logits(&batch);
        Self::new("stillroom", batch, logits)
    }
}

/// Where everything goes.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("onnx");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Writes the model twice and its logits once.
fn write(name: &str, model: &Model, mut batches: Vec<Expected>) {
    let (max_length, ids) = model.limits();
    batches.extend(lengths(max_length).into_iter().map(|length| Expected::here(model, padded(length, ids))));
    let (bounded, per_token) = (!model.is_bag(), matches!(model, Model::Decoder(_)));
    let case = Case { max_length, bounded, ids, per_token, batches };
    let file = |suffix: &str, bytes: &[u8]| fs::write(folder().join(format!("{name}.{suffix}")), bytes).unwrap();
    file("f32.onnx", &model.to_onnx(OnnxWeights::F32).unwrap());
    file("int8.onnx", &model.to_onnx(OnnxWeights::Int8).unwrap());
    file("html", model.to_html(name).as_bytes());
    file("json", &serde_json::to_vec(&case).unwrap());
}

/// One token, a few, and as many as the model reads.
fn lengths(max_length: usize) -> Vec<usize> {
    vec![1, max_length.min(5), max_length]
}

/// Rows of that length: whole, half padding on the right, one token, padding on the left, nothing but padding.
fn padded(length: usize, ids: usize) -> Batch {
    let token = |row: usize, at: usize| (1 + (row * 31 + at * 7) % (ids - 1)) as i32;
    let real = |row: usize, at: usize| match row {
        0 => true,
        1 => at < length.div_ceil(2),
        2 => at == 0,
        3 => at >= length / 2,
        _ => false,
    };
    let rows = |of: &dyn Fn(usize, usize) -> i32| -> Vec<Vec<i32>> {
        (0..5).map(|row| (0..length).map(|at| of(row, at)).collect()).collect()
    };
    let ids = rows(&|row, at| if real(row, at) { token(row, at) } else { 0 });
    let mask = rows(&|row, at| real(row, at).into());
    Batch { ids, mask: mask.into_iter().map(|row| row.into_iter().map(|one| one as u8).collect()).collect() }
}

#[derive(Deserialize)]
struct Transformers {
    input_ids: Vec<Vec<i32>>,
    attention_mask: Vec<Vec<u8>>,
    logits: Vec<Vec<Vec<f32>>>,
}

#[test]
fn decoders_are_written() {
    for family in FAMILIES {
        let theirs: Transformers = fixture(&format!("models/{family}/expected.json"));
        let batch = Batch { ids: theirs.input_ids, mask: theirs.attention_mask };
        let expected = Expected::new("transformers", batch, theirs.logits.concat().concat());
        write(family, &Model::Decoder(checkpoint(family)), vec![expected]);
    }
    for (name, checkpoint) in made_decoders() {
        write(name, &Model::Decoder(checkpoint), Vec::new());
    }
}

#[test]
fn classifiers_are_written() {
    for (name, package, reference) in Reference::all() {
        let mask = reference.ids.iter().map(|row| row.iter().map(|&id| u8::from(id != 0)).collect()).collect();
        let batch = Batch { ids: reference.ids, mask };
        write(name, &Model::Classifier(package.into()), vec![Expected::new("numpy", batch, reference.logits.concat())]);
    }
    for (name, package) in made_classifiers() {
        write(name, &Model::Classifier(package.into()), Vec::new());
    }
}
