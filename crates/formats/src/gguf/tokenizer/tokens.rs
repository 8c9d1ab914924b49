//! The vocabulary of a file: tokens by their ids, and what each of them is for.

use super::fault;
use crate::gguf::error::{GgufError, shown};
use crate::gguf::file::GgufFile;
use crate::gguf::value::GgufArray;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Longest token in bytes; longer ones are in no vocabulary, and would take quadratic time.
const LONGEST: usize = 1024;

/// What a token is for (`llama_token_type`).
pub(super) mod kind {
    pub(crate) const NORMAL: i64 = 1;
    pub(crate) const UNKNOWN: i64 = 2;
    pub(crate) const CONTROL: i64 = 3;
    pub(crate) const ADDED: i64 = 4;
    pub(crate) const UNUSED: i64 = 5;
    pub(crate) const BYTE: i64 = 6;
}

pub(super) struct Tokens<'a> {
    /// By id.
    pub(super) texts: Vec<&'a str>,
    /// By id.
    pub(super) kinds: Vec<i64>,
    pub(super) ids: HashMap<&'a str, u32>,
}

impl<'a> Tokens<'a> {
    pub(super) fn read(file: &GgufFile<'a>) -> Result<Self, GgufError> {
        let all = texts(&array(file, "tokenizer.ggml.tokens")?, "token")?;
        let kinds = kinds(file, all.len())?;
        let mut ids = HashMap::with_capacity(all.len());
        for (&token, id) in all.iter().zip(0..) {
            if ids.insert(token, id).is_some() {
                return Err(fault(format!("the token `{}` has two ids", shown(token))));
            }
        }
        Ok(Self { texts: all, kinds, ids })
    }

    /// The id under a key, and its token.
    pub(super) fn special(&self, file: &GgufFile, key: &str) -> Option<(u32, &'a str)> {
        let id = u32::try_from(file.metadata(key)?.as_u64()?).ok()?;
        Some((id, *self.texts.get(id as usize)?))
    }

    /// All tokens with their ids.
    pub(super) fn vocabulary(&self) -> Value {
        self.texts.iter().zip(0_u32..).map(|(token, id)| ((*token).to_owned(), id.into())).collect::<Map<_, _>>().into()
    }

    /// Tokens that are found in a text before it is cut, or are never in a text.
    pub(super) fn added(&self) -> Vec<Value> {
        let is_added = |kind: i64| matches!(kind, kind::UNKNOWN | kind::CONTROL | kind::ADDED);
        let all = self.texts.iter().zip(&self.kinds).zip(0_u32..);
        let added = all.filter(|((token, kind), _)| is_added(**kind) && !token.is_empty());
        added.map(|((token, kind), id)| entry(token, id, *kind != kind::ADDED)).collect()
    }
}

fn entry(token: &str, id: u32, special: bool) -> Value {
    json!({
        "id": id, "content": token, "single_word": false, "lstrip": false, "rstrip": false, "normalized": false,
        "special": special,
    })
}

/// The array under a key.
pub(super) fn array<'a>(file: &GgufFile<'a>, key: &str) -> Result<GgufArray<'a>, GgufError> {
    let found = file.metadata(key).and_then(|value| value.as_array());
    found.ok_or_else(|| fault(format!("`{key}` is missing")))
}

/// The texts of an array.
pub(super) fn texts<'a>(array: &GgufArray<'a>, what: &str) -> Result<Vec<&'a str>, GgufError> {
    let text = |value: crate::gguf::GgufValue<'a>| match value.as_text() {
        Some(text) if text.len() > LONGEST => Err(fault(format!("a {what} is longer than {LONGEST} bytes"))),
        Some(text) => Ok(text),
        None => Err(fault(format!("a {what} is no text"))),
    };
    array.iter().map(text).collect()
}

/// All are normal where the file does not say.
fn kinds(file: &GgufFile, count: usize) -> Result<Vec<i64>, GgufError> {
    const KEY: &str = "tokenizer.ggml.token_type";
    if file.metadata(KEY).is_none() {
        return Ok(vec![kind::NORMAL; count]);
    }
    let found = array(file, KEY)?;
    let kinds: Vec<i64> = found.iter().filter_map(|value| i64::try_from(value.as_u64()?).ok()).collect();
    if kinds.len() == count { Ok(kinds) } else { Err(fault("not every token has a type")) }
}
