//! Where a recipe's rows are: presets are part of the program, files lie beside the recipe.

use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use stillroom_engine::{LoadedCorpus, LoadedData, load, load_corpus};
use stillroom_spec::{CorpusSource, DataSource, ErrorReport, LanguageRecipe, Recipe};

const LANGUAGES: &[u8] = include_bytes!("../../data/presets/languages.csv");
const SPAM: &[u8] = include_bytes!("../../data/presets/spam.csv");
const NORTHANGER: &[u8] = include_bytes!("../../data/presets/northanger_abbey.txt");

/// Reads the rows of `recipe`; a file's path is relative to `folder`.
pub fn open(recipe: &Recipe, folder: &Path) -> Result<LoadedData> {
    match &recipe.data.source {
        DataSource::Preset { name } => preset(recipe, name),
        DataSource::File { name } => file(recipe, &folder.join(name)),
    }
}

/// Reads the text of a language model's recipe; a file's path is relative to `folder`.
pub fn open_corpus(recipe: &LanguageRecipe, folder: &Path) -> Result<LoadedCorpus> {
    match &recipe.corpus.source {
        CorpusSource::Preset { name } if name == "northanger" => {
            corpus(recipe, "northanger_abbey.txt", Some(NORTHANGER.len() as f64), NORTHANGER)
        }
        CorpusSource::Preset { name } => bail!("there is no preset text `{name}`; choose northanger"),
        CorpusSource::Arithmetic { .. } => corpus(recipe, "arithmetic", None, std::io::empty()),
        CorpusSource::File { name } => {
            let path = folder.join(name);
            let input = File::open(&path).with_context(|| format!("`{}` cannot be opened", path.display()))?;
            let bytes = input.metadata().ok().map(|m| m.len() as f64);
            corpus(recipe, &path.display().to_string(), bytes, BufReader::new(input))
        }
    }
}

fn corpus(recipe: &LanguageRecipe, name: &str, bytes: Option<f64>, input: impl Read) -> Result<LoadedCorpus> {
    Ok(load_corpus(recipe, name, bytes, input).map_err(ErrorReport::from)?)
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
