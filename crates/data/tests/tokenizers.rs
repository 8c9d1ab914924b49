//! Vocabularies learnt from the presets, and `tokenizer.json` files good and bad.

use serde_json::{Value, json};
use std::process::Command;
use stillroom_data::{DataErrorKind, Tokenizer, TokenizerKind};

const KINDS: [TokenizerKind; 4] = [
    TokenizerKind::Bytes,
    TokenizerKind::Characters { vocabulary: 150 },
    TokenizerKind::Bpe { vocabulary: 2_000 },
    TokenizerKind::WordPiece { vocabulary: 2_000 },
];

const AWKWARD: [&str; 10] =
    ["", " ", "a", "e\u{301}", "👩‍👩‍👧 🇧🇷", "\u{300}\u{300}", "日本語", "[PAD] [UNK]", "\u{0}\n\t", "a\u{200b}b\u{feff}"];

fn spam() -> Vec<String> {
    let file = include_str!("../presets/spam.csv");
    file.lines().skip(1).map(str::to_owned).collect()
}

fn train(kind: &TokenizerKind) -> Tokenizer {
    let rows = spam();
    Tokenizer::train(kind, &rows.iter().map(String::as_str).collect::<Vec<_>>()).unwrap()
}

fn fnv(text: &str) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    format!("{:016x}", text.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}

fn fingerprints() -> String {
    KINDS.iter().map(|kind| fnv(&train(kind).to_json())).collect::<Vec<_>>().join(" ")
}

#[test]
fn vocabularies_begin_with_the_special_tokens() {
    for kind in &KINDS {
        let json: Value = serde_json::from_str(&train(kind).to_json()).unwrap();
        assert_eq!((&json["model"]["vocab"]["[PAD]"], &json["model"]["vocab"]["[UNK]"]), (&json!(0), &json!(1)));
    }
}

#[test]
fn vocabularies_keep_to_their_size() {
    let check = |kind, expected| assert_eq!(train(&kind).vocabulary(), expected, "{kind:?}");
    check(TokenizerKind::Bytes, 258);
    check(TokenizerKind::Bpe { vocabulary: 2_000 }, 2_000);
    check(TokenizerKind::Bpe { vocabulary: 0 }, 258);
    check(TokenizerKind::WordPiece { vocabulary: 2_000 }, 2_000);
    // No word is of six characters alone: there is nothing to merge, and more characters take the place.
    check(TokenizerKind::WordPiece { vocabulary: 16 }, 16);
    check(TokenizerKind::WordPiece { vocabulary: 40 }, 40);
    check(TokenizerKind::WordPiece { vocabulary: 0 }, 2);
    check(TokenizerKind::Characters { vocabulary: 60 }, 60);
    check(TokenizerKind::Characters { vocabulary: 0 }, 2);
}

#[test]
fn ids_are_within_the_vocabulary() {
    for kind in &KINDS {
        let tokenizer = train(kind);
        for text in AWKWARD {
            let ids = tokenizer.encode(text, 64);
            assert!(
                ids.iter().all(|&id| id > 0 && (id as usize) < tokenizer.vocabulary()),
                "{kind:?} {text:?} {ids:?}"
            );
            assert!(ids.len() <= 64);
            assert_eq!(tokenizer.encode(text, 2), ids[..ids.len().min(2)]);
        }
        assert_eq!(tokenizer.encode("", 64), [0; 0], "{kind:?}");
    }
}

#[test]
fn bytes_are_two_above() {
    let tokenizer = train(&TokenizerKind::Bytes);
    let check =
        |text: &str| assert_eq!(tokenizer.encode(text, 99), text.bytes().map(|b| 2 + u32::from(b)).collect::<Vec<_>>());
    ["a b", "é😀", " [PAD]\n", "\u{0}"].into_iter().for_each(check);
}

#[test]
fn characters_are_composed_and_one_id_each() {
    let texts = ["aaa", "bb", "éé", "é", "c"];
    let tokenizer = Tokenizer::train(&TokenizerKind::Characters { vocabulary: 5 }, &texts).unwrap();
    // `a` 3, `é` 3, `b` 2 fit; `c` does not. Ids are in the order of the characters.
    assert_eq!(tokenizer.encode("abéc e\u{301}", 99), [2, 3, 4, 1, 1, 4]);
}

#[test]
fn word_pieces_ignore_case_but_not_accents() {
    let tokenizer = train(&TokenizerKind::WordPiece { vocabulary: 2_000 });
    assert_eq!(tokenizer.encode("Free MONEY", 99), tokenizer.encode("free money", 99));
    assert_ne!(tokenizer.encode("frée", 99), tokenizer.encode("free", 99));
}

