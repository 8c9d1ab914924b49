//! `tokenizer.json` as Stillroom writes it.

use crate::frames::{joined, parts};
use crate::plant::Seed;
use crate::told::accepted;
use stillroom_data::{LanguageTokenizer, Tokenizer, TokenizerKind};

/// Reads a tokenizer and cuts a text by it, and by what it writes.
pub fn check(bytes: &[u8]) {
    let [json, text] = parts(bytes);
    let Ok(json) = std::str::from_utf8(json) else { return };
    let text = String::from_utf8_lossy(text);
    classifier(json, &text);
    language(json, &text);
}

fn classifier(json: &str, text: &str) {
    let Some(tokenizer) = accepted(Tokenizer::from_json(json)) else { return };
    let ids = tokenizer.encode(text, 512);
    assert!(ids.len() <= 512 && ids.iter().all(|&id| (id as usize) < tokenizer.vocabulary()));
    let again = Tokenizer::from_json(&tokenizer.to_json()).expect("what was written can be read");
    assert_eq!(again.encode(text, 512), ids);
}

fn language(json: &str, text: &str) {
    let Some(tokenizer) = accepted(LanguageTokenizer::from_json(json)) else { return };
    let encoded = tokenizer.encode_with_ends(text);
    assert!(encoded.ids.iter().all(|&id| (id as usize) < tokenizer.vocabulary()));
    assert!(encoded.ends.is_sorted() && encoded.ids.len() == encoded.ends.len());
    tokenizer.decode(&encoded.ids);
    let mut stream = tokenizer.stream();
    encoded.ids.iter().for_each(|&id| drop(stream.push(id)));
    let again = LanguageTokenizer::from_json(&tokenizer.to_json()).expect("what was written can be read");
    assert_eq!(again.encode(text), encoded.ids);
}

/// One of each kind.
pub fn seeds() -> Vec<Seed> {
    let texts = ["the cat sat on the mat", "the hat"];
    let kinds = [
        ("characters", TokenizerKind::Characters { vocabulary: 16 }),
        ("pairs", TokenizerKind::Bpe { vocabulary: 264 }),
        ("pieces", TokenizerKind::WordPiece { vocabulary: 24 }),
        ("bytes", TokenizerKind::Bytes),
    ];
    let seed = |(name, kind): (&str, TokenizerKind)| {
        let own = Tokenizer::train(&kind, &texts).map(|t| (format!("classifier-{name}"), t.to_json()));
        let language = LanguageTokenizer::train(&kind, &texts).map(|t| (format!("language-{name}"), t.to_json()));
        [own.ok(), language.ok()]
    };
    let found = kinds.into_iter().flat_map(seed).flatten();
    found.map(|(name, json)| (name, joined(&[json.as_bytes(), b"the cat \xF0\x9F\x98\xBA"]))).collect()
}
