//! The recipe of a language-model run.

use crate::{CorpusRecipe, DecoderRecipe, ModelSource, Objective, TokenizerRecipe, TrainRecipe};
use serde::{Deserialize, Serialize};

/// Tells a language model's recipe from a classifier's, which has no such key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Next-token prediction on text.
    LanguageModel,
}

/// A number that may move over a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Course {
    /// Stays.
    Constant {
        /// The number.
        value: f64,
    },
    /// Moves along a straight line from the first step to the last.
    Linear {
        /// At the first step.
        from: f64,
        /// At the last step.
        to: f64,
    },
    /// Moves along half a cosine from the first step to the last.
    Cosine {
        /// At the first step.
        from: f64,
        /// At the last step.
        to: f64,
    },
}

impl Course {
    /// The number at `step` (from 0) of `steps`.
    pub fn at(&self, step: usize, steps: usize) -> f64 {
        let progress = step as f64 / steps.saturating_sub(1).max(1) as f64;
        match *self {
            Self::Constant { value } => value,
            Self::Linear { from, to } => from + (to - from) * progress,
            Self::Cosine { from, to } => to + (from - to) * 0.5 * (1.0 + (std::f64::consts::PI * progress).cos()),
        }
    }

    /// Its ends: all values lie between.
    pub fn ends(&self) -> [f64; 2] {
        match *self {
            Self::Constant { value } => [value; 2],
            Self::Linear { from, to } | Self::Cosine { from, to } => [from, to],
        }
    }
}

/// One term of a language model's loss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LanguageTerm {
    /// Factor of this term in the sum.
    pub weight: Course,
    /// Takes the place of the objective's own temperature; `null` leaves that.
    pub temperature: Option<Course>,
    /// The term.
    pub objective: Objective,
}

/// One teacher; several are averaged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LanguageTeacher {
    /// A decoder trained on the text first.
    Train {
        /// Its shape.
        model: DecoderRecipe,
        /// Its tokenizer; `null` shares the student's. With another one, only `hard` and `uld` compare the two.
        tokenizer: Option<TokenizerRecipe>,
        /// How it is trained.
        train: TrainRecipe,
        /// Its part in the average of the teachers' probabilities.
        weight: f64,
    },
    /// A decoder that was trained elsewhere, with its own tokenizer. Where the student's `tokenizer` is not `teacher`,
    /// only `hard` and `uld` compare the two.
    Pretrained {
        /// Which: GPT-2, Llama, Mistral or Qwen2.
        model: ModelSource,
        /// How all its weights are fitted to the text first; `null` teaches as it is.
        tune: Option<TrainRecipe>,
        /// Its part in the average of the teachers' probabilities.
        weight: f64,
    },
}

impl LanguageTeacher {
    /// Its part in the average.
    pub fn weight(&self) -> f64 {
        match self {
            Self::Train { weight, .. } | Self::Pretrained { weight, .. } => *weight,
        }
    }

    /// How it is trained or tuned, if it is.
    pub fn training(&self) -> Option<&TrainRecipe> {
        match self {
            Self::Train { train, .. } => Some(train),
            Self::Pretrained { tune, .. } => tune.as_ref(),
        }
    }

    /// Its shape, where the recipe says it.
    pub fn shape(&self) -> Option<&DecoderRecipe> {
        match self {
            Self::Train { model, .. } => Some(model),
            Self::Pretrained { .. } => None,
        }
    }

    /// The pretrained model that it is, if it is one.
    pub fn pretrained(&self) -> Option<&ModelSource> {
        match self {
            Self::Train { .. } => None,
            Self::Pretrained { model, .. } => Some(model),
        }
    }
}

/// Who continues a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The student: on-policy distillation (Agarwal et al. 2024).
    Student,
    /// The teacher: sequence-level distillation (Kim & Rush 2016).
    Teacher,
}

/// Batches whose text a model writes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OnPolicyRecipe {
    /// Who writes.
    pub author: Author,
    /// Probability λ that a batch is written anew; the rest are the corpus's.
    pub fraction: f64,
    /// Tokens of the corpus that each text begins with.
    pub prompt_tokens: usize,
    /// Tokens written.
    pub new_tokens: usize,
    /// Of the sampling; 0 always takes the most likely token.
    pub temperature: f64,
}

