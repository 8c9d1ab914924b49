//! Pairs as `SentencePiece` learns them: the file has a score for each token and no merges.

use super::tokens::{Tokens, array, kind};
use super::{Parts, fault};
use crate::gguf::error::GgufError;
use crate::gguf::file::GgufFile;
use serde_json::{Value, json};
use std::cmp::Reverse;

/// What stands for a space.
const SPACE: &str = "\u{2581}";

pub(super) fn parts(file: &GgufFile, tokens: &Tokens) -> Result<Parts, GgufError> {
    let unknown = tokens.special(file, "tokenizer.ggml.unknown_token_id").map(|(_, token)| token);
    let unknown = unknown.or_else(|| tokens.texts.first().copied());
    let spaced = file.metadata("tokenizer.ggml.add_space_prefix").and_then(|v| v.as_bool()).unwrap_or(true);
    Ok(Parts {
        normalizer: normalizer(spaced),
        pre_tokenizer: Value::Null,
        decoder: decoder(spaced),
        model: json!({
            "type": "BPE", "dropout": null, "unk_token": unknown, "continuing_subword_prefix": null,
            "end_of_word_suffix": null, "fuse_unk": true, "byte_fallback": tokens.kinds.contains(&kind::BYTE),
            "ignore_merges": false, "vocab": tokens.vocabulary(), "merges": merges(&scores(file, tokens)?, tokens),
        }),
        begins: true,
    })
}

fn normalizer(spaced: bool) -> Value {
    let replace = json!({"type": "Replace", "pattern": {"String": " "}, "content": SPACE});
    if !spaced {
        return replace;
    }
    json!({"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": SPACE}, replace]})
}

fn decoder(spaced: bool) -> Value {
    let mut steps = vec![
        json!({"type": "Replace", "pattern": {"String": SPACE}, "content": " "}),
        json!({"type": "ByteFallback"}),
        json!({"type": "Fuse"}),
    ];
    if spaced {
        steps.push(json!({"type": "Strip", "content": " ", "start": 1, "stop": 0}));
    }
    json!({"type": "Sequence", "decoders": steps})
}

fn scores(file: &GgufFile, tokens: &Tokens) -> Result<Vec<f32>, GgufError> {
    let found = array(file, "tokenizer.ggml.scores")?;
    let scores: Vec<f32> = found.iter().filter_map(|value| value.as_f32()).filter(|score| !score.is_nan()).collect();
    if scores.len() == tokens.texts.len() { Ok(scores) } else { Err(fault("not every token has a score")) }
}

/// Two tokens that together are one.
struct Merge<'a> {
    halves: (&'a str, &'a str),
    score: f32,
}

/// Every way to make a token of two, the best score first (`generate_merges` in `transformers`'
/// `convert_slow_tokenizer.py`): `SentencePiece` merges the two neighbours whose whole has the best score.
fn merges(scores: &[f32], tokens: &Tokens) -> Vec<Value> {
    let wholes = tokens.texts.iter().zip(&tokens.kinds).zip(scores);
    let wholes = wholes.filter(|((_, kind), _)| matches!(**kind, kind::NORMAL | kind::ADDED));
    let mut all: Vec<Merge> = wholes.flat_map(|((token, _), &score)| halves(token, score, tokens)).collect();
    let length = |text: &str| Reverse(text.chars().count());
    all.sort_by_cached_key(|m| (Reverse(Ordered(m.score)), length(m.halves.0), length(m.halves.1)));
    all.iter().map(|merge| json!([merge.halves.0, merge.halves.1])).collect()
}

/// The ways to cut a token into two tokens, by the ids of those.
fn halves<'a>(token: &'a str, score: f32, tokens: &Tokens<'a>) -> Vec<Merge<'a>> {
    let cuts = token.char_indices().skip(1).map(|(at, _)| token.split_at(at));
    let ids = |(a, b): (&'a str, &'a str)| Some(((*tokens.ids.get(a)?, *tokens.ids.get(b)?), (a, b)));
    let mut found: Vec<_> = cuts.filter_map(ids).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, halves)| Merge { halves, score }).collect()
}

/// A score in its order.
#[derive(PartialEq)]
struct Ordered(f32);

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}
