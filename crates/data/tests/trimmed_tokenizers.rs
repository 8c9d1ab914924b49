//! Tokenizers cut down to what some texts need: those texts keep their tokens, and others can still be cut.

use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::LazyLock;
use stillroom_data::{ForeignTokenizer, LanguageTokenizer, TrimmedTokenizer, trim_tokenizer};

/// Kinds that are cut down, with whether every byte of a text comes back from them.
const TRIMMED: [(&str, bool); 7] = [
    ("gpt2", true),
    ("qwen2", false),
    ("llama3", true),
    ("llama2", false),
    ("roberta", true),
    ("bert_uncased", false),
    ("bert_cased", false),
];

const NOVEL: &str = include_str!("../../data/presets/northanger_abbey.txt");

static KINDS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/foreign_tokenizers.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
});

fn json_of(name: &str) -> String {
    KINDS.iter().find(|kind| kind["name"] == name).unwrap()["tokenizer"].to_string()
}

fn read(json: &str) -> ForeignTokenizer {
    ForeignTokenizer::from_json(json).unwrap()
}

/// The ids of some texts, special tokens around each included.
fn ids(tokenizer: &ForeignTokenizer, texts: &[&str]) -> Vec<Vec<u32>> {
    texts.iter().map(|text| tokenizer.encode(text).unwrap()).collect()
}

fn trimmed(json: &str, texts: &[&str]) -> TrimmedTokenizer {
    trim_tokenizer(json, ids(&read(json), texts).concat()).unwrap()
}

/// Checks that each text has the tokens that it had.
fn check(json: &str, texts: &[&str]) -> TrimmedTokenizer {
    let before = ids(&read(json), texts);
    let trimmed = trimmed(json, texts);
    let after = ids(&read(&trimmed.json), texts);
    let back = |id: &u32| trimmed.kept[*id as usize];
    for ((before, after), text) in before.iter().zip(&after).zip(texts) {
        assert_eq!(before, &after.iter().map(back).collect::<Vec<_>>(), "{text:?}");
    }
    assert_eq!(read(&trimmed.json).vocabulary(), trimmed.kept.len());
    trimmed
}

#[test]
fn a_novel_keeps_its_tokens_in_a_smaller_vocabulary() {
    let text = &NOVEL[20_000..30_000];
    for (name, _) in TRIMMED {
        let json = json_of(name);
        let kept = check(&json, &[text]).kept.len();
        assert!(kept <= read(&json).vocabulary(), "{name}: {kept}");
    }
    // Byte pairs that were learnt from another text: hardly any of them occur in three words.
    let kept = check(&json_of("gpt2"), &["the kettle sang"]).kept.len();
    assert!((257..300).contains(&kept), "{kept}");
}

#[test]
fn the_same_token_has_a_new_id_and_the_template_follows() {
    let json = json_of("bert_cased");
    let trimmed = check(&json, &["a"]);
    let (before, after) = (read(&json), read(&trimmed.json));
    for token in ["[CLS]", "[SEP]", "[MASK]", "[UNK]", "a"] {
        let id = after.id(token).unwrap_or_else(|| panic!("{token} is gone"));
        assert_eq!(Some(trimmed.kept[id as usize]), before.id(token), "{token}");
    }
    let ids = after.encode("a").unwrap();
    assert_eq!((ids[0], ids[2]), (after.id("[CLS]").unwrap(), after.id("[SEP]").unwrap()));
}

#[test]
fn trimming_again_changes_nothing() {
    for (name, _) in TRIMMED {
        let once = trimmed(&json_of(name), &["the kettle sang, 12 times"]);
        let twice = trimmed(&once.json, &["the kettle sang, 12 times"]);
        assert_eq!(twice.kept, (0..once.kept.len() as u32).collect::<Vec<_>>(), "{name}");
        assert_eq!(once.json, twice.json, "{name}");
    }
}

