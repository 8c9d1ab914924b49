//! `tokenizer.json` of others, with patterns and parts of many kinds.

use crate::frames::{joined, parts};
use crate::plant::{Seed, conformance};
use crate::told::accepted;
use serde_json::{Value, json};
use stillroom_data::ForeignTokenizer;

/// Most bytes of a text that is cut.
const LONGEST: usize = 4096;

/// Reads a tokenizer and cuts a text by it.
pub fn check(bytes: &[u8]) {
    let [json, text] = parts(bytes);
    let Ok(json) = std::str::from_utf8(json) else { return };
    cut(json, &String::from_utf8_lossy(&text[..text.len().min(LONGEST)]));
}

/// Cuts a text and joins it again.
pub(crate) fn cut(json: &str, text: &str) {
    let Some(tokenizer) = accepted(ForeignTokenizer::from_json(json)) else { return };
    let Some(ids) = accepted(tokenizer.encode(text)) else { return };
    assert!(ids.iter().all(|&id| (id as usize) < tokenizer.vocabulary()), "an id beyond the vocabulary");
    if let Some(encoded) = accepted(tokenizer.encode_with_ends(text)) {
        assert_eq!(encoded.ids, ids);
        assert!(encoded.ends.iter().flatten().is_sorted_by(|a, b| a <= b), "ends that go back");
        assert!(encoded.ends.iter().flatten().all(|&end| text.is_char_boundary(end)), "an end within a character");
    }
    accepted(tokenizer.decode(&ids, true));
    accepted(tokenizer.decode(&[0, 1, u32::MAX], false));
}

/// Those of the conformance models, and small ones with every known part.
pub fn seeds() -> Vec<Seed> {
    let models = ["bert", "gpt2", "roberta"];
    let text = "The cat’s  12 lives\r\n – 水, naïve!".as_bytes();
    let read = |name: &&str| {
        let json = conformance(&format!("models/{name}/tokenizer.json"));
        ((*name).to_owned(), joined(&[&json, text]))
    };
    let small = crafted().into_iter().map(|(name, json)| (name, joined(&[json.to_string().as_bytes(), text])));
    models.iter().map(read).chain(small).collect()
}

fn crafted() -> Vec<(String, Value)> {
    let split = |pattern: &str| json!({"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": false});
    let slots = [
        ("replace", "normalizer", json!({"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "})),
        (
            "bert",
            "normalizer",
            json!({"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true}),
        ),
        (
            "nfkc",
            "normalizer",
            json!({"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Prepend", "prepend": "_"}]}),
        ),
        ("bomb", "pre_tokenizer", split("(a+)+$")),
        ("behind", "pre_tokenizer", split("(?<=a)(?!\\S)|\\p{L}+")),
        (
            "metaspace",
            "pre_tokenizer",
            json!({"type": "Metaspace", "replacement": "_", "prepend_scheme": "always", "split": true}),
        ),
        ("lengths", "pre_tokenizer", json!({"type": "FixedLength", "length": 2})),
        (
            "template",
            "post_processor",
            json!({"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "u", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}], "pair": [], "special_tokens": {"u": {"id": "u", "ids": [0], "tokens": ["u"]}}}),
        ),
        (
            "decoder",
            "decoder",
            json!({"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}),
        ),
    ];
    slots
        .into_iter()
        .map(|(name, key, part)| (name.to_owned(), with(key, part)))
        .chain([("unigram".to_owned(), unigram())])
        .collect()
}

fn with(key: &str, part: Value) -> Value {
    let mut tokenizer = json!({
        "version": "1.0",
        "added_tokens": [{"id": 4, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
        "model": {"type": "BPE", "unk_token": "u", "vocab": {"u": 0, "a": 1, "b": 2, "ab": 3}, "merges": [["a", "b"]]},
    });
    tokenizer[key] = part;
    tokenizer
}

fn unigram() -> Value {
    json!({"version": "1.0", "model": {"type": "Unigram", "unk_id": 0, "vocab": [["u", 0.0], ["a", -1.5], ["ab", -2.0]], "byte_fallback": false}})
}
