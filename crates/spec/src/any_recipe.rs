//! A recipe of either kind.

use crate::{ErrorReport, LanguageRecipe, Recipe};
use serde::Deserialize;

/// A classifier's recipe, or one with the key `task`.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyRecipe {
    /// Texts to classes.
    Classifier(Recipe),
    /// Text to its next token.
    Language(LanguageRecipe),
}

/// All that tells the two apart.
#[derive(Deserialize)]
struct Probe {
    task: Option<serde_json::Value>,
}

impl AnyRecipe {
    /// Reads and checks a recipe.
    ///
    /// # Errors
    /// As [`Recipe::from_json`] and [`LanguageRecipe::from_json`].
    pub fn from_json(text: &str) -> Result<Self, ErrorReport> {
        let has_task = serde_json::from_str::<Probe>(text).is_ok_and(|probe| probe.task.is_some());
        if has_task {
            LanguageRecipe::from_json(text).map(Self::Language)
        } else {
            Recipe::from_json(text).map(Self::Classifier)
        }
    }

    /// The recipe of a preset of either kind, if there is one of that name.
    pub fn preset(name: &str) -> Option<Self> {
        Recipe::preset(name).map(Self::Classifier).or_else(|| LanguageRecipe::preset(name).map(Self::Language))
    }

    /// The recipe as indented JSON.
    pub fn to_json(&self) -> String {
        match self {
            Self::Classifier(recipe) => recipe.to_json(),
            Self::Language(recipe) => recipe.to_json(),
        }
    }
}
