//! Where a recipe's rows are: presets are part of the program, files lie beside the recipe.

use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use stillroom_engine::{LoadedData, load};
use stillroom_spec::{DataSource, ErrorReport, Recipe};

const LANGUAGES: &[u8] = include_bytes!("../../data/presets/languages.csv");
const SPAM: &[u8] = include_bytes!("../../data/presets/spam.csv");

/// Reads the rows of `recipe`; a file's path is relative to `folder`.
pub fn open(recipe: &Recipe, folder: &Path) -> Result<LoadedData> {
    match &recipe.data.source {
        DataSource::Preset { name } => preset(recipe, name),
        DataSource::File { name } => file(recipe, &folder.join(name)),
    }
}

/// Reads the rows of a file as `recipe` says.
pub fn file(recipe: &Recipe, path: &Path) -> Result<LoadedData> {
    let input = File::open(path).with_context(|| format!("`{}` cannot be opened", path.display()))?;
    let bytes = input.metadata().ok().map(|m| m.len() as f64);
    rows(recipe, &path.display().to_string(), bytes, BufReader::new(input))
}

fn preset(recipe: &Recipe, name: &str) -> Result<LoadedData> {
    let (file, bytes) = match name {
        "languages" => ("languages.csv", LANGUAGES),
        "spam" => ("spam.csv", SPAM),
        _ => bail!("there is no preset data `{name}`; choose languages or spam"),
    };
    rows(recipe, file, Some(bytes.len() as f64), bytes)
}

fn rows(recipe: &Recipe, name: &str, bytes: Option<f64>, input: impl Read) -> Result<LoadedData> {
    Ok(load(recipe, name, bytes, input).map_err(ErrorReport::from)?)
}
