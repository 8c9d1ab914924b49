//! A `tokenizer.json` as metadata.

use super::fault;
use super::pre::Pre;
use super::template::{BEGIN, BEGINS, ENDS, parse};
use super::tokens::kind;
use crate::DecoderCheckpoint;
use crate::gguf::error::{GgufError, shown};
use crate::gguf::metadata::Metadata;
use crate::gguf::read::ENDS as END_KEYS;
use serde_json::{Map, Value};

/// Options of the model that GGUF has no place for.
const UNWRITTEN: [&str; 4] = ["dropout", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback"];

/// Writes a tokenizer of byte pairs or bytes. The vocabulary is filled up to the model's, as llama.cpp's converter does.
///
/// # Errors
/// [`GgufError::Tokenizer`], with what GGUF has no place for.
pub(in crate::gguf) fn write_tokenizer(
    json: &str,
    model: &DecoderCheckpoint,
    metadata: &mut Metadata,
) -> Result<(), GgufError> {
    let tokenizer: Value = serde_json::from_str(json).map_err(|e| fault(format!("it is no JSON: {e}")))?;
    check_model(&tokenizer["model"])?;
    let vocabulary = Vocabulary::of(&tokenizer, model.vocabulary)?;
    let merges = merges(&tokenizer["model"])?;
    let pre = pre(&tokenizer, merges.is_empty())?;
    metadata.text("tokenizer.ggml.model", "gpt2");
    metadata.text("tokenizer.ggml.pre", pre.name);
    metadata.texts("tokenizer.ggml.tokens", &vocabulary.tokens);
    metadata.i32s("tokenizer.ggml.token_type", &vocabulary.kinds);
    metadata.texts("tokenizer.ggml.merges", &merges);
    special(&tokenizer, model, &vocabulary, metadata)
}

fn check_model(model: &Value) -> Result<(), GgufError> {
    let set = |key: &&str| !matches!(&model[*key], Value::Null | Value::Bool(false)) && model[*key] != "";
    match (model["type"].as_str(), UNWRITTEN.iter().find(|key| set(key))) {
        (Some("BPE"), None) => Ok(()),
        (Some("BPE"), Some(key)) => Err(fault(format!("GGUF has no place for its `{key}`"))),
        (other, _) => Err(fault(format!("it is a {}; byte pairs are written", other.map_or("thing".into(), shown)))),
    }
}

fn pre(tokenizer: &Value, alone: bool) -> Result<Pre, GgufError> {
    let pre = Pre::of_json(&tokenizer["pre_tokenizer"], alone)?;
    let whole_words = tokenizer["model"]["ignore_merges"].as_bool().unwrap_or(false);
    if whole_words != pre.whole_words && !alone {
        return Err(fault("GGUF has no name for the way in which it merges whole words"));
    }
    match tokenizer["normalizer"]["type"].as_str() {
        None => Ok(pre),
        Some("NFC") if pre.composes => Ok(pre),
        Some(other) => Err(fault(format!("GGUF has no place for its normalizer {}", shown(other)))),
    }
}

/// Merges as GGUF has them: two tokens with a space between.
fn merges(model: &Value) -> Result<Vec<String>, GgufError> {
    let merge = |merge: &Value| match merge {
        Value::String(both) => Some(both.clone()),
        Value::Array(both) => match both.as_slice() {
            [Value::String(a), Value::String(b)] if !a.contains(' ') => Some(format!("{a} {b}")),
            _ => None,
        },
        _ => None,
    };
    let all = model["merges"].as_array().ok_or_else(|| fault("it has no merges"))?;
    all.iter().map(merge).collect::<Option<_>>().ok_or_else(|| fault("a merge is not of two tokens"))
}

/// Tokens by id, and what they are for.
struct Vocabulary {
    tokens: Vec<String>,
    kinds: Vec<i32>,
    unknown: Option<usize>,
}

impl Vocabulary {
    fn of(tokenizer: &Value, size: usize) -> Result<Self, GgufError> {
        let tokens = (0..size).map(|id| format!("[PAD{id}]")).collect();
        let mut all = Self { tokens, kinds: vec![kind::UNUSED as i32; size], unknown: None };
        let vocabulary = tokenizer["model"]["vocab"].as_object().ok_or_else(|| fault("it has no vocabulary"))?;
        vocabulary.iter().try_for_each(|(token, id)| all.set(token, id, kind::NORMAL).map(drop))?;
        let added = tokenizer["added_tokens"].as_array().into_iter().flatten().filter_map(Value::as_object);
        added.into_iter().try_for_each(|token| all.add(token))?;
        let unknown = tokenizer["model"]["unk_token"].as_str();
        if let Some(id) = unknown.and_then(|token| vocabulary.get(token)) {
            all.unknown = Some(all.set(unknown.unwrap_or_default(), id, kind::UNKNOWN)?);
        }
        Ok(all)
    }

    fn add(&mut self, token: &Map<String, Value>) -> Result<(), GgufError> {
        let field = |key: &str| token.get(key).unwrap_or(&Value::Null);
        let text = field("content").as_str().ok_or_else(|| fault("an added token has no text"))?;
        let kind = if field("special") == &Value::Bool(true) { kind::CONTROL } else { kind::ADDED };
        self.set(text, field("id"), kind).map(drop)
    }

    fn set(&mut self, token: &str, id: &Value, kind: i64) -> Result<usize, GgufError> {
        let found = id.as_u64().and_then(|id| usize::try_from(id).ok()).filter(|&id| id < self.tokens.len());
        let beyond = || fault(format!("the model has {} ids, and not that of `{}`", self.tokens.len(), shown(token)));
        let id = found.ok_or_else(beyond)?;
        self.tokens[id] = token.into();
        self.kinds[id] = kind as i32;
        Ok(id)
    }
}

/// The ids with a meaning of their own. llama.cpp takes others for granted where a file names none.
fn special(
    tokenizer: &Value,
    model: &DecoderCheckpoint,
    vocabulary: &Vocabulary,
    metadata: &mut Metadata,
) -> Result<(), GgufError> {
    let [begin, end] = parse(&tokenizer["post_processor"])?;
    let ends = ends(model)?;
    if end.is_some_and(|end| end != ends[0]) {
        return Err(fault("its template ends a text with another token than the model"));
    }
    metadata.u32(BEGIN, begin.unwrap_or(ends[0]));
    END_KEYS.iter().zip(ends).for_each(|(key, &id)| metadata.u32(key, id));
    if let Some(id) = vocabulary.unknown {
        metadata.u32("tokenizer.ggml.unknown_token_id", id as u32);
    }
    metadata.flag(BEGINS, begin.is_some());
    metadata.flag(ENDS, end.is_some());
    metadata.flag("tokenizer.ggml.add_space_prefix", false);
    Ok(())
}

fn ends(model: &DecoderCheckpoint) -> Result<&[u32], GgufError> {
    let known = model.end_ids.iter().all(|&id| (id as usize) < model.vocabulary);
    match model.end_ids.len() {
        _ if !known => Err(fault("the model ends a text with an id that it does not have")),
        0 => Err(fault("the model names no token that ends a text")),
        count if count <= END_KEYS.len() => Ok(&model.end_ids),
        count => {
            Err(fault(format!("the model ends a text with {count} tokens; GGUF has places for {}", END_KEYS.len())))
        }
    }
}
