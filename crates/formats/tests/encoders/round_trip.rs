//! What is read can be written, and what is written is what `transformers` wrote.

use crate::support::{FAMILIES, checkpoint, config, encoder, files, raw};
use burn::tensor::Device;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use stillroom_formats::{Checkpoint, CheckpointError, EncoderCheckpoint};
use stillroom_models::{HeadActivation, HeadShape, PositionCount, TextEncoder, TextEncoderShape, named_parameters};
use stillroom_spec::DecoderActivation;
use stillroom_testkit::block_on;

/// Shapes and bytes of a safetensors file, by name.
fn tensors(bytes: &[u8]) -> BTreeMap<String, (Vec<usize>, Vec<u8>)> {
    raw(bytes).into_iter().map(|(name, _, shape, data)| (name, (shape, data))).collect()
}

fn read_back(written: &EncoderCheckpoint) -> EncoderCheckpoint {
    let files = written.to_hugging_face().unwrap();
    EncoderCheckpoint::from_hugging_face(files.config.as_bytes(), &[&files.weights]).unwrap()
}

#[test]
fn the_tensors_written_are_those_that_were_read() {
    for family in FAMILIES {
        let (_, original) = files(family);
        let written = checkpoint(family).to_hugging_face().unwrap();
        assert_eq!(tensors(&written.weights), tensors(&original), "{family}");
        assert_eq!(read_back(&checkpoint(family)), checkpoint(family), "{family}");
    }
}

/// Keys whose value says how a model was trained.
const FREE: [&str; 6] = [
    "hidden_dropout_prob",
    "attention_probs_dropout_prob",
    "dropout",
    "attention_dropout",
    "seq_classif_dropout",
    "layer_norm_eps",
];

#[test]
fn the_configuration_says_what_the_original_says() {
    for family in FAMILIES {
        let original: Value = serde_json::from_slice(&files(family).0).unwrap();
        let written: Value = serde_json::from_str(&checkpoint(family).to_hugging_face().unwrap().config).unwrap();
        let written = written.as_object().unwrap();
        let same = written.iter().filter(|(key, value)| original.get(key) == Some(value)).count();
        assert!(same >= 13, "{family}: only {same} keys agree");
        for (key, value) in written.iter().filter(|(key, _)| !FREE.contains(&key.as_str())) {
            assert_eq!(Some(value), original.get(key), "{family}: {key}");
        }
    }
}

/// An encoder made here goes out and comes back, of each family and without a head.
#[test]
fn a_new_encoder_comes_back() {
    let (bert, distilbert) = (checkpoint("bert").shape, checkpoint("distilbert").shape);
    let roberta = PositionCount::AfterPadding { padding: 3 };
    let shapes = [
        TextEncoderShape { activation: DecoderActivation::GeluTanh, epsilon: 1e-5, feed_forward: 70, ..bert.clone() },
        TextEncoderShape { head: None, layers: 1, ..bert.clone() },
        TextEncoderShape { position_count: roberta, token_types: 1, epsilon: 1e-5, ..bert.clone() },
        TextEncoderShape { position_count: roberta, head: None, ..bert },
        TextEncoderShape { head: None, activation: DecoderActivation::Relu, ..distilbert.clone() },
        distilbert,
    ];
    for shape in shapes {
        let model = TextEncoder::init(&shape, 50, 1, &Device::flex());
        let weights = block_on(named_parameters(&model)).unwrap();
        let labels = (0..shape.head.map_or(0, |head| head.classes)).map(|id| format!("class {id}")).collect();
        let made = EncoderCheckpoint { shape, vocabulary: 50, padding: 3, labels, weights };
        let back = read_back(&made);
        assert_eq!((&back.shape, &back.labels, back.padding), (&made.shape, &made.labels, 3));
        assert_eq!(block_on(named_parameters(&encoder(&back, &Device::flex()))).unwrap(), made.weights);
    }
}

#[test]
fn what_no_family_has_is_not_written() {
    let bert = checkpoint("bert");
    let after = |padding| PositionCount::AfterPadding { padding };
    let head = |activation| Some(HeadShape { classes: 5, activation });
    let check = |shape: TextEncoderShape, word: &str| {
        let error = EncoderCheckpoint { shape, ..bert.clone() }.to_hugging_face().unwrap_err();
        assert!(matches!(error, CheckpointError::Unwritable(_)) && error.to_string().contains(word), "{error}");
    };
    let shape = &bert.shape;
    check(TextEncoderShape { position_count: after(1), ..shape.clone() }, "another id");
    check(TextEncoderShape { position_count: after(0), token_types: 0, ..shape.clone() }, "token types");
    check(TextEncoderShape { position_count: after(0), head: head(HeadActivation::Relu), ..shape.clone() }, "relu");
    check(TextEncoderShape { head: head(HeadActivation::Relu), ..shape.clone() }, "relu");
    check(TextEncoderShape { token_types: 0, ..shape.clone() }, "tanh");
    let other = TextEncoderShape { token_types: 0, head: head(HeadActivation::Relu), epsilon: 1e-5, ..shape.clone() };
    check(other, "epsilon");
}

#[test]
fn weights_and_labels_that_are_not_the_shapes_are_named() {
    let mut short = checkpoint("distilbert");
    short.weights.retain(|t| t.name != "blocks.1.attention.key.bias");
    let error = short.to_hugging_face().unwrap_err();
    assert_eq!(error, CheckpointError::Missing("blocks.1.attention.key.bias".into()));
    let mut unnamed = checkpoint("bert");
    unnamed.labels.pop();
    assert!(unnamed.to_hugging_face().unwrap_err().to_string().contains("4 names for 5 classes"));
}

/// Any family, by the same door; what is no family is told all of them.
#[test]
fn one_door_for_all_families() {
    let (config_bytes, weights) = files("bert");
    let read = Checkpoint::from_hugging_face(&config_bytes, &[&weights]).unwrap();
    assert_eq!(read, Checkpoint::Encoder(checkpoint("bert")));
    assert_eq!((read.vocabulary(), read.parameters()), (384, checkpoint("bert").shape.size(384)));
    let error = Checkpoint::from_hugging_face(&config("bert", &json!({"model_type": "t5"})), &[]).unwrap_err();
    let said = error.to_string();
    assert!(["`t5`", "gpt2", "distilbert"].iter().all(|word| said.contains(word)), "{said}");
}
