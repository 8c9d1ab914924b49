//! Byte pairs, as GPT-2 and most models since have them.

use super::pre::Pre;
use super::tokens::{Tokens, array, kind, texts};
use super::{Parts, fault};
use crate::gguf::error::{GgufError, shown};
use crate::gguf::file::GgufFile;
use serde_json::{Value, json};

pub(super) fn parts(file: &GgufFile, tokens: &Tokens) -> Result<Parts, GgufError> {
    let pre = Pre::named(file.metadata("tokenizer.ggml.pre").and_then(|value| value.as_text()))?;
    let merges = texts(&array(file, "tokenizer.ggml.merges")?, "merge")?;
    let merges = merges.into_iter().map(|merge| pair(merge, tokens)).collect::<Result<Vec<_>, _>>()?;
    Ok(Parts {
        normalizer: if pre.composes { json!({"type": "NFC"}) } else { Value::Null },
        pre_tokenizer: pre.to_json(),
        decoder: json!({"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true}),
        model: json!({
            "type": "BPE", "dropout": null, "unk_token": unknown(file, tokens), "continuing_subword_prefix": null,
            "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false, "ignore_merges": pre.whole_words,
            "vocab": tokens.vocabulary(), "merges": merges,
        }),
        begins: pre.begins,
    })
}

/// Both halves and the whole of a merge must be tokens: readers rely on it.
fn pair(merge: &str, tokens: &Tokens) -> Result<Value, GgufError> {
    let known = |(a, b): &(&str, &str)| [*a, *b, &format!("{a}{b}")].iter().all(|part| tokens.ids.contains_key(*part));
    let halves = merge.split_once(' ').filter(known);
    halves.map(|(a, b)| json!([a, b])).ok_or_else(|| fault(format!("the merge `{}` is not of tokens", shown(merge))))
}

/// Bytes leave nothing unknown; a vocabulary may have a token for it all the same, which its type tells.
fn unknown<'a>(file: &GgufFile, tokens: &Tokens<'a>) -> Option<&'a str> {
    let (id, token) = tokens.special(file, "tokenizer.ggml.unknown_token_id")?;
    (tokens.kinds[id as usize] == kind::UNKNOWN).then_some(token)
}
