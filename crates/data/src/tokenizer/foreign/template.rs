//! The special tokens that a post-processor adds.

use serde_json::{Map, Value};

/// Processors that add tokens. The library would end the program where one follows another.
const ADDING: [&str; 3] = ["BertProcessing", "RobertaProcessing", "TemplateProcessing"];

/// Checks that at most one processor adds tokens, and that those it adds are said in full.
pub(super) fn check(processors: &[&Map<String, Value>]) -> Result<(), String> {
    let adding: Vec<_> = processors.iter().filter(|part| ADDING.contains(&kind(part))).collect();
    match adding.as_slice() {
        [_, _, ..] => Err("several parts of its post_processor add special tokens".into()),
        [one] if kind(one) == "TemplateProcessing" => check_template(one),
        _ => Ok(()),
    }
}

fn kind(part: &Map<String, Value>) -> &str {
    part.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn check_template(part: &Map<String, Value>) -> Result<(), String> {
    let tokens = part.get("special_tokens").and_then(Value::as_object).ok_or("its template has no `special_tokens`")?;
    if let Some((name, _)) = tokens.iter().find(|(_, token)| !is_whole(token)) {
        return Err(format!("the special token `{name}` of its template has not as many ids as tokens"));
    }
    check_pieces(part.get("single"), tokens, &["A"])?;
    check_pieces(part.get("pair"), tokens, &["A", "B"])
}

fn is_whole(token: &Value) -> bool {
    let count = |key: &str| token.get(key).and_then(Value::as_array).map(Vec::len);
    count("ids").is_some() && count("ids") == count("tokens")
}

/// Each piece is one of the texts that there are, or a special token that is listed.
fn check_pieces(pieces: Option<&Value>, tokens: &Map<String, Value>, texts: &[&str]) -> Result<(), String> {
    let pieces = pieces.and_then(Value::as_array).ok_or("its template is no list of pieces")?;
    let id = |piece: &Value, key: &str| piece.get(key)?.get("id")?.as_str().map(str::to_owned);
    for piece in pieces {
        match (id(piece, "Sequence"), id(piece, "SpecialToken")) {
            (Some(text), None) if texts.contains(&text.as_str()) => {}
            (None, Some(token)) if tokens.contains_key(&token) => {}
            _ => return Err(format!("the piece {piece} of its template stands for nothing")),
        }
    }
    Ok(())
}
