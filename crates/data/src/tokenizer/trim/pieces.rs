//! Word pieces: the longest piece that fits is taken, so that leaving out pieces that no text has changes nothing.

use super::Vocabulary;
use serde_json::{Map, Value};

/// What stands for the unknown, and the pieces of one character.
pub(super) fn characters(file: &Map<String, Value>, vocabulary: &Vocabulary) -> Vec<u32> {
    let model = &file["model"];
    let prefix = model["continuing_subword_prefix"].as_str().unwrap_or("##");
    let is_one = |token: &str| token.strip_prefix(prefix).unwrap_or(token).chars().count() == 1;
    let unknown = model["unk_token"].as_str().and_then(|token| vocabulary.id(token));
    let single = vocabulary.tokens.iter().filter(|(_, token)| is_one(token)).map(|(&id, _)| id);
    single.chain(unknown).collect()
}
