//! What the metadata say of a shape, and what they must not say.

use crate::support::{checkpoint, written};
use stillroom_formats::{DecoderCheckpoint, GgufError, GgufFloat};
use stillroom_spec::ErrorReport;

/// A value of the metadata: its type and its bytes.
enum Set {
    Count(u32),
    Text(&'static str),
    Flag(bool),
    /// The key is renamed, so that it is not there.
    Gone,
}

fn text(text: &str) -> Vec<u8> {
    [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat()
}

fn value(set: &Set) -> Vec<u8> {
    match set {
        Set::Count(count) => [4_u32.to_le_bytes(), count.to_le_bytes()].concat(),
        Set::Text(word) => [&8_u32.to_le_bytes()[..], &text(word)].concat(),
        Set::Flag(flag) => [&7_u32.to_le_bytes()[..], &[u8::from(*flag)]].concat(),
        Set::Gone => Vec::new(),
    }
}

/// The written Llama with a key set: a count in its place, anything else as one value more at the beginning.
fn with(key: &str, set: &Set) -> Result<DecoderCheckpoint, GgufError> {
    let mut bytes = written("llama", GgufFloat::F32);
    let name = text(key);
    match (bytes.windows(name.len()).position(|window| window == name), set) {
        (Some(at), Set::Gone) => bytes[at + 8] = b'?',
        (Some(at), Set::Count(_)) => drop(bytes.splice(at + name.len()..at + name.len() + 8, value(set))),
        _ => insert(&mut bytes, [name, value(set)].concat()),
    }
    DecoderCheckpoint::from_gguf(&bytes)
}

/// Puts a value first. Padding is where the list of tensors ends, before the first weight, which is kept aligned.
fn insert(bytes: &mut Vec<u8>, entry: Vec<u8>) {
    let count = u64::from_le_bytes(bytes[16..24].try_into().unwrap());
    bytes[16..24].copy_from_slice(&(count + 1).to_le_bytes());
    let filler = "a".repeat(64 - (entry.len() + 8 + 4 + 8) % 32);
    let pad = [text("pad"), 8_u32.to_le_bytes().to_vec(), text(&filler[3..])].concat();
    bytes[16..24].copy_from_slice(&(count + 2).to_le_bytes());
    let added = [entry, pad].concat();
    assert_eq!(added.len() % 32, 0);
    bytes.splice(24..24, added);
}

fn check(key: &str, set: &Set, words: &[&str]) {
    let error = with(key, set).expect_err(key);
    let report = ErrorReport::from(error);
    assert!(words.iter().all(|word| report.message.contains(word)), "{key}: {}", report.message);
    assert!(report.hint.ends_with('.'), "{key}");
    assert_eq!(report.place.unwrap().file, "model.gguf");
}

#[test]
fn what_is_not_computed_here_is_refused_by_its_key() {
    check("llama.rope.scaling.type", &Set::Text("yarn"), &["`llama.rope.scaling.type`", "yarn", "none"]);
    check("llama.rope.scaling.factor", &Set::Count(4), &["`llama.rope.scaling.factor`", "4"]);
    check("llama.expert_count", &Set::Count(8), &["`llama.expert_count`", "8"]);
    check("llama.attention.causal", &Set::Flag(false), &["`llama.attention.causal`", "false"]);
    check("llama.rope.dimension_count", &Set::Count(4), &["`llama.rope.dimension_count`", "4"]);
    check("llama.attention.value_length", &Set::Count(4), &["`llama.attention.value_length`", "4"]);
}

#[test]
fn what_changes_nothing_is_read() {
    // A checkpoint is too long to be shown.
    let same = |key: &str, set: &Set| assert!(with(key, set) == Ok(checkpoint("llama")), "{key}");
    same("llama.rope.scaling.type", &Set::Text("none"));
    same("llama.expert_count", &Set::Count(0));
    same("llama.attention.causal", &Set::Flag(true));
    same("llama.attention.key_length", &Set::Gone);
}

#[test]
fn a_sliding_window_bounds_the_context() {
    let context = |key: &str, value| with(key, &Set::Count(value)).unwrap().recipe.context;
    assert_eq!(context("llama.attention.sliding_window", 40), 40);
    assert_eq!(context("llama.attention.sliding_window", 0), 64);
    assert_eq!(context("llama.context_length", 10_000_000), 1 << 17);
}

#[test]
fn a_shape_that_contradicts_itself_is_refused() {
    check("llama.attention.head_count", &Set::Count(0), &["heads"]);
    check("llama.attention.head_count_kv", &Set::Count(4), &["key_value_heads"]);
    check("llama.block_count", &Set::Count(u32::MAX), &["layers"]);
    check("llama.embedding_length", &Set::Count(64), &["`token_embd.weight`", "[384, 64]"]);
    check("llama.block_count", &Set::Count(2), &["`blk.2.", "no place"]);
    check("llama.block_count", &Set::Count(4), &["`blk.3.", "missing"]);
    check("llama.feed_forward_length", &Set::Gone, &["`llama.feed_forward_length`", "missing"]);
    check("llama.attention.layer_norm_rms_epsilon", &Set::Gone, &["epsilon", "missing"]);
    check("general.architecture", &Set::Gone, &["`general.architecture`", "missing"]);
}
