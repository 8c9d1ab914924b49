//! Tokenizers out of files: ids by `SentencePiece` and by llama.cpp (`tests/conformance/gguf.py`).

use crate::support::bytes;
use serde::Deserialize;
use serde_json::Value;
use stillroom_formats::{GgufError, GgufFile, gguf_tokenizer_json};
use stillroom_testkit::fixture;
use tokenizers::Tokenizer;

#[derive(Deserialize)]
struct Expected {
    sentence_piece: Vec<Case>,
    pairs: Vec<Cut>,
}

#[derive(Deserialize)]
struct Cut {
    pre: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    text: String,
    ids: Vec<u32>,
}

fn read(bytes: &[u8]) -> Result<Tokenizer, GgufError> {
    let json = gguf_tokenizer_json(&GgufFile::open(bytes).unwrap())?;
    Ok(json.parse().unwrap_or_else(|e| panic!("{e}")))
}

fn check(name: &str, cases: &[Case]) {
    let tokenizer = read(&bytes(&format!("gguf/{name}.gguf"))).unwrap();
    for Case { text, ids } in cases {
        let found = tokenizer.encode(text.as_str(), true).unwrap();
        assert_eq!(found.get_ids(), ids, "{name}: {text:?} as {:?}", found.get_tokens());
        let text = if text.starts_with("<|end|>") { text.replace("<|end|>", "") } else { text.clone() };
        assert_eq!(tokenizer.decode(ids, true).unwrap(), text, "{name}");
    }
}

#[test]
fn scores_become_merges() {
    let expected: Expected = fixture("gguf.json");
    assert!(expected.sentence_piece.iter().map(|case| case.ids.len()).sum::<usize>() > 500);
    check("sentencepiece", &expected.sentence_piece);
}

#[test]
fn texts_are_cut_as_llama_cpp_cuts_them() {
    let expected: Expected = fixture("gguf.json");
    assert_eq!(expected.pairs.len(), 5);
    for cut in &expected.pairs {
        check(&format!("pairs-{}", cut.pre), &cut.cases);
    }
    let ids = |at: usize| expected.pairs[at].cases.iter().map(|case| case.ids.clone()).collect::<Vec<_>>();
    assert!((1..5).all(|at| ids(at) != ids(0)), "the cuts must differ");
}

/// A file of byte pairs with one text in place of another of the same length.
fn with(old: &str, new: &str) -> Result<Tokenizer, GgufError> {
    assert_eq!(old.len(), new.len());
    let mut file = bytes("gguf/pairs-gpt-2.gguf");
    let text = |text: &str| [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat();
    let (old, new) = (text(old), text(new));
    let at = file.windows(old.len()).position(|window| window == old).unwrap();
    file[at..at + old.len()].copy_from_slice(&new);
    read(&file)
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    let check = |old: &str, new: &str, word: &str| {
        let error = with(old, new).map(drop).expect_err(word);
        assert!(matches!(error, GgufError::Tokenizer(_)) && error.to_string().contains(word), "{error}");
    };
    check("gpt-2", "gpt-9", "`gpt-9`");
    check("gpt2", "bert", "`bert`");
    check("tokenizer.ggml.tokens", "tokenizer.ggml.t?kens", "`tokenizer.ggml.tokens` is missing");
    check("tokenizer.ggml.merges", "tokenizer.ggml.m?rges", "`tokenizer.ggml.merges` is missing");
}

#[test]
fn special_tokens_are_added() {
    let bytes = bytes("gguf/pairs-llama-bpe.gguf");
    let json = gguf_tokenizer_json(&GgufFile::open(&bytes).unwrap()).unwrap();
    let json: Value = serde_json::from_str(&json).unwrap();
    let added: Vec<_> = json["added_tokens"].as_array().unwrap().iter().map(|token| &token["content"]).collect();
    assert_eq!(added, ["<|begin|>", "<|end|>"]);
    assert_eq!(json["model"]["ignore_merges"], true);
    assert_eq!(json["post_processor"]["special_tokens"]["<|begin|>"]["ids"][0], 0);
}
