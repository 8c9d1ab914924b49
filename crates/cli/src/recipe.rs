//! `stillroom recipe`: recipes to begin from.

use crate::{checkpoint, output, source};
use anyhow::{Context, Result, bail};
use std::path::Path;
use stillroom_engine::recipe_for_teacher;
use stillroom_spec::{AnyRecipe, ErrorReport, LANGUAGE_PRESETS, LanguageRecipe, ModelSource, PRESETS};

/// Prints a preset, or its text with a pretrained teacher.
pub fn run(preset: &str, teacher: Option<&Path>) -> Result<()> {
    let Some(recipe) = AnyRecipe::preset(preset) else {
        let all = [PRESETS, LANGUAGE_PRESETS].concat();
        bail!("there is no preset `{preset}`; choose one of {}", all.join(", "));
    };
    let recipe = match (recipe, teacher) {
        (recipe, None) => recipe,
        (AnyRecipe::Language(recipe), Some(teacher)) => AnyRecipe::Language(taught(recipe, teacher)?),
        (AnyRecipe::Classifier(_), Some(_)) => {
            bail!("`{preset}` is a classifier's preset; `--teacher` goes with {}", LANGUAGE_PRESETS.join(" and "))
        }
    };
    output::print(&recipe.to_json())
}

fn taught(preset: LanguageRecipe, teacher: &Path) -> Result<LanguageRecipe> {
    let model = checkpoint::open(teacher)?;
    let name = teacher.to_str().context("the teacher's path is not UTF-8")?.to_owned();
    let source = ModelSource { name, sha256: Some(model.card().sha256.clone()) };
    let corpus = source::open_corpus(&preset, Path::new("."))?;
    Ok(recipe_for_teacher(preset, source, &model, &corpus).map_err(ErrorReport::from)?)
}
