//! Decoders that classify texts: there and back, and what their configurations say. Their logits are compared with those
//! of `transformers` by `stillroom check` and `tests/interchange`.

use crate::support::files;
use burn::tensor::Device;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use stillroom_formats::{
    Checkpoint, CheckpointError, DecoderCheckpoint, DecoderClassifierCheckpoint, from_safetensors, to_safetensors,
};
use stillroom_models::{DecoderClassifier, NamedTensor, count_parameters, load_parameters, named_parameters};
use stillroom_spec::{DecoderBiases, ErrorReport};
use stillroom_testkit::block_on;

const FAMILIES: [&str; 2] = ["gpt2-classifier", "llama-classifier"];

fn read(config: &[u8], weights: &[u8]) -> Result<DecoderClassifierCheckpoint, CheckpointError> {
    match Checkpoint::from_hugging_face(config, &[weights])? {
        Checkpoint::DecoderClassifier(found) => Ok(found),
        other => panic!("taken for another kind: {} values", other.parameters()),
    }
}

fn checkpoint(family: &str) -> DecoderClassifierCheckpoint {
    let (config, weights) = files(&format!("models/{family}"));
    read(&config, &weights).unwrap()
}

/// The configuration of a family with some keys set; `null` takes one away.
fn with(family: &str, keys: &Value) -> Vec<u8> {
    let mut config: Value = serde_json::from_slice(&files(&format!("models/{family}")).0).unwrap();
    let object = config.as_object_mut().unwrap();
    for (key, value) in keys.as_object().unwrap() {
        object.shift_remove(key);
        if !value.is_null() {
            object.insert(key.clone(), value.clone());
        }
    }
    config.to_string().into_bytes()
}

fn weights_of(family: &str) -> Vec<u8> {
    files(&format!("models/{family}")).1
}

fn tensors(bytes: &[u8]) -> BTreeMap<String, (Vec<usize>, Vec<f32>)> {
    from_safetensors(bytes).unwrap().into_iter().map(|t| (t.name, (t.shape, t.values))).collect()
}

fn sorted(mut weights: Vec<NamedTensor>) -> Vec<NamedTensor> {
    weights.sort_by(|a, b| a.name.cmp(&b.name));
    weights
}

fn back(written: &DecoderClassifierCheckpoint) -> DecoderClassifierCheckpoint {
    let files = written.to_hugging_face().unwrap();
    read(files.config.as_bytes(), &files.weights).unwrap()
}

#[test]
fn what_was_read_is_written_again() {
    for family in FAMILIES {
        let (found, (config, weights)) = (checkpoint(family), files(&format!("models/{family}")));
        let written = found.to_hugging_face().unwrap();
        assert_eq!(tensors(&written.weights), tensors(&weights), "{family}");
        assert_eq!(back(&found), found, "{family}");
        let (theirs, ours): (Value, Value) =
            (serde_json::from_slice(&config).unwrap(), serde_json::from_str(&written.config).unwrap());
        for key in ["architectures", "id2label", "pad_token_id", "eos_token_id", "model_type"] {
            assert_eq!(ours[key], theirs[key], "{family}: {key}");
        }
    }
    assert_eq!(checkpoint("gpt2-classifier").labels, ["calm", "stir", "boil"]);
}

#[test]
fn the_size_is_that_of_the_file() {
    for family in FAMILIES {
        let found = checkpoint(family);
        let values: usize = found.weights.iter().map(|t| t.values.len()).sum();
        let (recipe, classes) = (&found.recipe, found.labels.len());
        assert_eq!(DecoderClassifier::size(recipe, found.vocabulary, classes), values, "{family}");
        let model = DecoderClassifier::blank(recipe, found.vocabulary, classes, &Device::flex());
        let model = load_parameters(model, &found.weights).unwrap();
        assert_eq!(count_parameters(&model), values, "{family}");
        // Files have another order than modules.
        assert_eq!(sorted(block_on(named_parameters(&model)).unwrap()), sorted(found.weights), "{family}");
    }
}

