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
        _ => insert(&mut bytes, [name, value(set)].concat(), 0),
    }
    DecoderCheckpoint::from_gguf(&bytes)
}

/// Puts a value first, and a filler, so that the weights stay aligned; `more` bytes are added elsewhere.
fn insert(bytes: &mut Vec<u8>, entry: Vec<u8>, more: usize) {
    add(&mut bytes[16..24], 2);
    let filler = "a".repeat(64 - (more + entry.len() + 23) % 32);
    let added = [entry, text("pad"), 8_u32.to_le_bytes().to_vec(), text(&filler)].concat();
    assert_eq!((added.len() + more) % 32, 0);
    bytes.splice(24..24, added);
}

/// Adds to a count of the header.
fn add(count: &mut [u8], more: u64) {
    let was = u64::from_le_bytes(count.try_into().unwrap());
    count.copy_from_slice(&(was + more).to_le_bytes());
}

/// The written Llama with factors on its wavelengths.
fn with_factors(factors: [f32; 4]) -> Result<DecoderCheckpoint, GgufError> {
    let mut bytes = written("llama", GgufFloat::F32);
    let find = |what: &[u8]| bytes.windows(what.len()).position(|window| window == what).unwrap();
    let first: Vec<u8> = checkpoint("llama").weights[0].values[..8].iter().flat_map(|v| v.to_le_bytes()).collect();
    let (list, offset) = (find(&text("token_embd.weight")), bytes.len() - find(&first));
    let numbers =
        [&1_u32.to_le_bytes()[..], &4_u64.to_le_bytes(), &0_u32.to_le_bytes(), &(offset as u64).to_le_bytes()];
    let entry = [text("rope_freqs.weight"), numbers.concat()].concat();
    bytes.extend(factors.iter().flat_map(|factor| factor.to_le_bytes()));
    add(&mut bytes[8..16], 1);
    let more = entry.len();
    bytes.splice(list..list, entry);
    insert(&mut bytes, [text("one"), value(&Set::Count(1))].concat(), more);
    DecoderCheckpoint::from_gguf(&bytes)
}

#[test]
fn factors_on_wavelengths_are_refused_unless_they_are_1() {
    let error = with_factors([1.0, 1.0, 1.0, 8.0]).map(drop).unwrap_err();
    assert!(error.to_string().contains("`rope_freqs.weight`"), "{error}");
    // A checkpoint is too long to be shown.
    assert!(with_factors([1.0; 4]) == Ok(checkpoint("llama")));
}

fn check(key: &str, set: &Set, words: &[&str]) {
    let error = with(key, set).map(drop).expect_err(key);
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
