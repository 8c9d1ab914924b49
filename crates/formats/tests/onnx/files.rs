//! Writes each model, and what it computes, to Cargo's folder for tests: the other programs look there.

use crate::models::{
    Batch, DECODER_CLASSIFIERS, ENCODERS, FAMILIES, Model, Outputs, Reference, checkpoint, classifier_checkpoint,
    encoder_checkpoint, made_classifiers, made_decoders, made_encoders, unpadded_classifier,
};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use stillroom_formats::OnnxWeights;
use stillroom_testkit::fixture;

/// What other programs are given beside `NAME.f32.onnx`, `NAME.int8.onnx` and, where there is one, `NAME.html`.
#[derive(Serialize)]
struct Case {
    max_length: usize,
    /// Whether a longer row is refused: an average of n-grams takes any.
    bounded: bool,
    ids: usize,
    /// Types of tokens, where the model asks for them.
    token_types: Option<usize>,
    /// Whether there are logits for each token, or for each row.
    per_token: bool,
    batches: Vec<Expected>,
}

#[derive(Serialize)]
struct Expected {
    /// Who computed the values.
    by: &'static str,
    input_ids: Vec<Vec<i32>>,
    attention_mask: Vec<Vec<u8>>,
    token_type_ids: Option<Vec<Vec<i32>>>,
    /// Row-major; none where the model has no head.
    logits: Option<Vec<f32>>,
    /// Of encoders, row-major.
    hidden_states: Option<Vec<f32>>,
}

impl Expected {
    fn new(by: &'static str, batch: Batch, outputs: Outputs) -> Self {
        let Batch { ids: input_ids, mask: attention_mask, types: token_type_ids } = batch;
        let Outputs { logits, hidden: hidden_states } = outputs;
        Self { by, input_ids, attention_mask, token_type_ids, logits, hidden_states }
    }

    fn here(model: &Model, batch: Batch) -> Self {
        let outputs = model.outputs(&batch);
        Self::new("stillroom", batch, outputs)
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
    batches.extend(lengths(max_length).into_iter().map(|length| Expected::here(model, padded(model, length))));
    let token_types = Some(model.token_types()).filter(|&count| count > 1);
    let (bounded, per_token) = (!model.is_bag(), matches!(model, Model::Decoder(_)));
    let case = Case { max_length, bounded, ids, token_types, per_token, batches };
    let file = |suffix: &str, bytes: &[u8]| fs::write(folder().join(format!("{name}.{suffix}")), bytes).unwrap();
    file("f32.onnx", &model.to_onnx(OnnxWeights::F32).unwrap());
    file("int8.onnx", &model.to_onnx(OnnxWeights::Int8).unwrap());
    if let Some(page) = model.to_html(name) {
        file("html", page.as_bytes());
    }
    file("json", &serde_json::to_vec(&case).unwrap());
}

/// One token, a few, and as many as the model reads.
fn lengths(max_length: usize) -> Vec<usize> {
    vec![1, max_length.min(5), max_length]
}

/// Rows of that length: whole, half padding on the right, one token, padding on the left, nothing but padding.
fn padded(model: &Model, length: usize) -> Batch {
    let (padding, ids, types) = (model.padding(), model.limits().1, model.token_types());
    let token = |row: usize, at: usize| (padding + 1 + ((row * 31 + at * 7) % (ids - 1)) as i32) % ids as i32;
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
    let ids = rows(&|row, at| if real(row, at) { token(row, at) } else { padding });
    let mask = rows(&|row, at| real(row, at).into());
    let types = (types > 1).then(|| rows(&|row, at| ((row + at / 2) % types) as i32));
    Batch { ids, mask: mask.into_iter().map(|row| row.into_iter().map(|one| one as u8).collect()).collect(), types }
}

/// `expected.json`: `L` is a row's logits.
#[derive(Deserialize)]
struct Transformers<L> {
    input_ids: Vec<Vec<i32>>,
    attention_mask: Vec<Vec<u8>>,
    logits: Vec<L>,
    hidden_states: Vec<Vec<Vec<f32>>>,
}

impl<L> Transformers<L> {
    /// The values that count, given the logits; all tokens are of the first type.
    fn expected(self, logits: impl FnOnce(&[L]) -> Vec<f32>, model: &Model) -> Expected {
        let hidden = matches!(model, Model::Encoder(_)).then(|| self.hidden_states.concat().concat());
        let types = (model.token_types() > 1).then(|| self.input_ids.iter().map(|row| vec![0; row.len()]).collect());
        let outputs = Outputs { logits: Some(logits(&self.logits)), hidden };
        Expected::new("transformers", Batch { ids: self.input_ids, mask: self.attention_mask, types }, outputs)
    }
}

#[test]
fn decoders_are_written() {
    for family in FAMILIES {
        let theirs: Transformers<Vec<Vec<f32>>> = fixture(&format!("models/{family}/expected.json"));
        let model = Model::Decoder(checkpoint(family));
        let expected = theirs.expected(|rows| rows.concat().concat(), &model);
        write(family, &model, vec![expected]);
    }
    for (name, checkpoint) in made_decoders() {
        write(name, &Model::Decoder(checkpoint), Vec::new());
    }
}

#[test]
fn models_of_others_that_read_a_text_whole_are_written() {
    let encoders = ENCODERS.map(|family| (family, Model::Encoder(encoder_checkpoint(family))));
    let decoders = DECODER_CLASSIFIERS.map(|family| (family, Model::DecoderClassifier(classifier_checkpoint(family))));
    for (family, model) in encoders.into_iter().chain(decoders) {
        let theirs: Transformers<Vec<f32>> = fixture(&format!("models/{family}/expected.json"));
        let expected = theirs.expected(<[Vec<f32>]>::concat, &model);
        write(family, &model, vec![expected]);
    }
    for (name, checkpoint) in made_encoders() {
        write(name, &Model::Encoder(checkpoint), Vec::new());
    }
    write("unpadded-classifier", &Model::DecoderClassifier(unpadded_classifier()), Vec::new());
}

#[test]
fn classifiers_are_written() {
    for (name, package, reference) in Reference::all() {
        let mask = reference.ids.iter().map(|row| row.iter().map(|&id| u8::from(id != 0)).collect()).collect();
        let batch = Batch { ids: reference.ids, mask, types: None };
        let outputs = Outputs { logits: Some(reference.logits.concat()), hidden: None };
        write(name, &Model::Classifier(package.into()), vec![Expected::new("numpy", batch, outputs)]);
    }
    for (name, package) in made_classifiers() {
        write(name, &Model::Classifier(package.into()), Vec::new());
    }
}
