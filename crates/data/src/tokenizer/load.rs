//! A `tokenizer.json` of unknown origin: only what `build` makes is accepted, for the library panics on some of the rest.

use super::style::Style;
use super::{UNK, build};
use serde_json::{Map, Value};
use std::collections::HashMap;
use tokenizers::Tokenizer;

/// Options of the model that would change its ids, or that its reader trusts.
const UNUSED: [&str; 4] = ["dropout", "end_of_word_suffix", "byte_fallback", "ignore_merges"];

/// Reads a tokenizer, or says why not.
pub(super) fn load(json: &str, style: &Style) -> Result<Tokenizer, String> {
    let mut value: Map<String, Value> = serde_json::from_str(json).map_err(|e| e.to_string())?;
    // Rows are cut and padded elsewhere.
    value.remove("truncation");
    value.remove("padding");
    style.parts.iter().try_for_each(|(key, types)| check_type(&value, key, types))?;
    check_added(value.get("added_tokens"), style)?;
    check_model(value.get("model").unwrap_or(&Value::Null))?;
    value.insert("truncation".into(), Value::Null);
    value.insert("padding".into(), Value::Null);
    let tokenizer: Tokenizer = serde_json::from_value(Value::Object(value)).map_err(|e| e.to_string())?;
    check_ids(&tokenizer.get_vocab(true), style)?;
    build::finish(tokenizer, style).map_err(|e| e.to_string())
}

fn check_type(value: &Map<String, Value>, key: &str, types: &[&str]) -> Result<(), String> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(()),
        Some(part) => match part.get("type").and_then(Value::as_str) {
            Some(found) if types.contains(&found) => Ok(()),
            found => Err(format!("its {key} is {}, which is not read", found.unwrap_or("without a type"))),
        },
    }
}

/// Only the special tokens may be added.
fn check_added(added: Option<&Value>, style: &Style) -> Result<(), String> {
    let tokens = added.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let known =
        |token: &Value| token.get("content").and_then(Value::as_str).is_some_and(|t| style.special.contains(&t));
    if tokens.iter().all(known) {
        return Ok(());
    }
    Err(format!("it has added tokens besides {}", style.special.join(" and ")))
}

fn check_model(model: &Value) -> Result<(), String> {
    let vocabulary = model.get("vocab").and_then(Value::as_object).ok_or("its model has no vocabulary")?;
    let set = |key: &&str| !matches!(model.get(*key), None | Some(Value::Null | Value::Bool(false)));
    if let Some(key) = UNUSED.iter().find(|key| set(key)) {
        return Err(format!("its model has `{key}`, which is not read"));
    }
    if model.get("unk_token").and_then(Value::as_str) != Some(UNK) {
        return Err(format!("its model does not take {UNK} for what it lacks"));
    }
    let prefix = model.get("continuing_subword_prefix").is_some_and(|prefix| !prefix.is_null());
    match model.get("merges") {
        Some(merges) if prefix && merges.as_array().is_none_or(|m| !m.is_empty()) => {
            Err("it merges with a prefix".into())
        }
        Some(merges) => {
            merges.as_array().ok_or("its merges are no list")?.iter().try_for_each(|m| check_merge(m, vocabulary))
        }
        None => Ok(()),
    }
}

/// A merge as the two tokens that it joins, which older files write as one text.
pub(super) fn halves(merge: &Value) -> Option<(&str, &str)> {
    match merge {
        Value::String(both) => both.split_once(' '),
        Value::Array(both) => match both.as_slice() {
            [Value::String(a), Value::String(b)] => Some((a.as_str(), b.as_str())),
            _ => None,
        },
        _ => None,
    }
}

/// Both halves and the whole of a merge must be tokens: the library's reader relies on the last.
fn check_merge(merge: &Value, vocabulary: &Map<String, Value>) -> Result<(), String> {
    let known =
        |(a, b): &(&str, &str)| [*a, *b, &format!("{a}{b}")].iter().all(|token| vocabulary.contains_key(*token));
    halves(merge).filter(known).map(|_| ()).ok_or_else(|| format!("the merge {merge} is not of tokens"))
}

/// Ids must be 0, 1, 2 and so on, for networks look them up without a further check.
fn check_ids(vocabulary: &HashMap<String, u32>, style: &Style) -> Result<(), String> {
    let mut ids: Vec<u32> = vocabulary.values().copied().collect();
    ids.sort_unstable();
    if !ids.iter().copied().eq(0..ids.len() as u32) {
        return Err("its ids are not numbered without gaps".into());
    }
    match style.special.iter().zip(0..).find(|(token, id)| vocabulary.get(**token) != Some(id)) {
        Some((token, id)) => Err(format!("{token} does not have the id {id}")),
        None => Ok(()),
    }
}
