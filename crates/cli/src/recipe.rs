//! `stillroom recipe`: recipes to begin from.

use crate::{checkpoint, output, source};
use anyhow::{Context, Result, bail};
use std::path::Path;
use stillroom_engine::{PretrainedModel, recipe_for_teacher};
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
        (AnyRecipe::Classifier(recipe), Some(teacher)) => {
            let (source, model) = opened(teacher)?;
            if model.card().is_decoder {
                bail!("`{}` predicts tokens: it can teach {}", source.name, LANGUAGE_PRESETS.join(" and "));
            }
            AnyRecipe::Classifier(recipe.taught_by(source, model.card().context))
        }
    };
    output::print(&recipe.to_json())
}

fn taught(preset: LanguageRecipe, teacher: &Path) -> Result<LanguageRecipe> {
    let (source, model) = opened(teacher)?;
    let corpus = source::open_corpus(&preset, Path::new("."))?;
    Ok(recipe_for_teacher(preset, source, &model, &corpus).map_err(ErrorReport::from)?)
}

/// The model at a path, and how a recipe names it.
fn opened(path: &Path) -> Result<(ModelSource, PretrainedModel)> {
    let model = checkpoint::open(path)?;
    let name = path.to_str().context("the teacher's path is not UTF-8")?.to_owned();
    Ok((ModelSource { name, sha256: Some(model.card().sha256.clone()) }, model))
}