#[test]
fn bpe_loses_nothing() {
    let tokenizer = train(&TokenizerKind::Bpe { vocabulary: 2_000 });
    let library: tokenizers::Tokenizer = tokenizer.to_json().parse().unwrap();
    for text in ["Free money for you", "日本語 é👩‍👩‍👧", "  spaces\tand\nlines "] {
        let decoded = library.decode(&tokenizer.encode(text, 999), false).unwrap();
        assert_eq!(decoded.trim_start(), text.trim_start());
    }
    assert!(tokenizer.encode("Free money", 99).len() < "Free money".len() / 2);
}

#[test]
fn the_json_is_one_of_the_librarys() {
    for kind in &KINDS {
        let tokenizer = train(kind);
        let json = tokenizer.to_json();
        let library: tokenizers::Tokenizer = json.parse().unwrap();
        let again = Tokenizer::from_json(&json).unwrap();
        assert_eq!(again.to_json(), json);
        for text in spam().iter().map(String::as_str).take(200).chain(AWKWARD) {
            let ids = tokenizer.encode(text, 999);
            assert_eq!(again.encode(text, 999), ids, "{kind:?} {text:?}");
            if !text.contains("[PAD]") {
                assert_eq!(library.encode(text, false).unwrap().get_ids(), ids, "{kind:?} {text:?}");
            }
        }
    }
}

/// Frozen: another value means that a recipe no longer gives the vocabulary it gave, or that hosts differ.
const FINGERPRINTS: &str = "572ba1d7d8259124 539717e92339df37 41f0e08ee7b30555 fd9b6b40abc7b8b5";

#[test]
fn every_process_learns_the_same() {
    let here = fingerprints();
    if std::env::var_os("STILLROOM_FINGERPRINTS").is_some() {
        println!("<{here}>");
        return;
    }
    assert_eq!(here, fingerprints());
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["every_process_learns_the_same", "--exact", "--nocapture"])
        .env("STILLROOM_FINGERPRINTS", "1")
        .output()
        .unwrap();
    let there = String::from_utf8(output.stdout).unwrap();
    assert!(there.contains(&format!("<{here}>")), "{here} here, but there {there}");
    assert_eq!(here, FINGERPRINTS);
}

fn check_refused(change: impl FnOnce(&mut Value), word: &str) {
    let mut json: Value = serde_json::from_str(&train(&TokenizerKind::Bpe { vocabulary: 300 }).to_json()).unwrap();
    change(&mut json);
    let fault = Tokenizer::from_json(&json.to_string()).unwrap_err();
    assert_eq!(fault.kind, DataErrorKind::Tokenizer);
    assert!(fault.message.contains(word), "{word}: {fault}");
}

#[test]
fn hostile_json_is_refused() {
    for text in ["", "{", "null", "[]", "{}", "{\"model\":{}}", "{\"model\":{\"type\":\"BPE\",\"vocab\":[]}}"] {
        assert_eq!(Tokenizer::from_json(text).unwrap_err().kind, DataErrorKind::Tokenizer, "{text}");
    }
    check_refused(|json| json["model"]["type"] = json!("Unigram"), "model");
    check_refused(
        |json| json["normalizer"] = json!({"type": "Precompiled", "precompiled_charsmap": "AAAA"}),
        "normalizer",
    );
    check_refused(|json| json["post_processor"] = json!({"type": "TemplateProcessing"}), "post_processor");
    check_refused(|json| json["model"]["merges"] = json!([["a", "b"], ["ab", "nowhere"]]), "merge");
    check_refused(|json| json["model"]["merges"] = json!([["t", "zzzzzzzzzzzzzz"]]), "merge");
    check_refused(|json| json["model"]["merges"] = json!(7), "merges");
    check_refused(|json| json["model"]["continuing_subword_prefix"] = json!("é"), "prefix");
    check_refused(|json| json["model"]["dropout"] = json!(0.5), "dropout");
    check_refused(|json| json["model"]["unk_token"] = Value::Null, "[UNK]");
    check_refused(|json| json["model"]["vocab"]["a"] = json!(4_000_000_000_u32), "gaps");
    check_refused(|json| json["model"]["vocab"]["a"] = json!(-1), "cannot be read");
    check_refused(|json| json["added_tokens"][0]["content"] = json!(""), "added tokens");
    let special = |json: &mut Value| {
        json["model"]["vocab"]["[PAD]"] = json!(1);
        json["model"]["vocab"]["[UNK]"] = json!(0);
    };
    check_refused(special, "[PAD]");
}

#[test]
fn padding_and_truncation_are_left_to_the_reader() {
    let tokenizer = train(&TokenizerKind::Bytes);
    let mut json: Value = serde_json::from_str(&tokenizer.to_json()).unwrap();
    let fixed = json!({"strategy": {"Fixed": 1_000_000_000_000_u64}, "direction": "Right", "pad_to_multiple_of": null,
        "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"});
    json["padding"] = fixed;
    assert_eq!(Tokenizer::from_json(&json.to_string()).unwrap().encode("ab", 9), tokenizer.encode("ab", 9));
}
