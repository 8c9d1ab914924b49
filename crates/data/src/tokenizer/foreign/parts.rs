//! Which parts of a tokenizer are known, and which of their settings would make the library panic.
//!
//! A part that is not listed is refused, by name: nobody has looked at what it does with hostile settings.

use serde_json::{Map, Value};

/// Longest pattern, in bytes.
const LONGEST_PATTERN: usize = 4096;

/// A slot of a tokenizer, and what may stand in it.
pub(in crate::tokenizer) struct Slot {
    /// Key in the file.
    pub(super) key: &'static str,
    /// Key under which a sequence has its parts.
    list: &'static str,
    known: &'static [&'static str],
}

/// `Precompiled` is missing: the library trusts its table, and no family that is read here has one.
pub(in crate::tokenizer) const NORMALIZER: Slot = Slot {
    key: "normalizer",
    list: "normalizers",
    known: &[
        "BertNormalizer",
        "ByteLevel",
        "Lowercase",
        "NFC",
        "NFD",
        "NFKC",
        "NFKD",
        "Nmt",
        "Prepend",
        "Replace",
        "Strip",
        "StripAccents",
    ],
};

pub(in crate::tokenizer) const PRE_TOKENIZER: Slot = Slot {
    key: "pre_tokenizer",
    list: "pretokenizers",
    known: &[
        "BertPreTokenizer",
        "ByteLevel",
        "CharDelimiterSplit",
        "Digits",
        "FixedLength",
        "Metaspace",
        "Punctuation",
        "Split",
        "UnicodeScripts",
        "Whitespace",
        "WhitespaceSplit",
    ],
};

pub(super) const POST_PROCESSOR: Slot = Slot {
    key: "post_processor",
    list: "processors",
    known: &["BertProcessing", "ByteLevel", "RobertaProcessing", "TemplateProcessing"],
};

pub(in crate::tokenizer) const DECODER: Slot = Slot {
    key: "decoder",
    list: "decoders",
    known: &["BPEDecoder", "ByteFallback", "ByteLevel", "CTC", "Fuse", "Metaspace", "Replace", "Strip", "WordPiece"],
};

impl Slot {
    /// The parts that stand in the slot, one after another, each of a known type and with settings that do no harm.
    pub(in crate::tokenizer) fn parts<'a>(
        &self,
        file: &'a Map<String, Value>,
    ) -> Result<Vec<&'a Map<String, Value>>, String> {
        let mut found = Vec::new();
        if let Some(part) = file.get(self.key).filter(|part| !part.is_null()) {
            self.collect(part, &mut found)?;
        }
        Ok(found)
    }

    fn collect<'a>(&self, part: &'a Value, found: &mut Vec<&'a Map<String, Value>>) -> Result<(), String> {
        let part = part.as_object().ok_or_else(|| format!("its {} is no object", self.key))?;
        match part.get("type").and_then(Value::as_str) {
            Some("Sequence") => {
                let parts = part.get(self.list).and_then(Value::as_array);
                let parts = parts.ok_or_else(|| format!("the sequence of its {} has no `{}`", self.key, self.list))?;
                parts.iter().try_for_each(|part| self.collect(part, found))
            }
            Some(kind) if self.known.contains(&kind) => {
                check_settings(kind, part).map_err(|why| format!("the {kind} of its {} {why}", self.key))?;
                found.push(part);
                Ok(())
            }
            kind => Err(format!("its {} is {}, which is not read", self.key, kind.unwrap_or("without a type"))),
        }
    }
}

/// What the library would divide by, cut by or loop over without looking.
fn check_settings(kind: &str, part: &Map<String, Value>) -> Result<(), String> {
    let text = |key: &str| part.get(key).and_then(Value::as_str);
    let number = |key: &str| part.get(key).and_then(Value::as_u64);
    match kind {
        "Replace" | "Split" => check_pattern(part.get("pattern")),
        "Prepend" if text("prepend").is_none_or(str::is_empty) => Err("prepends nothing".into()),
        "FixedLength" if number("length").is_none_or(|length| length == 0) => Err("cuts into lengths of 0".into()),
        "Strip" if part.contains_key("stop") && number("stop") != Some(0) => {
            Err("cuts the ends of tokens, which is not read".into())
        }
        _ => Ok(()),
    }
}

fn check_pattern(pattern: Option<&Value>) -> Result<(), String> {
    let text = pattern.and_then(|pattern| pattern.get("Regex").or_else(|| pattern.get("String")));
    match text.and_then(Value::as_str) {
        None => Err("has no pattern".into()),
        Some("") => Err("looks for nothing".into()),
        Some(long) if long.len() > LONGEST_PATTERN => Err(format!("has a pattern of {} bytes", long.len())),
        Some(_) => Ok(()),
    }
}
