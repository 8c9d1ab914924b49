//! Tokenizers of others: the ids and texts that Hugging Face's library gives, and files that no reader may trust.

use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::LazyLock;
use stillroom_data::{DataErrorKind, ForeignTokenizer, MAX_TOKENIZER_BYTES};

/// The models of `tests/conformance/models`.
const MODELS: [&str; 7] = ["bert", "distilbert", "roberta", "gpt2", "llama", "llama-untied", "qwen2"];

const AWKWARD: [&str; 10] = [
    "",
    " a",
    "e\u{301} é",
    "👩‍👩‍👧 🇧🇷",
    "日本語のテキスト",
    "[CLS] </s><|endoftext|> <mask>",
    "\u{0}\n\t\r\n",
    "a\u{200b}b\u{feff}\u{300}",
    "  two  spaces \n\n\n and lines\n",
    "it's WE'LL 12345",
];

fn text(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Kinds of tokenizers with what the library's Python wheel gives (`foreign_tokenizers.py`).
static KINDS: LazyLock<Vec<Value>> = LazyLock::new(|| serde_json::from_str(&text("foreign_tokenizers.json")).unwrap());

fn kind(name: &str) -> &'static Value {
    KINDS.iter().find(|kind| kind["name"] == name).unwrap()
}

fn read(tokenizer: &Value) -> ForeignTokenizer {
    ForeignTokenizer::from_json(&tokenizer.to_string()).unwrap()
}

fn numbers(values: &Value) -> Vec<u32> {
    values.as_array().unwrap().iter().map(|id| id.as_u64().unwrap() as u32).collect()
}

#[test]
fn models_get_the_ids_that_they_were_given() {
    for model in MODELS {
        let tokenizer = ForeignTokenizer::from_json(&text(&format!("models/{model}/tokenizer.json"))).unwrap();
        let expected: Value = serde_json::from_str(&text(&format!("models/{model}/expected.json"))).unwrap();
        assert!((300..=384).contains(&tokenizer.vocabulary()), "{model}: {}", tokenizer.vocabulary());
        for (row, sentence) in expected["text"].as_array().unwrap().iter().enumerate() {
            let (ids, mask) = (numbers(&expected["input_ids"][row]), numbers(&expected["attention_mask"][row]));
            let kept: Vec<u32> = ids.iter().zip(&mask).filter(|(_, mask)| **mask == 1).map(|(id, _)| *id).collect();
            assert_eq!(tokenizer.encode(sentence.as_str().unwrap()).unwrap(), kept, "{model}: {sentence}");
        }
    }
}

/// The wheel matches patterns by another library: that looking ahead means the same to both shows here.
#[test]
fn every_kind_gives_the_library_s_ids_and_texts() {
    assert_eq!(KINDS.len(), 8);
    for kind in KINDS.iter() {
        let tokenizer = read(&kind["tokenizer"]);
        assert_eq!(tokenizer.vocabulary() as u64, kind["vocabulary"].as_u64().unwrap(), "{}", kind["name"]);
        for row in kind["rows"].as_array().unwrap() {
            let (sentence, ids) = (row["text"].as_str().unwrap(), numbers(&row["ids"]));
            let what = format!("{}: {sentence:?}", kind["name"]);
            assert_eq!(tokenizer.encode(sentence).unwrap(), ids, "{what}");
            assert_eq!(tokenizer.encode_with_ends(sentence).unwrap().ids, ids, "{what}");
            assert_eq!(tokenizer.decode(&ids, false).unwrap(), row["plain"].as_str().unwrap(), "{what}");
            assert_eq!(tokenizer.decode(&ids, true).unwrap(), row["special"].as_str().unwrap(), "{what}");
        }
    }
}

#[test]
fn ends_are_places_in_the_text() {
    for kind in KINDS.iter() {
        let tokenizer = read(&kind["tokenizer"]);
        for sentence in AWKWARD {
            let encoded = tokenizer.encode_with_ends(sentence).unwrap();
            assert_eq!(encoded.ids.len(), encoded.ends.len());
            let ends: Vec<usize> = encoded.ends.into_iter().flatten().collect();
            assert!(
                ends.is_sorted() && ends.iter().all(|&end| sentence.is_char_boundary(end)),
                "{sentence:?} {ends:?}"
            );
        }
    }
    let ends = |name: &str, text: &str| read(&kind(name)["tokenizer"]).encode_with_ends(text).unwrap().ends;
    // A character of three bytes is three tokens; the text has an end after the last alone.
    assert_eq!(ends("gpt2", "a冷b"), [Some(1), None, None, Some(4), Some(5)]);
    assert_eq!(ends("bert_uncased", "a b"), [None, Some(1), Some(3), None]);
    assert_eq!(ends("roberta", "a b")[0], None);
}

#[test]
fn ids_and_tokens_are_looked_up() {
    let tokenizer = read(&kind("roberta")["tokenizer"]);
    assert_eq!((tokenizer.id("<pad>"), tokenizer.id("</s>"), tokenizer.id("no such")), (Some(1), Some(2), None));
    let beyond = [0, tokenizer.vocabulary() as u32, u32::MAX];
    assert_eq!(tokenizer.decode(&beyond, true).unwrap(), "<s>");
}

