//! Weights in several files, of encoders and decoders alike.

use crate::support::{Raw, files, raw, write};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::HashMap;
use stillroom_formats::{Checkpoint, CheckpointError, ShardIndex};
use stillroom_spec::ErrorReport;

const INDEX: &str = "model.safetensors.index.json";

/// A model's folder with its weights in two files.
fn folder(family: &str) -> HashMap<String, Vec<u8>> {
    let (config, weights) = files(family);
    let all = raw(&weights);
    let (one, other) = all.split_at(all.len() / 2);
    let name = |part: usize| format!("model-0000{part}-of-00002.safetensors");
    let map = |part: usize, tensors: &[Raw]| {
        tensors.iter().map(move |(tensor, ..)| (tensor.clone(), json!(name(part)))).collect::<Vec<_>>()
    };
    let map: serde_json::Map<String, Value> = map(1, one).into_iter().chain(map(2, other)).collect();
    let index = json!({"metadata": {"total_size": 1}, "weight_map": map}).to_string().into_bytes();
    HashMap::from([
        ("config.json".into(), config),
        (INDEX.into(), index),
        (name(1), write(one)),
        (name(2), write(other)),
    ])
}

fn read(folder: &HashMap<String, Vec<u8>>) -> Result<Checkpoint, CheckpointError> {
    Checkpoint::from_files(|name| folder.get(name).cloned())
}

#[test]
fn several_files_are_one_model() {
    for family in ["bert", "distilbert", "gpt2", "llama-untied", "qwen2"] {
        let (config, weights) = files(family);
        let whole = Checkpoint::from_hugging_face(&config, &[&weights]).unwrap();
        assert_eq!(read(&folder(family)).unwrap(), whole, "{family}");
        let single = HashMap::from([("config.json".into(), config), ("model.safetensors".into(), weights)]);
        assert_eq!(read(&single).unwrap(), whole, "{family}");
    }
}

#[test]
fn what_is_missing_is_named() {
    let without = |name: &str| {
        let mut folder = folder("bert");
        folder.remove(name).unwrap();
        read(&folder).unwrap_err()
    };
    let second = "model-00002-of-00002.safetensors";
    assert_eq!(without(second), CheckpointError::MissingFile(second.into()));
    assert_eq!(without("config.json"), CheckpointError::MissingFile("config.json".into()));
    assert_eq!(without(INDEX), CheckpointError::MissingFile("model.safetensors".into()));
}

/// A file that lacks a tensor which it is listed for: a download of another version, or a cut one.
#[test]
fn a_file_that_does_not_hold_what_is_listed_is_named() {
    let mut mixed = folder("bert");
    let (_, other) = files("distilbert");
    mixed.insert("model-00001-of-00002.safetensors".into(), other);
    let error = read(&mixed).unwrap_err();
    assert!(matches!(&error, CheckpointError::Index(why) if why.contains("model-00001-of")), "{error}");
    mixed.get_mut("model-00001-of-00002.safetensors").unwrap().truncate(100);
    let report = ErrorReport::from(read(&mixed).unwrap_err());
    assert_eq!(report.place.unwrap().file, "model-00001-of-00002.safetensors");
}

/// An index leads to files of weights beside it, never out of the folder and never to itself.
#[test]
fn names_that_lead_elsewhere_are_refused() {
    let names = [
        INDEX,
        "other.safetensors.index.json",
        "../model.safetensors",
        "sub/model.safetensors",
        "/etc/model.safetensors",
        "C:\\model.safetensors",
        "..safetensors",
        ".safetensors",
        "model.bin",
        "",
        "model\u{0}.safetensors",
        "model\u{202e}.safetensors",
    ];
    for name in names {
        let index = json!({"weight_map": {"a": name}}).to_string();
        let error = ShardIndex::read(index.as_bytes()).expect_err(name);
        assert!(matches!(error, CheckpointError::Index(_)), "{name}: {error}");
        assert_eq!(ErrorReport::from(error).place.unwrap().file, INDEX);
    }
}

#[test]
fn a_list_of_nothing_is_refused() {
    let many: serde_json::Map<String, Value> =
        (0..5000).map(|n| (format!("t{n}"), json!(format!("{n}.safetensors")))).collect();
    for index in [json!({}), json!({"weight_map": {}}), json!({"weight_map": {"a": 1}}), json!({"weight_map": many})] {
        assert!(ShardIndex::read(index.to_string().as_bytes()).is_err());
    }
    let twice = ShardIndex::read(br#"{"weight_map": {"a": "x.safetensors", "b": "x.safetensors"}}"#).unwrap();
    assert_eq!(twice.files(), ["x.safetensors"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_index_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(ShardIndex::read(&bytes).is_err());
    }

    /// Whatever is accepted lies in the folder.
    #[test]
    fn any_name_stays_in_the_folder(name in "[./\\\\a-z:\u{0}~-]{0,12}(\\.safetensors)?") {
        if let Ok(index) = ShardIndex::read(json!({"weight_map": {"a": name}}).to_string().as_bytes()) {
            prop_assert!(index.files().iter().all(|file| !file.contains(['/', '\\', ':', '\0']) && !file.starts_with('.')));
        }
    }
}
