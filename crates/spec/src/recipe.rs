//! The one file that says what a run does: the page's, the command line's and the share link's.

use crate::{ErrorCode, ErrorReport, ModelRecipe, ModelSource, Place, TrainRecipe, WeightedObjective};
use serde::{Deserialize, Serialize};

/// Version of the recipe that this build reads and writes.
pub const RECIPE_VERSION: u32 = 1;

/// Where the rows come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DataSource {
    /// Data that comes with Stillroom.
    Preset {
        /// `languages` or `spam`.
        name: String,
    },
    /// A file of the user's. On the page its name only; natively a path, relative to the recipe.
    File {
        /// Name or path.
        name: String,
    },
}

/// Shares of the rows; they need not sum to 1, only their ratio counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SplitRecipe {
    /// Rows that move weights.
    pub train: f64,
    /// Rows that choose the best epoch.
    pub validation: f64,
    /// Rows seen once, at the end.
    pub test: f64,
}

/// What is read and how it is split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DataRecipe {
    /// Where the rows come from.
    pub source: DataSource,
    /// Name of the text column; `null` takes the detected one.
    pub text_column: Option<String>,
    /// Name of the label column; `null` takes the detected one.
    pub label_column: Option<String>,
    /// Rows kept at most; more are sampled by seed.
    pub max_rows: usize,
    /// Classes with fewer rows are dropped; at least 3, one for each split.
    pub min_rows_per_class: usize,
    /// Shares of the splits, within each class.
    pub split: SplitRecipe,
}

/// Who teaches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum TeacherRecipe {
    /// A network trained on the labels first.
    Train {
        /// Its shape.
        model: ModelRecipe,
        /// How it is trained.
        train: TrainRecipe,
    },
    /// A model that was trained elsewhere, fitted to the labels first.
    Pretrained {
        /// Which: an encoder (BERT, DistilBERT, `RoBERTa`).
        model: ModelSource,
        /// Longest text in tokens, at most the model's context; longer texts are cut.
        max_tokens: usize,
        /// What turns hidden states into classes.
        head: TeacherHead,
        /// What is fitted.
        tuning: Tuning,
        /// How it is fitted; without a meaning where nothing is.
        train: TrainRecipe,
    },
    /// The probabilities that the rows carry.
    SoftLabels {},
}

/// What turns a pretrained encoder's hidden states into one logit per class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TeacherHead {
    /// Its own classifier, whose classes must be those of the data.
    Own,
    /// A new linear layer on the mean over the tokens, as sentence-transformers pool (Reimers & Gurevych 2019).
    Mean,
    /// A new layer with tanh and one without on the first token, as BERT classifies (Devlin et al. 2019).
    First,
}

/// Which weights of a pretrained model are fitted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Tuning {
    /// None: it teaches as it is; only with its own classifier.
    None {},
    /// The head alone. What it reads is computed once.
    Head {},
    /// All.
    All {
        /// Probability of dropping an activation while training.
        dropout: f64,
    },
    /// Low-rank additions to its matrices, and the head (Hu et al. 2021).
    Lora {
        /// Rank of the additions.
        rank: usize,
        /// They are scaled by `alpha / rank`.
        alpha: f64,
        /// Probability of dropping an activation while training.
        dropout: f64,
    },
}

/// Who learns, from what, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StudentRecipe {
    /// Its shape; the control has the same.
    pub model: ModelRecipe,
    /// How both are trained.
    pub train: TrainRecipe,
    /// The student's loss: a weighted sum. The control's is `hard` alone.
    pub objectives: Vec<WeightedObjective>,
}

/// How the end is judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EvaluationRecipe {
    /// Student/control pairs, each from its own initial weights and batches.
    pub pairs: usize,
    /// Bootstrap resamples of the verdict.
    pub resamples: usize,
    /// Seconds after which no further pair is started; `null` always trains all.
    pub budget_seconds: Option<f64>,
}

/// A whole run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// [`RECIPE_VERSION`].
    pub version: u32,
    /// For people.
    pub name: String,
    /// Fixes splits, initial weights, batches and dropout.
    pub seed: u32,
    /// Rows.
    pub data: DataRecipe,
    /// Who teaches.
    pub teacher: TeacherRecipe,
    /// Who learns.
    pub student: StudentRecipe,
    /// How the end is judged.
    pub evaluation: EvaluationRecipe,
}

impl TeacherRecipe {
    /// The pretrained model that teaches, if one does.
    pub fn pretrained(&self) -> Option<&ModelSource> {
        match self {
            Self::Pretrained { model, .. } => Some(model),
            Self::Train { .. } | Self::SoftLabels {} => None,
        }
    }
}

impl Recipe {
    /// Reads and checks a recipe.
    ///
    /// # Errors
    /// [`ErrorCode::Recipe`], with line and column where it is not JSON or names an unknown key,
    /// and with the key where a value is out of range.
    pub fn from_json(text: &str) -> Result<Self, ErrorReport> {
        let recipe: Self = serde_json::from_str(text).map_err(|e| json_error(&e))?;
        recipe.validate()?;
        Ok(recipe)
    }

    /// The recipe as indented JSON.
    ///
    /// # Panics
    /// Never: every field has a JSON form.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a recipe is plain data")
    }
}

pub(crate) fn json_error(e: &serde_json::Error) -> ErrorReport {
    let text = e.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    let place = Place { file: "recipe".into(), line: Some(e.line()).filter(|&l| l > 0), column: Some(e.column()) };
    ErrorReport::new(
        ErrorCode::Recipe,
        format!("This is not a recipe: {what}."),
        "Correct it, or begin again from `stillroom recipe languages`.",
    )
    .at(place)
}
