//! GGUF: the container, all of its tensors, the tokenizer and the decoder in it.

use crate::decoders::small;
use crate::foreign_tokenizers::cut;
use crate::frames::parts;
use crate::plant::{Seed, conformance};
use crate::told::reported;
use crate::weights::{safetensors, same};
use serde_json::Value;
use stillroom_data::{LanguageTokenizer, TokenizerKind};
use stillroom_formats::{DecoderCheckpoint, GgufFile, GgufFloat, GgufOptions, gguf_tokenizer_json};

/// Everything that can be asked of a file; a decoder that is accepted comes back.
pub fn check(bytes: &[u8]) {
    let Some(file) = reported(GgufFile::open(bytes)) else { return };
    let values: usize = file.tensor_names().map(|name| file.tensor(name).expect("a listed tensor").values.len()).sum();
    assert!(4 * values <= 8 * bytes.len(), "{values} values of {} bytes", bytes.len());
    file.chat_template();
    let tokenizer = reported(gguf_tokenizer_json(&file));
    if let Some(json) = &tokenizer {
        cut(json, "The cat’s 12 lives\n\t – 水");
    }
    let Some(read) = reported(file.checkpoint()) else { return };
    check_again(&read, tokenizer.as_deref().unwrap_or_default());
}

/// Constants are of single precision in the file.
fn check_again(read: &DecoderCheckpoint, tokenizer: &str) {
    let options = GgufOptions { name: String::new(), float: GgufFloat::F32, chat_template: None };
    let Some(file) = reported(read.to_gguf(tokenizer, &options)) else { return };
    let again = DecoderCheckpoint::from_gguf(&file).expect("what was written can be read");
    assert!(same(&again.weights, &read.weights), "other weights");
    assert_eq!((again.recipe, again.vocabulary), (read.recipe.clone(), read.vocabulary));
}

/// Files of the conformance tests, and two small decoders with their tokenizer.
pub fn seeds() -> Vec<Seed> {
    let names =
        ["blocks", "sentencepiece", "pairs-default", "pairs-gpt-2", "pairs-llama-bpe", "pairs-qwen2", "pairs-smollm"];
    let mut seeds: Vec<Seed> =
        names.iter().map(|name| ((*name).to_owned(), conformance(&format!("gguf/{name}.gguf")))).collect();
    let made = [("llama", GgufFloat::F32), ("qwen2", GgufFloat::F16)];
    seeds.extend(made.map(|(family, float)| (family.to_owned(), decoder(family, float))));
    seeds
}

fn decoder(family: &str, float: GgufFloat) -> Vec<u8> {
    let bytes = small(family, &["num_hidden_layers"]);
    let [config, header, data] = parts(&bytes);
    let tokenizer = LanguageTokenizer::train(&TokenizerKind::Bytes, &[]).expect("bytes need no text");
    let ids = tokenizer.vocabulary();
    let enlarged = |json: &[u8]| String::from_utf8_lossy(json).replace("[16,48]", &format!("[{ids},48]"));
    let mut config: Value = serde_json::from_slice(config).expect("a configuration");
    config["vocab_size"] = ids.into();
    let header = header_but_embedding(&enlarged(header), ids);
    let weights = safetensors(header.as_bytes(), &data[..1]);
    let zeroed: Vec<u8> = weights.iter().copied().collect();
    let model = DecoderCheckpoint::from_hugging_face(config.to_string().as_bytes(), &[&zeroed]).expect("a decoder");
    let options = GgufOptions { name: "a seed".into(), float, chat_template: Some("{{ messages }}".into()) };
    model.to_gguf(&tokenizer.to_json(), &options).expect("a file")
}

/// Keys and values have 16 rows as well: only the table of tokens has one for each id.
fn header_but_embedding(header: &str, ids: usize) -> String {
    let mut header: Value = serde_json::from_str(header).expect("a header");
    for (name, entry) in header.as_object_mut().expect("an object") {
        if !name.contains("embed_tokens") && !name.contains("lm_head") && entry["shape"][0] == ids {
            entry["shape"][0] = 16.into();
        }
    }
    header.to_string()
}
