//! How large the files are.

use crate::models::{Model, checkpoint, encoder_checkpoint, made_classifiers};
use stillroom_formats::OnnxWeights;

/// Bytes of the file beyond those of its weights, as f32: the nodes, the names, the tables of rotary positions.
fn check(name: &str, mut model: Model, most_beside: usize, most_share: f64) {
    let values: usize = model.weights().iter().map(|tensor| tensor.values.len()).sum();
    let size = |weights| model.to_onnx(weights).unwrap().len();
    let (floats, bytes) = (size(OnnxWeights::F32), size(OnnxWeights::Int8));
    println!("{name}: {} bytes of weights, {floats} as f32, {bytes} as int8", 4 * values);
    assert!(floats >= 4 * values && floats - 4 * values <= most_beside, "{name}: {floats} for {values} values");
    assert!(bytes as f64 <= most_share * floats as f64, "{name}: {bytes} of {floats}");
}

#[test]
fn a_file_is_little_more_than_its_weights() {
    for (name, package) in made_classifiers() {
        check(name, Model::Classifier(package.into()), 20_000, 0.4);
    }
    check("gpt2", Model::Decoder(checkpoint("gpt2")), 30_000, 0.4);
    check("bert", Model::Encoder(encoder_checkpoint("bert")), 30_000, 0.4);
    check("qwen2", Model::Decoder(checkpoint("qwen2")), 40_000, 0.4);
}