/// Without the merges on the way to a token, its text would fall apart.
#[test]
fn what_merges_pass_through_is_kept() {
    let letters = ["a", "b", "c", "d"];
    let vocabulary: Vec<&str> = letters.into_iter().chain(["ab", "abc", "cd", "abcd", "ad"]).collect();
    let ids: serde_json::Map<String, Value> =
        vocabulary.iter().enumerate().map(|(id, token)| ((*token).to_owned(), id.into())).collect();
    let merges = json!([["a", "b"], ["ab", "c"], ["c", "d"], ["abc", "d"], ["a", "d"]]);
    let json = json!({ "added_tokens": [], "model": { "type": "BPE", "vocab": ids, "merges": merges } }).to_string();
    let kept = check(&json, &["abcd"]).kept;
    let names: Vec<&str> = kept.iter().map(|&id| vocabulary[id as usize]).collect();
    assert_eq!(names, ["a", "b", "c", "d", "ab", "abc", "abcd"]);
}

#[test]
fn a_kind_that_is_not_cut_down_is_refused_with_what_to_do() {
    for json in
        [json_of("unigram"), json_of("gpt2").replacen("\"end_of_word_suffix\":null", "\"end_of_word_suffix\":\"x\"", 1)]
    {
        let error = trim_tokenizer(&json, [1]).unwrap_err();
        assert!(error.hint.contains("trim"), "{error}");
    }
    for broken in ["", "[]", "{}", "{\"model\":{}}", "{\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":[]}}"] {
        assert!(trim_tokenizer(broken, [1]).is_err(), "{broken}");
    }
}

#[test]
fn ids_beyond_the_vocabulary_are_passed_over() {
    let json = json_of("gpt2");
    assert_eq!(trim_tokenizer(&json, [u32::MAX, 9_999]).unwrap(), trim_tokenizer(&json, []).unwrap());
}

#[test]
fn another_s_tokenizer_serves_a_language_model() {
    for (name, whole) in [("gpt2", true), ("llama3", true), ("roberta", true), ("qwen2", false), ("llama2", false)] {
        let end = read(&json_of(name)).vocabulary() as u32 - 1;
        let tokenizer = LanguageTokenizer::of_others(&json_of(name), end).unwrap();
        let again = LanguageTokenizer::read(&tokenizer.to_json(), Some(end)).unwrap();
        assert!(again.has_ids_of(&tokenizer), "{name}");
        assert!(LanguageTokenizer::read(&tokenizer.to_json(), None).is_err(), "{name}");
        for text in ["", "the kettle sang", " it's <|endoftext|> </s> 123\n\n é日本👩‍👧 \u{0}", &NOVEL[20_000..22_000]]
        {
            let encoded = tokenizer.encode_with_ends(text);
            assert_eq!((&encoded, &encoded.ids), (&again.encode_with_ends(text), &tokenizer.encode(text)), "{name}");
            assert!(encoded.ends.is_sorted() && encoded.ends.last().is_none_or(|&end| end == text.len()), "{name}");
            let written = tokenizer.decode(&encoded.ids);
            assert_eq!(
                if whole { &written } else { written.trim_start() },
                if whole { text } else { text.trim_start() },
                "{name}"
            );
        }
        assert_eq!(tokenizer.end_of_text(), end);
        assert!(LanguageTokenizer::of_others(&json_of(name), end + 1).unwrap_err().message.contains("ends with"));
    }
    for name in ["bert_cased", "unigram"] {
        let error = LanguageTokenizer::of_others(&json_of(name), 0).unwrap_err();
        assert!(error.message.contains("loses"), "{name}: {error}");
    }
}

#[test]
fn a_tokenizer_of_either_kind_is_read_as_what_it_is() {
    let own = LanguageTokenizer::train(&stillroom_data::TokenizerKind::Bytes, &[]).unwrap();
    assert_eq!(LanguageTokenizer::read(&own.to_json(), Some(7)).unwrap().end_of_text(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_text_keeps_its_tokens(texts in proptest::collection::vec("\\PC{0,40}|[a-e ,.'0-9\n]{0,60}", 1..5), kind in 0..7_usize) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        check(&json_of(TRIMMED[kind].0), &texts);
    }

    #[test]
    fn other_texts_can_still_be_cut(seen in "[a-e ]{0,30}", other in "\\PC{0,40}", kind in 0..7_usize) {
        let (name, whole) = TRIMMED[kind];
        let trimmed = read(&trimmed(&json_of(name), &[&seen]).json);
        let written = trimmed.decode(&trimmed.encode(&other).unwrap(), false).unwrap();
        if whole {
            prop_assert_eq!(written, other);
        }
    }
}