/// The first files of GPT-2 do not name their model, and have merges with a space between the halves.
#[test]
fn old_files_are_read() {
    let mut old = kind("gpt2")["tokenizer"].clone();
    let model = old["model"].as_object_mut().unwrap();
    model.shift_remove("type");
    let joined = |merge: &Value| json!(format!("{} {}", merge[0].as_str().unwrap(), merge[1].as_str().unwrap()));
    model["merges"] = model["merges"].as_array().unwrap().iter().map(joined).collect();
    for key in ["unk_token", "continuing_subword_prefix", "end_of_word_suffix"] {
        model.insert(key.into(), "".into());
    }
    model.shift_remove("byte_fallback");
    let row = &kind("gpt2")["rows"][0];
    assert_eq!(read(&old).encode(row["text"].as_str().unwrap()).unwrap(), numbers(&row["ids"]));
}

/// Where a vocabulary lacks a character and has nothing for the unknown, that is said.
#[test]
fn a_text_that_cannot_be_cut_is_an_error() {
    let mut tokenizer = kind("bert_cased")["tokenizer"].clone();
    tokenizer["model"]["unk_token"] = "[NONE]".into();
    let error = read(&tokenizer).encode("☃ and so on").unwrap_err();
    assert_eq!(error.kind, DataErrorKind::Tokenizer);
    assert!(error.message.contains("cannot cut"), "{error}");
}

/// Sets a value in a tokenizer, and expects to be refused in these words.
fn refused(name: &str, pointer: &str, value: Value, words: &[&str]) {
    let mut tokenizer = kind(name)["tokenizer"].clone();
    *tokenizer.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
    let error = ForeignTokenizer::from_json(&tokenizer.to_string()).expect_err(pointer);
    assert_eq!((error.kind, error.file.as_str()), (DataErrorKind::Tokenizer, "tokenizer.json"));
    assert!(words.iter().all(|word| error.message.contains(word)), "{pointer}: {error}");
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    refused("gpt2", "/version", json!("2.0"), &["2.0"]);
    refused("gpt2", "/model/type", json!("Fancy"), &["model", "Fancy"]);
    refused("gpt2", "/model/dropout", json!(0.1), &["at random"]);
    refused("gpt2", "/normalizer", json!({"type": "Precompiled", "precompiled_charsmap": "AA"}), &["Precompiled"]);
    refused("gpt2", "/pre_tokenizer", json!({"add_prefix_space": true}), &["pre_tokenizer", "without a type"]);
    refused("qwen2", "/pre_tokenizer/pretokenizers/0/type", json!("Magic"), &["pre_tokenizer", "Magic"]);
    refused("llama2", "/decoder/decoders/0/type", json!("Magic"), &["decoder", "Magic"]);
    refused("llama3", "/post_processor/processors/0", json!({"type": "Magic"}), &["post_processor", "Magic"]);
}

/// What looks behind or ahead works; what is no pattern is named.
#[test]
fn patterns_are_matched_or_refused() {
    let split = |pattern: &str| {
        let mut tokenizer = kind("qwen2")["tokenizer"].clone();
        tokenizer["pre_tokenizer"]["pretokenizers"][0]["pattern"] = json!({ "Regex": pattern });
        ForeignTokenizer::from_json(&tokenizer.to_string())
    };
    let cut = |pattern: &str, text: &str| split(pattern).unwrap().encode(text).unwrap();
    assert_ne!(cut("(?<=o)n", "long line"), cut("n", "long line"), "what looks behind must cut elsewhere");
    for empty in ["(?=[A-Z])", "x*", r"\b", "^", "$", "a|"] {
        AWKWARD.iter().for_each(|text| assert!(!cut(empty, text).is_empty() || text.is_empty(), "{empty} {text:?}"));
    }
    for broken in ["(", "[a", "(?<n", r"\p{Nope}", "(?z)"] {
        let error = split(broken).expect_err(broken);
        assert!(error.message.contains("cannot be read"), "{error}");
    }
    let pattern = "/pre_tokenizer/pretokenizers/0/pattern";
    refused("qwen2", pattern, json!({"Regex": ""}), &["Split", "looks for nothing"]);
    refused("qwen2", pattern, json!({}), &["Split", "no pattern"]);
    refused("qwen2", pattern, json!({"Regex": "a".repeat(5000)}), &["Split", "5000 bytes"]);
}

