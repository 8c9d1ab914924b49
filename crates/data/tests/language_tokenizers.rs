//! Texts to ids and back for language models: nothing is lost, wherever a character is cut.

use proptest::prelude::*;
use std::sync::LazyLock;
use stillroom_data::{DataErrorKind, LanguageTokenizer, Tokenizer, TokenizerKind};

const NOVEL: &str = include_str!("../presets/northanger_abbey.txt");

const KINDS: [TokenizerKind; 3] =
    [TokenizerKind::Bytes, TokenizerKind::Characters { vocabulary: 100 }, TokenizerKind::Bpe { vocabulary: 1_000 }];

const AWKWARD: [&str; 9] = [
    " a",
    "e\u{301} é",
    "👩‍👩‍👧 🇧🇷",
    "日本語のテキスト",
    "[PAD] [UNK]<|endoftext|>",
    "\u{0}\n\t\r\n",
    "a\u{200b}b\u{feff}",
    "  two  spaces \n\n\n and lines\n",
    "\u{300}",
];

static TOKENIZERS: LazyLock<Vec<LanguageTokenizer>> =
    LazyLock::new(|| KINDS.iter().map(|kind| LanguageTokenizer::train(kind, &[NOVEL]).unwrap()).collect());

fn bytes() -> &'static LanguageTokenizer {
    &TOKENIZERS[0]
}

fn bpe() -> &'static LanguageTokenizer {
    &TOKENIZERS[2]
}

fn streamed(tokenizer: &LanguageTokenizer, ids: &[u32]) -> String {
    let mut stream = tokenizer.stream();
    let text: String = ids.iter().map(|&id| stream.push(id)).collect();
    text + &stream.finish()
}

fn fnv(text: &str) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    format!("{:016x}", text.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}

#[test]
fn the_first_ids_are_special() {
    for tokenizer in TOKENIZERS.iter() {
        assert_eq!((tokenizer.padding(), tokenizer.unknown(), tokenizer.end_of_text()), (0, 1, 2));
        assert_eq!(tokenizer.decode(&[0, 1, 2, u32::MAX]), "\u{FFFD}");
    }
    assert_eq!(bytes().encode("a b"), [3 + 97, 3 + 32, 3 + 98]);
    assert_eq!((bytes().vocabulary(), bpe().vocabulary()), (259, 1_000));
}

#[test]
fn texts_come_back() {
    for text in AWKWARD.iter().chain(&[NOVEL]) {
        assert_eq!(bytes().decode(&bytes().encode(text)), **text);
        assert_eq!(bpe().decode(&bpe().encode(text)), **text);
    }
    assert!(bpe().encode(NOVEL).len() * 5 < NOVEL.len() * 2, "{}", bpe().encode(NOVEL).len());
}

#[test]
fn unknown_characters_alone_are_lost() {
    let tokenizer = LanguageTokenizer::train(&TokenizerKind::Characters { vocabulary: 7 }, &["abcé"]).unwrap();
    let found = tokenizer.encode_with_ends("aée\u{301}b");
    assert_eq!(found.ids, [3, 6, 1, 1, 4]);
    assert_eq!(found.ends, [1, 3, 4, 6, 7]);
    assert_eq!(tokenizer.decode(&found.ids), "aé\u{FFFD}\u{FFFD}b");
}

/// A long text is encoded in parts; that must not show.
#[test]
fn parts_have_the_tokens_of_the_whole() {
    for tokenizer in TOKENIZERS.iter() {
        let library: tokenizers::Tokenizer = tokenizer.to_json().parse().unwrap();
        assert_eq!(library.encode_fast(NOVEL, false).unwrap().get_ids(), tokenizer.encode(NOVEL));
    }
}

