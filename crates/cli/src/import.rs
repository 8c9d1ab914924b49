//! `stillroom import`: any model that is read, as a folder that others load.

use crate::checkpoint;
use crate::output::print;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use stillroom_engine::PretrainedModel;
use stillroom_formats::{Checkpoint, EncoderCheckpoint};
use stillroom_spec::{DecoderNorm, DecoderPositions, DecoderRecipe, ErrorReport};

/// Files of a tokenizer, which go along as they are.
const TOKENIZER: [&str; 6] =
    ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt", "vocab.json", "merges.txt"];

/// Writes `model` to `out` in f32 and prints what it is.
///
/// # Errors
/// If the model cannot be read, or the folder cannot be written or is the model's own.
pub fn run(model: &Path, out: &Path) -> Result<()> {
    let opened = checkpoint::open(model)?;
    fs::create_dir_all(out).with_context(|| format!("`{}` cannot be made", out.display()))?;
    if fs::canonicalize(model)? == fs::canonicalize(out)? {
        bail!("`{}` is the model itself; name another folder", out.display());
    }
    let files = opened.checkpoint().to_hugging_face().map_err(ErrorReport::from)?;
    write(out, "config.json", files.config.as_bytes())?;
    write(out, "model.safetensors", &files.weights)?;
    let tokenizer = if model.is_dir() { copy_tokenizer(model, out)? } else { write_tokenizer(&opened, out)? };
    let card = Card { opened: &opened, written: files.weights.len(), tokenizer };
    card.lines().iter().try_for_each(|line| print(line))
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    fs::write(&path, bytes).with_context(|| format!("`{}` cannot be written", path.display()))
}

fn write_tokenizer(opened: &PretrainedModel, out: &Path) -> Result<String> {
    match opened.tokenizer_json() {
        Ok(json) => write(out, "tokenizer.json", json.as_bytes()).map(|()| "tokenizer.json".to_owned()),
        Err(why) => Ok(format!("none: {why}")),
    }
}

/// Names of the files that there were.
fn copy_tokenizer(model: &Path, out: &Path) -> Result<String> {
    let mut copied = Vec::new();
    for name in TOKENIZER {
        if let Ok(bytes) = fs::read(model.join(name)) {
            write(out, name, &bytes)?;
            copied.push(name);
        }
    }
    Ok(if copied.is_empty() { "none beside the model".into() } else { copied.join(", ") })
}

/// What is known of a model.
struct Card<'a> {
    opened: &'a PretrainedModel,
    written: usize,
    tokenizer: String,
}

impl Card<'_> {
    fn lines(&self) -> Vec<String> {
        let (checkpoint, card) = (self.opened.checkpoint(), self.opened.card());
        let mut lines = vec![
            format!("architecture  {}", architecture(checkpoint)),
            format!("parameters    {}", card.parameters),
            format!("vocabulary    {} ids", card.vocabulary),
            format!("bytes         {} read, {} written in f32", card.file_bytes, self.written),
            format!("sha256        {}", card.sha256),
            format!("tokenizer     {}", self.tokenizer),
            format!("licence       {}", card.licence.as_deref().unwrap_or("not stated")),
        ];
        if !card.passed_over.is_empty() {
            lines.push(format!("left out      {}", card.passed_over.join(", ")));
        }
        lines
    }
}

fn architecture(checkpoint: &Checkpoint) -> String {
    match checkpoint {
        Checkpoint::Decoder(decoder) => decoder_words(&decoder.recipe),
        Checkpoint::DecoderClassifier(found) => {
            format!("{}, classes {}", decoder_words(&found.recipe), found.labels.join(", "))
        }
        Checkpoint::Encoder(encoder) => encoder_words(encoder),
    }
}

fn decoder_words(recipe: &DecoderRecipe) -> String {
    let positions = match recipe.positions {
        DecoderPositions::Learned {} => "learned",
        DecoderPositions::Rope { .. } => "rotary",
    };
    let norm = match recipe.norm {
        DecoderNorm::LayerNorm { .. } => "layer",
        DecoderNorm::RmsNorm { .. } => "root-mean-square",
    };
    format!(
        "decoder: {} layers of width {}, {} heads ({} of keys and values), {positions} positions, {norm} norms, \
         context {}",
        recipe.layers, recipe.width, recipe.heads, recipe.key_value_heads, recipe.context
    )
}

fn encoder_words(EncoderCheckpoint { shape, labels, .. }: &EncoderCheckpoint) -> String {
    let head = if labels.is_empty() { "hidden states only".into() } else { format!("classes {}", labels.join(", ")) };
    let (layers, width, heads) = (shape.layers, shape.width, shape.heads);
    format!("encoder: {layers} layers of width {width}, {heads} heads, context {}, {head}", shape.context())
}