/// Teacher outputs kept from one epoch for the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CacheRecipe {
    /// Ids kept for each token, the most likely ones, beside one bucket for the rest; `null` chooses the smallest
    /// number whose divergence from the whole is below 0.01 nats on a sample.
    pub top_k: Option<usize>,
}

/// Who learns, from what, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LanguageStudent {
    /// Its shape; the control has the same.
    pub model: DecoderRecipe,
    /// How both are trained.
    pub train: TrainRecipe,
    /// The student's loss: a weighted sum. The control's is `hard` alone.
    pub objectives: Vec<LanguageTerm>,
    /// Batches that a model writes; `null` takes the corpus alone.
    pub on_policy: Option<OnPolicyRecipe>,
    /// Keeps the teacher's outputs; `null` asks the teacher anew at every step.
    pub cache: Option<CacheRecipe>,
    /// Tokens whose logits are held at once; `null` holds a batch's all.
    pub chunk_tokens: Option<usize>,
}

/// How samples are drawn, from teacher and student alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SampleRecipe {
    /// What every sample begins with; empty begins with the test split's first words.
    pub prompt: String,
    /// Tokens written.
    pub tokens: usize,
    /// Of the sampling; 0 always takes the most likely token.
    pub temperature: f64,
    /// Only the most likely ids are drawn from; `null` draws from all.
    pub top_k: Option<usize>,
}

/// A time that a control trains for, in the place of its student's steps.
///
/// Time is the host's: how many steps fit in is not the same twice, and neither are the control's weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ControlTime {
    /// As long as its student: training, and filling the cache if there is one.
    Student,
    /// As long as its student, and as the teachers' training took.
    StudentAndTeachers,
}

/// How the end is judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LanguageEvaluation {
    /// Student/control pairs, each from its own initial weights.
    pub pairs: usize,
    /// Gives each control its student's time in the place of its steps: it repeats the text, and its schedule runs over
    /// the time. Such a run is not the same twice. `null` takes the student's steps.
    pub control_time: Option<ControlTime>,
    /// Bootstrap resamples of the verdict.
    pub resamples: usize,
    /// Seconds after which no further pair is started; `null` always trains all.
    pub budget_seconds: Option<f64>,
    /// Drawn after each epoch and at the end.
    pub sample: SampleRecipe,
}

/// A whole language-model run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LanguageRecipe {
    /// [`RECIPE_VERSION`](crate::RECIPE_VERSION).
    pub version: u32,
    /// `language_model`.
    pub task: Task,
    /// For people.
    pub name: String,
    /// Fixes splits, initial weights, batches, dropout and samples.
    pub seed: u32,
    /// Text.
    pub corpus: CorpusRecipe,
    /// Trained on the training split, or the first teacher's own; the student's, and the teachers' unless they bring
    /// their own.
    pub tokenizer: TokenizerRecipe,
    /// Tokens of a training block, at most the models' `context`.
    pub block_tokens: usize,
    /// Who teaches: one or more.
    pub teachers: Vec<LanguageTeacher>,
    /// Who learns.
    pub student: LanguageStudent,
    /// How the end is judged.
    pub evaluation: LanguageEvaluation,
}

impl LanguageRecipe {
    /// The pretrained models that teach.
    pub fn pretrained(&self) -> impl Iterator<Item = &ModelSource> {
        self.teachers.iter().filter_map(LanguageTeacher::pretrained)
    }

    /// Whether a teacher reads other ids than the student.
    pub fn is_foreign(&self, teacher: &LanguageTeacher) -> bool {
        match teacher {
            LanguageTeacher::Train { tokenizer, .. } => tokenizer.as_ref().is_some_and(|own| *own != self.tokenizer),
            LanguageTeacher::Pretrained { .. } => !matches!(self.tokenizer, TokenizerRecipe::Teacher { .. }),
        }
    }
}