#[test]
fn the_json_is_one_of_the_librarys() {
    for tokenizer in TOKENIZERS.iter() {
        let json = tokenizer.to_json();
        let again = LanguageTokenizer::from_json(&json).unwrap();
        assert_eq!(again.to_json(), json);
        for text in AWKWARD {
            assert_eq!(again.encode_with_ends(text), tokenizer.encode_with_ends(text), "{text:?}");
        }
    }
    let decoded: tokenizers::Tokenizer = bpe().to_json().parse().unwrap();
    assert_eq!(decoded.decode(&bpe().encode(AWKWARD[3]), false).unwrap(), AWKWARD[3]);
}

#[test]
fn other_tokenizers_are_refused() {
    let check = |json: &str, word: &str| {
        let fault = LanguageTokenizer::from_json(json).unwrap_err();
        assert!(fault.kind == DataErrorKind::Tokenizer && fault.message.contains(word), "{word}: {fault}");
    };
    check("{}", "model");
    let classifier = |kind| Tokenizer::train(&kind, &["Free money"]).unwrap().to_json();
    check(&classifier(TokenizerKind::Bpe { vocabulary: 300 }), "<|endoftext|> does not have the id 2");
    check(&classifier(TokenizerKind::Characters { vocabulary: 300 }), "normalizer");
    check(&classifier(TokenizerKind::WordPiece { vocabulary: 300 }), "normalizer");
    let json = bpe().to_json();
    check(&json.replacen("\"add_prefix_space\":false", "\"add_prefix_space\":true", 1), "space before");
    check(&json.replacen("\"Ġ\":", "\"日\":", 1), "merge");
    check(&bytes().to_json().replacen("\"Ġ\":", "\"日\":", 1), "not of bytes");
    check(&bytes().to_json().replacen("\"Ġ\":", "\"AB\":", 1), "no token of the byte 32");
    let fault = LanguageTokenizer::train(&TokenizerKind::WordPiece { vocabulary: 99 }, &["a"]).unwrap_err();
    assert!(fault.message.contains("lose case") && fault.hint.contains("BPE"), "{fault}");
}

/// Frozen: another value means that a recipe no longer gives the vocabulary it gave, or that hosts differ.
#[test]
fn vocabularies_stay_the_same() {
    let found: Vec<String> = TOKENIZERS.iter().map(|tokenizer| fnv(&tokenizer.to_json())).collect();
    assert_eq!(found.join(" "), "9bec40b630a4d6f8 444f4e89e913526d 656d83b8445c8337");
}

proptest! {
    #[test]
    fn any_text_comes_back(text in any::<String>()) {
        prop_assert_eq!(bytes().decode(&bytes().encode(&text)), &text[..]);
        prop_assert_eq!(bpe().decode(&bpe().encode(&text)), &text[..]);
    }

    #[test]
    fn ends_part_the_text(text in any::<String>()) {
        for tokenizer in TOKENIZERS.iter() {
            let found = tokenizer.encode_with_ends(&text);
            prop_assert_eq!(found.ids.len(), found.ends.len());
            prop_assert!(found.ends.is_sorted());
            prop_assert_eq!(found.ends.last().copied().unwrap_or(0), text.len());
            let mut from = 0;
            for (&id, &end) in found.ids.iter().zip(&found.ends) {
                prop_assert!(id == tokenizer.unknown() || tokenizer.token(id) == &text.as_bytes()[from..end]);
                from = end;
            }
        }
    }

    #[test]
    fn streams_agree_with_decoding_at_once(ids in prop::collection::vec(0_u32..1_010, 0..40), text in any::<String>()) {
        for ids in [ids, bytes().encode(&text), bpe().encode(&text)] {
            for tokenizer in TOKENIZERS.iter() {
                prop_assert_eq!(streamed(tokenizer, &ids), tokenizer.decode(&ids));
            }
        }
    }

    #[test]
    fn whole_characters_never_wait(text in any::<String>()) {
        let mut stream = bytes().stream();
        for c in text.chars() {
            let ids = bytes().encode(c.encode_utf8(&mut [0; 4]));
            let (last, first) = ids.split_last().unwrap();
            prop_assert!(first.iter().all(|&id| stream.push(id).is_empty()));
            prop_assert_eq!(stream.push(*last), c.to_string());
        }
    }
}
