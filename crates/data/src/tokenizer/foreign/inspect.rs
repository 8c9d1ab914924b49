//! A `tokenizer.json` of unknown origin, looked through before the library reads it: that panics on some files.

use super::super::load::halves;
use super::parts::{DECODER, NORMALIZER, POST_PROCESSOR, PRE_TOKENIZER};
use super::template;
use serde_json::{Map, Value};

/// Most tokens.
const MOST_TOKENS: usize = 1 << 21;
/// Highest id.
const HIGHEST_ID: u64 = 1 << 24;
/// Most tokens that are added to a model's own.
const MOST_ADDED: usize = 1 << 17;
/// Longest part of something faulty that is shown, in characters.
const SHOWN: usize = 60;

/// The file as the library shall read it, or why not.
pub(in crate::tokenizer) fn inspect(json: &str) -> Result<Value, String> {
    let mut file: Map<String, Value> = serde_json::from_str(json).map_err(|e| e.to_string())?;
    NORMALIZER.parts(&file)?;
    PRE_TOKENIZER.parts(&file)?;
    DECODER.parts(&file)?;
    template::check(&POST_PROCESSOR.parts(&file)?)?;
    check_contents(file.get("added_tokens"))?;
    let model = file.get_mut("model").and_then(Value::as_object_mut).ok_or("it has no model")?;
    check_model(model)?;
    // Who makes batches pads and cuts.
    file.insert("truncation".into(), Value::Null);
    file.insert("padding".into(), Value::Null);
    Ok(Value::Object(file))
}

fn check_contents(added: Option<&Value>) -> Result<(), String> {
    let added = match added {
        None | Some(Value::Null) => return Ok(()),
        Some(added) => added.as_array().ok_or("its added tokens are no list")?,
    };
    if added.len() > MOST_ADDED {
        return Err(format!("it has {} added tokens, more than {MOST_ADDED}", added.len()));
    }
    let content = |token: &Value| token.get("content").and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    match added.iter().find(|token| !content(token)) {
        Some(token) => Err(format!("its added token {} has no content", shown(token))),
        None => Ok(()),
    }
}

/// The library numbers the added tokens itself: a file that says otherwise was made for another vocabulary.
pub(super) fn check_added(tokenizer: &tokenizers::Tokenizer, added: &Value) -> Result<(), String> {
    for token in added.as_array().into_iter().flatten() {
        let content = token.get("content").and_then(Value::as_str).unwrap_or_default();
        let (said, found) = (token.get("id").and_then(Value::as_u64), tokenizer.token_to_id(content).map(u64::from));
        if said != found {
            return Err(format!("its added token {} does not have the id that follows from the others", shown(token)));
        }
    }
    Ok(())
}

fn check_model(model: &mut Map<String, Value>) -> Result<(), String> {
    match kind(model)?.as_str() {
        "BPE" => check_pairs(model),
        "WordPiece" | "WordLevel" => check_vocabulary(model).map(|_| ()),
        "Unigram" => check_pieces(model),
        other => Err(format!("its model is {}, which is not read", shown(&other.into()))),
    }
}

/// The first files do not say that their model is BPE.
fn kind(model: &mut Map<String, Value>) -> Result<String, String> {
    if !model.contains_key("type") && model.contains_key("merges") {
        model.insert("type".into(), "BPE".into());
    }
    model.get("type").and_then(Value::as_str).map(str::to_owned).ok_or_else(|| "its model has no type".into())
}

fn check_vocabulary(model: &Map<String, Value>) -> Result<&Map<String, Value>, String> {
    let vocabulary = model.get("vocab").and_then(Value::as_object).ok_or("its model has no vocabulary")?;
    if vocabulary.is_empty() || vocabulary.len() > MOST_TOKENS {
        return Err(format!("it has {} tokens, not 1 to {MOST_TOKENS}", vocabulary.len()));
    }
    match vocabulary.iter().find(|(_, id)| id.as_u64().is_none_or(|id| id > HIGHEST_ID)) {
        Some((token, id)) => Err(format!("its token {} has the id {}", shown(&token.as_str().into()), shown(id))),
        None => Ok(vocabulary),
    }
}

fn check_pairs(model: &Map<String, Value>) -> Result<(), String> {
    let vocabulary = check_vocabulary(model)?;
    if model.get("dropout").is_some_and(|share| !share.is_null() && share.as_f64() != Some(0.0)) {
        return Err("its model leaves merges out at random".into());
    }
    let prefix = model.get("continuing_subword_prefix").and_then(Value::as_str).unwrap_or_default();
    let merges = model.get("merges").and_then(Value::as_array).ok_or("its merges are no list")?;
    match merges.iter().find(|merge| !is_merge(merge, prefix, vocabulary)) {
        Some(merge) => Err(format!("the merge {} is not of tokens", shown(merge))),
        None => Ok(()),
    }
}

/// Both halves and the whole must be tokens, and the second must have the prefix: the library cuts by it unseen.
fn is_merge(merge: &Value, prefix: &str, vocabulary: &Map<String, Value>) -> bool {
    halves(merge).is_some_and(|(a, b)| {
        let whole = b.strip_prefix(prefix).map(|rest| format!("{a}{rest}"));
        whole.is_some_and(|whole| [a, b, &whole].iter().all(|token| vocabulary.contains_key(*token)))
    })
}

/// A list of tokens with the logarithms of their probabilities.
fn check_pieces(model: &Map<String, Value>) -> Result<(), String> {
    let pieces = model.get("vocab").and_then(Value::as_array).ok_or("its model has no vocabulary")?;
    if pieces.is_empty() || pieces.len() > MOST_TOKENS {
        return Err(format!("it has {} tokens, not 1 to {MOST_TOKENS}", pieces.len()));
    }
    let is_piece = |piece: &Value| match piece.as_array().map(Vec::as_slice) {
        Some([Value::String(token), Value::Number(_)]) => !token.is_empty(),
        _ => false,
    };
    match pieces.iter().find(|piece| !is_piece(piece)) {
        Some(piece) => Err(format!("its token {} is no text with a number", shown(piece))),
        None => Ok(()),
    }
}

fn shown(value: &Value) -> String {
    format!("`{}`", value.to_string().chars().take(SHOWN).collect::<String>())
}
