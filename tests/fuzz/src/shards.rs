//! Weights in several files, by `model.safetensors.index.json`.

use crate::frames::{joined, parts};
use crate::plant::Seed;
use crate::told::reported;
use crate::weights::safetensors;
use std::cell::RefCell;
use stillroom_formats::{ShardIndex, hugging_face_shards};

const INDEX: &str = "model.safetensors.index.json";

/// Reads an index over two files; every name that is asked for is a plain one.
pub fn check(bytes: &[u8]) {
    let [index, one, other] = parts(bytes);
    reported(ShardIndex::read(index));
    let asked = RefCell::new(Vec::new());
    let shards = hugging_face_shards(|name| {
        asked.borrow_mut().push(name.to_owned());
        match name {
            "model.safetensors" => None,
            INDEX => Some(index.to_vec()),
            _ => Some(safetensors(if name.contains('1') { one } else { other }, b"abc")),
        }
    });
    let asked = asked.into_inner();
    assert!(asked.iter().all(|name| !name.contains(['/', '\\', '\0']) && !name.starts_with('.')), "{asked:?}");
    if let Some(shards) = reported(shards) {
        assert_eq!(shards.len() + 2, asked.len());
    }
}

/// Two files, and one that is listed but lies elsewhere.
pub fn seeds() -> Vec<Seed> {
    let headers: [&[u8]; 2] = [br#"{"a":{"dtype":"F32","shape":[2]}}"#, br#"{"b":{"dtype":"F32","shape":[1]}}"#];
    let with = |index: &str| joined(&[index.as_bytes(), headers[0], headers[1]]);
    vec![
        (
            "two".into(),
            with(
                r#"{"metadata":{"total_size":12},"weight_map":{"a":"m-1-of-2.safetensors","b":"m-2-of-2.safetensors"}}"#,
            ),
        ),
        ("path".into(), with(r#"{"weight_map":{"a":"../m-1.safetensors"}}"#)),
    ]
}
