//! `stillroom import`: any model that is read, as a folder that others load.

use crate::checkpoint::{self, OpenedModel};
use crate::output::print;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use stillroom_formats::{Checkpoint, DecoderCheckpoint, EncoderCheckpoint};
use stillroom_spec::{DecoderNorm, DecoderPositions, ErrorReport};

/// Files of a tokenizer, which go along as they are.
const TOKENIZER: [&str; 6] =
    ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt", "vocab.json", "merges.txt"];
/// What tells of a model, and may name its licence.
const CARD: &str = "README.md";

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
    let files = opened.checkpoint.to_hugging_face().map_err(ErrorReport::from)?;
    write(out, "config.json", files.config.as_bytes())?;
    write(out, "model.safetensors", &files.weights)?;
    let copied = copy_tokenizer(model, out)?;
    let card = Card { opened: &opened, written: files.weights.len(), copied, licence: licence(model) };
    card.lines().iter().try_for_each(|line| print(line))
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    fs::write(&path, bytes).with_context(|| format!("`{}` cannot be written", path.display()))
}

/// Names of the files that there were.
fn copy_tokenizer(model: &Path, out: &Path) -> Result<Vec<&'static str>> {
    let mut copied = Vec::new();
    for name in TOKENIZER {
        if let Ok(bytes) = fs::read(model.join(name)) {
            write(out, name, &bytes)?;
            copied.push(name);
        }
    }
    Ok(copied)
}

/// What is known of a model.
struct Card<'a> {
    opened: &'a OpenedModel,
    written: usize,
    copied: Vec<&'static str>,
    licence: Option<String>,
}

impl Card<'_> {
    fn lines(&self) -> Vec<String> {
        let none = |list: &str, none: &str| if list.is_empty() { none.to_owned() } else { list.to_owned() };
        let checkpoint = &self.opened.checkpoint;
        let mut lines = vec![
            format!("architecture  {}", architecture(checkpoint)),
            format!("parameters    {}", checkpoint.parameters()),
            format!("vocabulary    {} ids", checkpoint.vocabulary()),
            format!("bytes         {} read, {} written in f32", self.opened.bytes, self.written),
            format!("tokenizer     {}", none(&self.copied.join(", "), "none beside the model")),
            format!("licence       {}", self.licence.as_deref().unwrap_or("not stated in a README.md")),
        ];
        if !self.opened.passed_over.is_empty() {
            lines.push(format!("left out      {}", self.opened.passed_over.join(", ")));
        }
        lines
    }
}

fn architecture(checkpoint: &Checkpoint) -> String {
    match checkpoint {
        Checkpoint::Decoder(decoder) => decoder_words(decoder),
        Checkpoint::Encoder(encoder) => encoder_words(encoder),
    }
}

fn decoder_words(DecoderCheckpoint { recipe, .. }: &DecoderCheckpoint) -> String {
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

/// The licence that the front matter of a model's card names.
fn licence(model: &Path) -> Option<String> {
    named_licence(&fs::read_to_string(model.join(CARD)).ok()?)
}

fn named_licence(card: &str) -> Option<String> {
    let mut lines = card.lines();
    (lines.next()?.trim_end() == "---").then_some(())?;
    let matter: Vec<&str> = lines.take_while(|line| line.trim_end() != "---").collect();
    let at = matter.iter().position(|line| line.starts_with("license:"))?;
    let bare = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
    let named = bare(&matter[at]["license:".len()..]);
    let listed = matter[at + 1..].iter().map_while(|line| line.trim().strip_prefix("- ")).map(bare);
    let all = if named.is_empty() { listed.collect::<Vec<_>>().join(", ") } else { named };
    (!all.is_empty()).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::named_licence;

    #[test]
    fn the_front_matter_names_the_licence() {
        let check = |card: &str, expected: Option<&str>| assert_eq!(named_licence(card).as_deref(), expected, "{card}");
        check("---\nlanguage: en\nlicense: apache-2.0\ntags:\n- x\n---\n# Model", Some("apache-2.0"));
        check("---\nlicense: \"mit\"\n---\n", Some("mit"));
        check("---\r\nlicense: mit\r\n---\r\n", Some("mit"));
        check("---\nlicense:\n- mit\n- bsd\ntags: a\n---", Some("mit, bsd"));
        check("---\nlicense:\ntags: a\n---", None);
        check("---\ntags: a\n---\nlicense: mit", None);
        check("license: mit", None);
        check("", None);
    }
}
