//! Weights by themselves.

use crate::frames::{chosen, joined, parts};
use crate::plant::Seed;
use crate::told::reported;
use crate::weights::{safetensors, same};
use stillroom_formats::{from_safetensors, to_safetensors};
use stillroom_models::NamedTensor;

/// Reads a file as it is, or one whose header is given the length and the data that it says; the same again comes back.
pub fn check(bytes: &[u8]) {
    let (choice, bytes) = chosen(bytes);
    let [header, data] = parts(bytes);
    let file = if choice & 1 == 0 { bytes.to_vec() } else { safetensors(header, data) };
    let Some(tensors) = reported(from_safetensors(&file)) else { return };
    let written = to_safetensors(&tensors, &[]).expect("what was read can be written");
    let again = from_safetensors(&written).expect("what was written can be read");
    assert!(same(&sorted(again), &sorted(tensors)), "other tensors");
}

/// Files have their tensors in an order of their own.
fn sorted(mut tensors: Vec<NamedTensor>) -> Vec<NamedTensor> {
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    tensors
}

/// A small file, and headers of several types.
pub fn seeds() -> Vec<Seed> {
    let tensor = NamedTensor { name: "a".into(), shape: vec![2, 1], values: vec![1.5, f32::NAN] };
    let whole = to_safetensors(&[tensor], &[("format", "stillroom")]).expect("a file");
    let two: &[u8] =
        br#"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3]},"b":{"dtype":"F32","shape":[]}}"#;
    let overlapping = br#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#;
    let framed = |header: &[u8]| [b"1", &*joined(&[header, b"xyz"])].concat();
    vec![
        ("whole".into(), [b"0".to_vec(), whole].concat()),
        ("two".into(), framed(two)),
        ("half".into(), framed(br#"{"a":{"dtype":"F16","shape":[4]}}"#)),
        ("overlapping".into(), framed(overlapping)),
    ]
}
