//! `config.json` and weights of GPT-2, Llama, Mistral and Qwen2.

use crate::frames::{joined, parts};
use crate::plant::{Seed, conformance};
use crate::told::reported;
use crate::weights::{safetensors, same};
use serde_json::{Map, Value, json};
use stillroom_formats::{Checkpoint, DecoderCheckpoint};

/// Reads a configuration with weights that are as long as their header says; what is accepted comes back.
pub fn check(bytes: &[u8]) {
    let [config, header, data] = parts(bytes);
    let weights = safetensors(header, data);
    reported(Checkpoint::passed_over(config, &[&weights]));
    let Some(read) = reported(DecoderCheckpoint::from_hugging_face(config, &[&weights])) else { return };
    let Some(files) = reported(read.to_hugging_face()) else { return };
    let again = DecoderCheckpoint::from_hugging_face(files.config.as_bytes(), &[&files.weights]);
    let again = again.expect("what was written can be read");
    assert!(same(&again.weights, &read.weights), "other weights");
    assert_eq!((again.recipe, again.vocabulary, again.end_ids), (read.recipe, read.vocabulary, read.end_ids));
}

/// The families, cut to one layer and few tokens.
pub fn seeds() -> Vec<Seed> {
    let layers = ["n_layer", "num_hidden_layers"];
    let families = ["gpt2", "llama", "llama-untied", "qwen2"];
    families.iter().map(|family| ((*family).to_owned(), small(family, &layers))).collect()
}

/// Vocabulary of the models of `tests/conformance`, and of those cut from them.
const TOKENS: [u64; 2] = [384, 16];

/// A model of `tests/conformance`: configuration and header without offsets.
pub(crate) fn small(family: &str, layers: &[&str]) -> Vec<u8> {
    let mut config: Value = object(&conformance(&format!("models/{family}/config.json"))).into();
    layers
        .iter()
        .filter(|key| config.get(**key).is_some())
        .copied()
        .collect::<Vec<_>>()
        .iter()
        .for_each(|key| config[*key] = json!(1));
    config["vocab_size"] = json!(TOKENS[1]);
    config["layer_types"] = Value::Null;
    let header = header(&conformance(&format!("models/{family}/model.safetensors")));
    joined(&[config.to_string().as_bytes(), header.to_string().as_bytes(), b"abcdefghijk"])
}

fn header(file: &[u8]) -> Value {
    let length = u64::from_le_bytes(file[..8].try_into().expect("eight bytes")) as usize;
    let mut header = object(&file[8..8 + length]);
    header.retain(|name, _| !name.contains(".1.") && !name.contains(".2.") && name != "__metadata__");
    for entry in header.values_mut() {
        entry.as_object_mut().expect("an entry").remove("data_offsets");
        let extents = entry["shape"].as_array_mut().expect("extents");
        extents.iter_mut().filter(|e| e.as_u64() == Some(TOKENS[0])).for_each(|e| *e = json!(TOKENS[1]));
    }
    header.into()
}

fn object(json: &[u8]) -> Map<String, Value> {
    serde_json::from_slice(json).expect("an object")
}
