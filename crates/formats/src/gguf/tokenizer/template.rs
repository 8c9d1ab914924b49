//! Tokens that are put before and after a text.

use super::fault;
use super::tokens::Tokens;
use crate::gguf::error::GgufError;
use crate::gguf::file::GgufFile;
use serde_json::{Map, Value, json};

pub(super) const BEGIN: &str = "tokenizer.ggml.bos_token_id";
pub(super) const END: &str = "tokenizer.ggml.eos_token_id";
pub(super) const BEGINS: &str = "tokenizer.ggml.add_bos_token";
pub(super) const ENDS: &str = "tokenizer.ggml.add_eos_token";

/// The post-processor: null if nothing is added.
pub(super) fn read(file: &GgufFile, tokens: &Tokens, begins: bool) -> Result<Value, GgufError> {
    let says = |key: &str, otherwise: bool| file.metadata(key).and_then(|v| v.as_bool()).unwrap_or(otherwise);
    let before = says(BEGINS, begins).then(|| special(file, tokens, BEGIN)).transpose()?;
    let after = says(ENDS, false).then(|| special(file, tokens, END)).transpose()?;
    if before.is_none() && after.is_none() {
        return Ok(Value::Null);
    }
    let around = |sequence: &str, part: u32| {
        let piece = |(_, token): &(u32, &str)| json!({"SpecialToken": {"id": token, "type_id": part}});
        let sequence = json!({"Sequence": {"id": sequence, "type_id": part}});
        before.iter().map(piece).chain([sequence]).chain(after.iter().map(piece)).collect::<Vec<_>>()
    };
    let listed = |&(id, token): &(u32, &str)| (token.to_owned(), json!({"id": token, "ids": [id], "tokens": [token]}));
    let special: Map<String, Value> = before.iter().chain(&after).map(listed).collect();
    let pair = [around("A", 0), around("B", 1)].concat();
    Ok(json!({"type": "TemplateProcessing", "single": around("A", 0), "pair": pair, "special_tokens": special}))
}

fn special<'a>(file: &GgufFile, tokens: &Tokens<'a>, key: &str) -> Result<(u32, &'a str), GgufError> {
    tokens.special(file, key).ok_or_else(|| fault(format!("`{key}` names no token")))
}

/// What a post-processor adds: the token before a text, and the one after it.
pub(super) fn parse(processor: &Value) -> Result<[Option<u32>; 2], GgufError> {
    match processor["type"].as_str() {
        // It moves offsets and leaves ids alone.
        None | Some("ByteLevel") => Ok([None; 2]),
        Some("TemplateProcessing") => single(processor).ok_or_else(|| fault("its template is not that of one text")),
        Some("Sequence") => sequence(processor),
        Some(other) => Err(fault(format!("GGUF has no place for its post-processor {other}"))),
    }
}

fn single(processor: &Value) -> Option<[Option<u32>; 2]> {
    let pieces = processor["single"].as_array()?;
    let at = pieces.iter().position(|piece| piece.get("Sequence").is_some())?;
    let token = |pieces: &[Value]| match pieces {
        [] => Some(None),
        [piece] => {
            let listed = &processor["special_tokens"][piece["SpecialToken"]["id"].as_str()?]["ids"];
            Some(Some(u32::try_from(listed.as_array()?.first()?.as_u64()?).ok()?))
        }
        _ => None,
    };
    Some([token(&pieces[..at])?, token(&pieces[at + 1..])?])
}

fn sequence(processor: &Value) -> Result<[Option<u32>; 2], GgufError> {
    let mut all = [None; 2];
    for part in processor["processors"].as_array().into_iter().flatten() {
        let [before, after] = parse(part)?;
        all = [all[0].or(before), all[1].or(after)];
    }
    Ok(all)
}
