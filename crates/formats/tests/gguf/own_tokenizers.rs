//! Tokenizers made here go into a file and come back the same.

use crate::support::{checkpoint, made, options, tokenizer};
use serde_json::{Value, json};
use stillroom_data::{LanguageTokenizer, TokenizerKind};
use stillroom_formats::{DecoderCheckpoint, GgufError, GgufFile, GgufFloat, gguf_tokenizer_json};

const TEXT: &str =
    "It's a truth — universally  acknowledged,\n\nthat 1234 men café 🦀 must be in want of a wife. A wife!";

/// The tokenizer of a file that has this one in it.
fn through(json: &str, vocabulary: usize) -> Result<String, GgufError> {
    let model = DecoderCheckpoint { end_ids: vec![2], ..made(checkpoint("llama").recipe, vocabulary) };
    let bytes = model.to_gguf(json, &options(GgufFloat::F16))?;
    gguf_tokenizer_json(&GgufFile::open(&bytes).unwrap())
}

fn train(kind: TokenizerKind) -> LanguageTokenizer {
    LanguageTokenizer::train(&kind, &[TEXT, "a wife, a wife, a wife and men of want"]).unwrap()
}

#[test]
fn bytes_and_pairs_come_back() {
    for kind in [TokenizerKind::Bytes, TokenizerKind::Bpe { vocabulary: 300 }] {
        let original = train(kind);
        let json = through(&original.to_json(), original.vocabulary()).unwrap();
        let back = LanguageTokenizer::from_json(&json).unwrap();
        assert_eq!(back.vocabulary(), original.vocabulary());
        assert_eq!(back.encode(TEXT), original.encode(TEXT), "{kind:?}");
        assert_eq!(back.decode(&back.encode(TEXT)), TEXT);
    }
}

#[test]
fn characters_have_no_place() {
    let characters = train(TokenizerKind::Characters { vocabulary: 100 });
    let error = through(&characters.to_json(), characters.vocabulary()).unwrap_err();
    assert!(matches!(&error, GgufError::Tokenizer(why) if why.contains("cuts texts")), "{error}");
}

/// What `transformers` wrote, of another tool and with other options.
#[test]
fn the_ids_of_anothers_tokenizer_come_back() {
    let json = tokenizer("llama");
    let back: tokenizers::Tokenizer = through(&json, 384).unwrap().parse().unwrap();
    let original: tokenizers::Tokenizer = json.parse().unwrap();
    let ids = |tokenizer: &tokenizers::Tokenizer| tokenizer.encode(TEXT, true).unwrap().get_ids().to_vec();
    assert_eq!(ids(&back), ids(&original));
    assert_eq!(back.get_vocab(true), original.get_vocab(true));
}

/// A model may have more ids than its tokenizer, never fewer.
#[test]
fn a_vocabulary_is_filled_up() {
    let original = train(TokenizerKind::Bytes);
    let json: Value = serde_json::from_str(&through(&original.to_json(), 300).unwrap()).unwrap();
    assert_eq!(json["model"]["vocab"]["[PAD299]"], 299);
    let error = through(&original.to_json(), 100).unwrap_err().to_string();
    assert!(error.contains("the model has 100 ids"), "{error}");
}

#[test]
fn what_gguf_has_no_name_for_is_refused() {
    let check = |change: &dyn Fn(&mut Value), word: &str| {
        let mut json: Value = serde_json::from_str(&tokenizer("llama")).unwrap();
        change(&mut json);
        let error = through(&json.to_string(), 384).expect_err(word);
        assert!(matches!(error, GgufError::Tokenizer(_)) && error.to_string().contains(word), "{error}");
    };
    check(&|json| json["model"]["type"] = "WordPiece".into(), "WordPiece");
    check(&|json| json["model"]["byte_fallback"] = true.into(), "`byte_fallback`");
    check(&|json| json["model"]["end_of_word_suffix"] = "</w>".into(), "`end_of_word_suffix`");
    check(&|json| json["model"]["ignore_merges"] = true.into(), "whole words");
    check(&|json| json["model"]["vocab"]["!"] = 5000.into(), "not that of `!`");
    check(&|json| json["model"]["merges"] = json!([["a"]]), "two tokens");
    check(&|json| json["normalizer"] = json!({"type": "Lowercase"}), "Lowercase");
    check(&|json| json["pre_tokenizer"]["add_prefix_space"] = true.into(), "cuts texts");
    check(&|json| json["pre_tokenizer"]["use_regex"] = false.into(), "cuts texts");
    check(&|json| json["pre_tokenizer"] = json!({"type": "Whitespace"}), "cuts texts");
    check(&|json| json["post_processor"] = json!({"type": "BertProcessing"}), "BertProcessing");
    assert!(matches!(through("{", 384), Err(GgufError::Tokenizer(why)) if why.contains("no JSON")));
}