#[test]
fn qwen2_and_mistral_classify_too() {
    let mistral = with(
        "llama-classifier",
        &json!({
            "model_type": "mistral", "architectures": ["MistralForSequenceClassification"], "sliding_window": null
        }),
    );
    assert_eq!(read(&mistral, &weights_of("llama-classifier")).unwrap(), checkpoint("llama-classifier"));
    let mut qwen2 = checkpoint("llama-classifier");
    qwen2.recipe.biases = DecoderBiases::QueryKeyValue;
    for layer in 0..2 {
        for (name, width) in [("query", 32), ("key", 16), ("value", 16)] {
            let name = format!("decoder.blocks.{layer}.attention.{name}.bias");
            qwen2.weights.push(NamedTensor { name, shape: vec![width], values: vec![0.5; width] });
        }
    }
    let files = qwen2.to_hugging_face().unwrap();
    assert!(files.config.contains("Qwen2ForSequenceClassification"));
    let in_order = |found: DecoderClassifierCheckpoint| DecoderClassifierCheckpoint {
        weights: sorted(found.weights.clone()),
        ..found
    };
    assert_eq!(in_order(back(&qwen2)), in_order(qwen2));
}

#[test]
fn padding_and_classes_may_be_left_unsaid() {
    let weights = weights_of("gpt2-classifier");
    let read = |keys: &Value| read(&with("gpt2-classifier", keys), &weights).unwrap();
    for nothing in [json!({"pad_token_id": null}), json!({"pad_token_id": -1})] {
        assert_eq!(read(&nothing).padding, None);
        assert_eq!(back(&read(&nothing)).padding, None);
    }
    assert_eq!(read(&json!({"id2label": null, "num_labels": 3})).labels, ["LABEL_0", "LABEL_1", "LABEL_2"]);
    // Old files have a head over the vocabulary beside, which nothing reads.
    let mut beside = from_safetensors(&weights).unwrap();
    beside.push(NamedTensor { name: "lm_head.weight".into(), shape: vec![1], values: vec![0.0] });
    let config = files("models/gpt2-classifier").0;
    let beside = to_safetensors(&beside, &[]).unwrap();
    assert_eq!(crate::classifiers::read(&config, &beside).unwrap().labels.len(), 3);
    assert_eq!(Checkpoint::passed_over(&config, &[&beside]).unwrap(), ["lm_head.weight"]);
}

#[test]
fn what_does_not_fit_is_named() {
    let weights = weights_of("llama-classifier");
    let refused = |keys: &Value, words: &[&str]| {
        let report = ErrorReport::from(read(&with("llama-classifier", keys), &weights).expect_err("it was read"));
        assert!(words.iter().all(|word| report.message.contains(word)), "{}", report.message);
        assert!(!report.hint.is_empty());
    };
    refused(&json!({"id2label": {"0": "a", "1": "b"}}), &["score.weight", "[3, 32]", "[2, 32]"]);
    refused(&json!({"id2label": {"0": "a", "2": "b"}}), &["id2label"]);
    refused(&json!({"id2label": null, "num_labels": 1_u64 << 50}), &["num_labels"]);
    refused(&json!({"model_type": "gemma"}), &["gemma", "qwen2", "bert"]);
    let none = DecoderClassifierCheckpoint { labels: Vec::new(), ..checkpoint("llama-classifier") };
    assert!(matches!(none.to_hugging_face(), Err(CheckpointError::Range(_))));
}

/// A reader of language models must not take a classifier for one, nor the other way round.
#[test]
fn a_classifier_is_no_language_model() {
    for family in FAMILIES {
        let (config, weights) = files(&format!("models/{family}"));
        let error = DecoderCheckpoint::from_hugging_face(&config, &[&weights]).unwrap_err();
        assert!(error.to_string().contains("ForSequenceClassification"), "{error}");
        let plain = with(family, &json!({"architectures": null}));
        let error = Checkpoint::from_hugging_face(&plain, &[&weights]).unwrap_err();
        assert!(error.to_string().contains("score.weight") || error.to_string().contains("lm_head"), "{error}");
    }
    let (config, weights) = files("models/gpt2");
    let mut claim: Value = serde_json::from_slice(&config).unwrap();
    claim["architectures"] = json!(["GPT2ForSequenceClassification"]);
    let error = Checkpoint::from_hugging_face(claim.to_string().as_bytes(), &[&weights]).unwrap_err();
    assert_eq!(error, CheckpointError::Missing("score.weight".into()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any names of classes, any number of them, any id for padding.
    #[test]
    fn any_classes_come_back(labels in prop::collection::vec(any::<String>(), 1..20), padding in any::<Option<u32>>()) {
        let from = checkpoint("gpt2-classifier");
        let mut weights = from.weights.clone();
        let score = weights.iter_mut().find(|tensor| tensor.name == "score.weight").unwrap();
        score.shape = vec![32, labels.len()];
        score.values = (0..32 * labels.len()).map(|at| at as f32).collect();
        let made = DecoderClassifierCheckpoint { labels, padding, weights, ..from };
        prop_assert_eq!(back(&made), made);
    }
}