/// Each of these would end the program inside of the library.
#[test]
fn what_the_library_trusts_is_looked_at_first() {
    refused("gpt2", "/model/merges", json!([["a", "nothing of the kind"]]), &["merge", "nothing of the kind"]);
    refused("gpt2", "/model/merges", json!("a b"), &["merges"]);
    refused("gpt2", "/model/vocab", json!({}), &["0 tokens"]);
    refused("gpt2", "/model/vocab", json!({"a": 1u64 << 40}), &["`\"a\"`", "1099511627776"]);
    refused("unigram", "/model/vocab", json!([["", 0.0]]), &["no text with a number"]);
    refused("unigram", "/model/vocab", json!([]), &["0 tokens"]);
    refused("llama2", "/decoder/decoders/3/stop", json!(5), &["Strip", "ends of tokens"]);
    refused("llama2", "/normalizer/normalizers/0/prepend", json!(""), &["Prepend", "nothing"]);
    refused("gpt2", "/pre_tokenizer", json!({"type": "FixedLength", "length": 0}), &["FixedLength", "0"]);
    refused("llama3", "/post_processor/processors/1/special_tokens", json!({}), &["stands for nothing"]);
    refused("llama3", "/post_processor/processors/1/single/1/Sequence/id", json!("B"), &["stands for nothing"]);
    let token = "/post_processor/processors/1/special_tokens/<|begin_of_text|>/tokens";
    refused("llama3", token, json!([]), &["<|begin_of_text|>", "ids"]);
    let template = kind("llama3")["tokenizer"]["post_processor"]["processors"][1].clone();
    refused("llama3", "/post_processor/processors/0", template, &["several parts"]);
    refused("roberta", "/added_tokens/0/content", json!(""), &["no content"]);
    refused("roberta", "/added_tokens/4/id", json!(7), &["<mask>", "does not have the id"]);
}

#[test]
fn what_is_no_tokenizer_is_refused() {
    for json in ["", "{}", "[]", "{\"model\": {}}", "{\"model\": 1}", "\u{0}"] {
        assert_eq!(ForeignTokenizer::from_json(json).unwrap_err().kind, DataErrorKind::Tokenizer, "{json:?}");
    }
    let error = ForeignTokenizer::from_json(&" ".repeat(MAX_TOKENIZER_BYTES + 1)).unwrap_err();
    assert!(error.message.contains("more than"), "{error}");
    let deep = format!("{}1{}", "{\"normalizer\":".repeat(100_000), "}".repeat(100_000));
    assert!(ForeignTokenizer::from_json(&deep).is_err());
}

/// Uses what was read; nothing of it may panic.
fn exercise(json: &str) {
    let Ok(tokenizer) = ForeignTokenizer::from_json(json) else { return };
    for text in AWKWARD {
        if let Ok(encoded) = tokenizer.encode_with_ends(text) {
            assert!(encoded.ids.iter().all(|&id| (id as usize) < tokenizer.vocabulary() + (1 << 25)));
            let _ = tokenizer.decode(&encoded.ids, true);
        }
    }
}

/// Every value within that holds no others, in the order of the file.
fn each_leaf(value: &mut Value, visit: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Object(map) if !map.is_empty() => map.values_mut().for_each(|value| each_leaf(value, visit)),
        Value::Array(list) if !list.is_empty() => list.iter_mut().for_each(|value| each_leaf(value, visit)),
        leaf => visit(leaf),
    }
}

/// Puts `other` in the place of one of the leaves.
fn replace_leaf(value: &mut Value, at: prop::sample::Index, other: &Value) {
    let mut count = 0;
    each_leaf(value, &mut |_| count += 1);
    let (chosen, mut seen) = (at.index(count), 0);
    each_leaf(value, &mut |leaf| {
        if seen == chosen {
            *leaf = other.clone();
        }
        seen += 1;
    });
}

fn other_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0..400_i64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[ -~é▁]{0,3}".prop_map(Value::from),
        prop::sample::select(vec!["Sequence", "ByteLevel", "Replace", "CTC", "A", "B", "##", "<0x41>"])
            .prop_map(Value::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any value in the place of any other but those of the vocabulary, which are too many to be met by chance.
    #[test]
    fn other_settings_never_panic(kind in 0..8_usize, at in any::<prop::sample::Index>(), value in other_value()) {
        let mut tokenizer = KINDS[kind]["tokenizer"].clone();
        let model = &mut tokenizer["model"];
        let (vocab, merges) = (model["vocab"].take(), model.get_mut("merges").map(Value::take));
        replace_leaf(&mut tokenizer, at, &value);
        if tokenizer["model"].is_object() {
            tokenizer["model"]["vocab"] = vocab;
            merges.into_iter().for_each(|merges| tokenizer["model"]["merges"] = merges);
        }
        exercise(&tokenizer.to_string());
    }

    #[test]
    fn other_vocabularies_never_panic(kind in 0..8_usize, at in any::<prop::sample::Index>(), value in other_value()) {
        let mut tokenizer = KINDS[kind]["tokenizer"].clone();
        replace_leaf(&mut tokenizer["model"], at, &value);
        exercise(&tokenizer.to_string());
    }

    #[test]
    fn garbled_files_never_panic(kind in 0..8_usize, changes in prop::collection::vec((any::<prop::sample::Index>(), b' '..b'~'), 1..4)) {
        let mut bytes = KINDS[kind]["tokenizer"].to_string().into_bytes();
        let length = bytes.len();
        changes.iter().for_each(|(at, byte)| bytes[at.index(length)] = *byte);
        exercise(&String::from_utf8_lossy(&bytes));
    }
}
