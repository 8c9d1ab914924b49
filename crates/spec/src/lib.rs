//! What a run is and what it reports: plain serde data with no behaviour beyond validation.
//!
//! Every type here crosses a boundary: a recipe file, the worker, `report.json` or `log.jsonl`.
//! Nothing here knows tensors, the browser or the disk.
//!
//! ```
//! use stillroom_spec::Recipe;
//! let recipe = Recipe::preset("languages").unwrap();
//! assert_eq!(Recipe::from_json(&recipe.to_json()).unwrap(), recipe);
//! ```

mod any_recipe;
mod corpus;
mod data;
mod decoder;
mod error;
mod export;
mod language;
mod language_preset;
mod language_report;
mod language_validate;
mod model;
mod objective;
mod preset;
mod pretrained;
mod recipe;
mod report;
#[cfg(feature = "schema")]
pub mod schema;
mod training;
#[cfg(feature = "ts")]
pub mod typescript;
mod validate;

pub use any_recipe::AnyRecipe;
pub use corpus::{CorpusFormat, CorpusPart, CorpusRecipe, CorpusReport, CorpusSource, DocumentRule, SplitBy};
pub use data::{
    ClassCount, Cleaning, Column, ColumnRole, DataReport, Encoding, LateColumn, LateColumns, SourceReport, SplitSizes,
    TableFormat,
};
pub use decoder::{DecoderActivation, DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe};
pub use error::{ErrorCode, ErrorReport, Place};
pub use export::{ExportFormat, ExportOffer};
pub use language::{
    Author, CacheRecipe, ControlTime, Course, LanguageEvaluation, LanguageRecipe, LanguageStudent, LanguageTeacher,
    LanguageTerm, OnPolicyRecipe, SampleRecipe, Task,
};
pub use language_preset::LANGUAGE_PRESETS;
pub use language_report::{
    AlignmentReport, CacheCost, CachePlace, CachePoint, ControlBudget, LanguageCard, LanguageMetrics,
    LanguageModelReport, LanguageRunReport, LanguageSpeed, OnPolicyCost, SampleReport, SampleStatistics,
    TokenCandidate, TokenJudgement,
};
pub use model::{ModelRecipe, TokenizerRecipe};
pub use objective::{LayerPair, Objective, WeightedObjective};
pub use preset::PRESETS;
pub use pretrained::{ModelCard, ModelSource};
pub use recipe::{
    DataRecipe, DataSource, EvaluationRecipe, RECIPE_VERSION, Recipe, SplitRecipe, StudentRecipe, TeacherHead,
    TeacherRecipe, Tuning,
};
pub use report::{
    CheckRow, Environment, GoldenRow, Interval, Lane, Latency, LossPart, Metrics, ModelReport, Phase, Prediction,
    REPORT_VERSION, Report, RunReport, StepReport, TeacherCard, TeacherWarning, TrainingSummary, Validation, Verdict,
    VerdictKind,
};
pub use training::{Schedule, TrainRecipe};
