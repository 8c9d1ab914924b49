//! Texts and their ids by every tokenizer that a page may hold.

use serde::Serialize;
use std::fs;
use std::path::Path;
use stillroom_data::{LanguageTokenizer, Ngrams, Tokenizer, TokenizerKind};

const LEARNT: [&str; 4] = [
    "The quick brown fox jumps over the lazy dog, doesn't it? 12 345 times!",
    "Todos os seres humanos nascem livres e iguais em dignidade e em direitos. Ação, coração, informação.",
    "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv.",
    "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। 人人生而自由",
];

/// What tokenizers stumble over: spaces of all kinds, signs, letters of two characters, other scripts, nothing.
const READ: [&str; 16] = [
    "",
    " ",
    "The lazy fox",
    " two  spaces   and\ttabs\nlines\r\n ends ",
    "don't we'll I'm he'd they've you're it's",
    "Ação é coração; a\u{301}c\u{327}a\u{303}o decomposed",
    "ΣΑΣ ΟΔΟΣ İstanbul Straße",
    "人人生而自由 and 漢字kana ひらがな",
    "no\u{a0}break\u{2003}em\u{3000}wide\u{85}next\u{feff}mark\u{200b}zero",
    "emoji 👩‍👩‍👧‍👦 and 🇧🇷 flags",
    "[PAD] [UNK] <|endoftext|> </script>",
    "1234567890 12.5% $3 #tag a_b-c/d\\e",
    "control \u{1}\u{7f}\u{fffd} characters \u{b}\u{c}",
    "constructor toString __proto__",
    "ĠéĊ visible bytes ¡¬\u{ad}®ÿ",
    "pneumonoultramicroscopicsilicovolcanoconiosis-pneumonoultramicroscopicsilicovolcanoconiosis-and-some-more-letters-here",
];

#[derive(Serialize)]
struct Case {
    name: String,
    /// A tokenizer.json, or the sizes of n-grams.
    tokenizer: serde_json::Value,
    texts: Vec<&'static str>,
    ids: Vec<Vec<u32>>,
}

fn case(name: String, json: &str, encode: impl Fn(&str) -> Vec<u32>) -> Case {
    let tokenizer = serde_json::from_str(json).unwrap();
    Case { name, tokenizer, texts: READ.to_vec(), ids: READ.map(encode).to_vec() }
}

fn classifier(kind: TokenizerKind) -> Case {
    let tokenizer = Tokenizer::train(&kind, &LEARNT).unwrap();
    case(format!("classifier, {kind:?}"), &tokenizer.to_json(), |text| tokenizer.encode(text, usize::MAX))
}

fn language(kind: TokenizerKind) -> Case {
    let tokenizer = LanguageTokenizer::train(&kind, &LEARNT).unwrap();
    case(format!("language model, {kind:?}"), &tokenizer.to_json(), |text| tokenizer.encode(text))
}

fn ngrams(min_n: usize, max_n: usize, max_ngrams: usize) -> Case {
    let ngrams = Ngrams { min_n, max_n, buckets: 2048, max_ngrams };
    let json = format!(r#"{{"min_n":{min_n},"max_n":{max_n},"buckets":2048,"max_ngrams":{max_ngrams}}}"#);
    case(format!("n-grams {min_n} to {max_n}"), &json, |text| ngrams.encode(text))
}

#[test]
fn texts_and_their_ids_are_written() {
    let (bytes, characters) = (TokenizerKind::Bytes, TokenizerKind::Characters { vocabulary: 60 });
    let (bpe, pieces) = (TokenizerKind::Bpe { vocabulary: 400 }, TokenizerKind::WordPiece { vocabulary: 200 });
    let mut cases: Vec<Case> = [bytes, characters, bpe, pieces].map(classifier).into();
    cases.extend([bytes, characters, bpe].map(language));
    cases.extend([ngrams(1, 3, 256), ngrams(2, 2, 8)]);
    assert!(cases.iter().all(|case| case.ids.iter().any(|ids| ids.len() > 3)));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("html");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("tokenizers.json"), serde_json::to_vec(&cases).unwrap()).unwrap();
}
