//! The tokenizer of a file as a Hugging Face `tokenizer.json`, and back.

mod pairs;
mod pre;
mod sentence_piece;
mod template;
mod tokens;
mod write;

pub(super) use write::write_tokenizer;

use super::error::{GgufError, shown};
use super::file::GgufFile;
use serde_json::{Value, json};
use tokens::Tokens;

/// What the two kinds of tokenizers differ in.
struct Parts {
    normalizer: Value,
    pre_tokenizer: Value,
    decoder: Value,
    model: Value,
    /// Whether a text begins with a token of its own where the file does not say.
    begins: bool,
}

/// A Hugging Face `tokenizer.json` of the tokenizer in a file: of byte pairs (`gpt2`) or of `SentencePiece`'s pairs
/// (`llama`). A text becomes the ids that llama.cpp makes of it.
///
/// # Errors
/// [`GgufError::Tokenizer`] if there is none, it is of another kind, or its parts contradict each other.
pub fn gguf_tokenizer_json(file: &GgufFile) -> Result<String, GgufError> {
    let tokens = Tokens::read(file)?;
    let parts = match text(file, "tokenizer.ggml.model")? {
        "gpt2" => pairs::parts(file, &tokens)?,
        "llama" => sentence_piece::parts(file, &tokens)?,
        other => return Err(fault(format!("it is a `{}`; gpt2 and llama are read", shown(other)))),
    };
    let json = json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": tokens.added(),
        "normalizer": parts.normalizer,
        "pre_tokenizer": parts.pre_tokenizer,
        "post_processor": template::read(file, &tokens, parts.begins)?,
        "decoder": parts.decoder,
        "model": parts.model,
    });
    Ok(json.to_string())
}

fn text<'a>(file: &GgufFile<'a>, key: &str) -> Result<&'a str, GgufError> {
    file.metadata(key).and_then(|value| value.as_text()).ok_or_else(|| fault(format!("`{key}` is missing")))
}

fn fault(why: impl Into<String>) -> GgufError {
    GgufError::Tokenizer(why.into())
}
