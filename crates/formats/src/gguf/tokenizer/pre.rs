//! How a text is cut before pairs are merged: names in GGUF, and steps in a `tokenizer.json`.
//!
//! The expressions are those of `llm_tokenizer_bpe` in llama.cpp's `llama-vocab.cpp`, in the form that the models' own
//! `tokenizer.json` has.

use super::fault;
use crate::gguf::error::{GgufError, shown};
use serde_json::{Value, json};

/// A step of a pre-tokenizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Every digit by itself.
    Digits,
    /// Matches of an expression, and what lies between them.
    Split(&'static str),
    /// Words as GPT-2 cuts them, and bytes as characters.
    Words,
    /// Bytes as characters.
    Bytes,
}

/// A way to cut texts that has a name in GGUF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pre {
    pub(super) name: &'static str,
    steps: &'static [Step],
    /// Whether a whole word that is a token is taken before its pairs are merged.
    pub(super) whole_words: bool,
    /// Whether a text begins with a token of its own where nothing else is said.
    pub(super) begins: bool,
    /// Whether characters are composed (NFC) first: llama.cpp leaves that out.
    pub(super) composes: bool,
}

const LLAMA: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const QWEN: &str =
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
/// Without the last alternative of GPT-2's own, which matches what lies between the matches anyway.
const WORDS: &str = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)";
const PUNCTUATION: &str = r"[\p{P}\$\+<=>\^~\|]+";

const PLAIN: Pre = Pre { name: "gpt-2", steps: &[Step::Words], whole_words: false, begins: false, composes: false };

/// The first of a name is the one that is written.
const KNOWN: [Pre; 5] = [
    PLAIN,
    Pre { name: "smollm", steps: &[Step::Digits, Step::Words], ..PLAIN },
    Pre { name: "qwen2", steps: &[Step::Split(QWEN), Step::Bytes], composes: true, ..PLAIN },
    Pre { name: "llama-bpe", steps: &[Step::Split(LLAMA), Step::Bytes], whole_words: true, begins: true, ..PLAIN },
    Pre {
        name: "default",
        steps: &[
            Step::Split(PUNCTUATION),
            Step::Split(WORDS),
            Step::Split(r"\p{N}+"),
            Step::Split("[0-9][0-9][0-9]"),
            Step::Bytes,
        ],
        ..PLAIN
    },
];

/// Other names of the same.
const ALIASES: [(&str, &str); 3] = [("phi-2", "gpt-2"), ("llama3", "llama-bpe"), ("llama-v3", "llama-bpe")];

impl Pre {
    /// By the name in a file; one without a name is cut by llama.cpp's default.
    pub(super) fn named(name: Option<&str>) -> Result<Self, GgufError> {
        let name = name.unwrap_or("default");
        let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, known)| known);
        let unknown = || fault(format!("it cuts texts as `{}`, which is not known here", shown(name)));
        KNOWN.into_iter().find(|pre| pre.name == name).ok_or_else(unknown)
    }

    /// By the pre-tokenizer of a `tokenizer.json`. `alone` if nothing is merged: then every cut is the same.
    pub(super) fn of_json(value: &Value, alone: bool) -> Result<Self, GgufError> {
        let steps = flat(value);
        if alone && steps.iter().all(|step| is(step, Step::Bytes) || is(step, Step::Words)) && !steps.is_empty() {
            return Ok(PLAIN);
        }
        let fits = |pre: &Pre| pre.steps.len() == steps.len() && pre.steps.iter().zip(&steps).all(|(a, b)| is(b, *a));
        let unknown = || fault("GGUF has no name for the way in which it cuts texts");
        KNOWN.into_iter().find(fits).ok_or_else(unknown)
    }

    pub(super) fn to_json(self) -> Value {
        let mut steps: Vec<Value> = self.steps.iter().map(|step| step.to_json()).collect();
        if steps.len() == 1 {
            return steps.remove(0);
        }
        json!({"type": "Sequence", "pretokenizers": steps})
    }
}

impl Step {
    fn to_json(self) -> Value {
        let bytes = |words: bool| json!({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": words});
        match self {
            Self::Digits => json!({"type": "Digits", "individual_digits": true}),
            Self::Split(expression) => {
                json!({"type": "Split", "pattern": {"Regex": expression}, "behavior": "Isolated", "invert": false})
            }
            Self::Words => bytes(true),
            Self::Bytes => bytes(false),
        }
    }
}

/// Whether a step of a `tokenizer.json` is this one. Whether offsets are trimmed does not change ids.
fn is(value: &Value, step: Step) -> bool {
    let mut value = value.clone();
    if let Some(trimmed) = value.get_mut("trim_offsets") {
        *trimmed = true.into();
    }
    value == step.to_json()
}

fn flat(value: &Value) -> Vec<&Value> {
    match value["pretokenizers"].as_array() {
        Some(steps) => steps.iter().collect(),
        None if value.is_null() => Vec::new(),
        None => vec![value],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_is_known_by_its_steps() {
        for pre in KNOWN {
            assert_eq!(Pre::of_json(&pre.to_json(), false), Ok(pre));
            assert_eq!(Pre::named(Some(pre.name)), Ok(pre));
        }
        assert_eq!(Pre::named(None).unwrap().name, "default");
        assert_eq!(Pre::named(Some("llama3")).unwrap().name, "llama-bpe");
        assert!(Pre::named(Some("tekken")).is_err());
    }

    #[test]
    fn a_cut_without_merges_is_any_cut() {
        let bytes = Step::Bytes.to_json();
        assert!(Pre::of_json(&bytes, false).is_err());
        assert_eq!(Pre::of_json(&bytes, true), Ok(PLAIN));
        assert!(Pre::of_json(&Value::Null, true).is_err(), "characters are no bytes");
        let mut spaced = Step::Words.to_json();
        spaced["add_prefix_space"] = true.into();
        assert!(Pre::of_json(&spaced, false).is_err());
    }
}
