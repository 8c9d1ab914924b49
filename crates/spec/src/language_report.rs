//! What a language-model run says while it runs and when it ends.

use crate::{CorpusReport, Environment, LanguageRecipe, Phase, TeacherWarning, TrainingSummary, Verdict};
use serde::{Deserialize, Serialize};

/// How well a language model predicts a split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LanguageMetrics {
    /// Tokens predicted.
    pub tokens: usize,
    /// Bytes of text that these tokens stand for.
    pub bytes: usize,
    /// Mean negative log-likelihood of a token, in nats.
    pub nll: f64,
    /// e to the power of `nll`; comparable between models of one tokenizer only.
    pub perplexity: f64,
    /// Bits that a byte of text costs; comparable between tokenizers.
    pub bits_per_byte: f64,
    /// Share of tokens that were the most likely ones.
    pub accuracy: f64,
    /// Share of tokens of which the most likely one is the teacher's; none for the teacher and across tokenizers.
    pub agreement: Option<f64>,
    /// Mean KL(teacher‖model) of a token, in nats; likewise.
    pub kl_to_teacher: Option<f64>,
}

/// Speed of generation, measured after warm-up on this machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LanguageSpeed {
    /// Tokens of a prompt read per second.
    pub prefill_tokens_per_second: f64,
    /// Tokens written per second, one sequence at a time.
    pub decode_tokens_per_second: f64,
    /// Length of the prompt.
    pub prompt_tokens: usize,
    /// Tokens written.
    pub new_tokens: usize,
}

/// What a model's samples look like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SampleStatistics {
    /// Samples.
    pub samples: usize,
    /// Distinct n-grams of tokens over all, n from 1 to 3 (Li et al. 2016).
    pub distinct: [f64; 3],
    /// Share of 4-grams that occurred before in their sample (Welleck et al. 2020).
    pub repetition: f64,
}

/// One of the models at the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LanguageModelReport {
    /// Trainable numbers.
    pub parameters: usize,
    /// Bytes of the weights at f32.
    pub bytes: usize,
    /// On the test split; for several pairs, of the first.
    pub test: LanguageMetrics,
    /// Test bits per byte of each pair; one value for a teacher.
    pub bits_per_byte_by_pair: Vec<f64>,
    /// Speed.
    pub speed: Option<LanguageSpeed>,
    /// Its samples.
    pub samples: Option<SampleStatistics>,
    /// One sample, from the run's prompt and seed.
    pub sample: Option<SampleReport>,
    /// Cost of training; of all pairs together.
    pub training: Option<TrainingSummary>,
    /// Largest memory while it was trained, where the host can tell.
    pub peak_memory_bytes: Option<f64>,
}

/// A text that a model wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SampleReport {
    /// Whose.
    pub phase: Phase,
    /// Which teacher or pair, from 0.
    pub pair: usize,
    /// Steps that the model had taken.
    pub step: usize,
    /// What it began with.
    pub prompt: String,
    /// What it wrote.
    pub text: String,
}

/// The teachers together, on the validation split, before anything is distilled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LanguageCard {
    /// Of the averaged teachers where their tokenizer is the student's, else of the first.
    pub metrics: LanguageMetrics,
    /// Bits per byte of knowing how frequent each token is, and nothing else.
    pub unigram_bits_per_byte: f64,
    /// Bits per byte of the first control, which is trained before the first student.
    pub control_bits_per_byte: Option<f64>,
    /// What is wrong, if anything.
    pub warnings: Vec<TeacherWarning>,
}

/// What writing batches anew took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OnPolicyCost {
    /// Batches written.
    pub batches: usize,
    /// Tokens written.
    pub tokens: usize,
    /// Share of the student's training time that the writing took.
    pub share_of_time: f64,
}

/// A cache of teacher outputs as it was used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CacheCost {
    /// Ids kept for each token.
    pub top_k: usize,
    /// Bytes of the whole cache.
    pub bytes: f64,
    /// Where it is.
    pub place: CachePlace,
    /// Bytes and mean KL(teacher‖kept) in nats, measured on a sample, for each size that was tried.
    pub curve: Vec<CachePoint>,
}

/// What a teacher of another tokenizer could be asked about, in the first student's training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AlignmentReport {
    /// Tokens that the student learnt, each as often as it was read.
    pub tokens: usize,
    /// Share of them in spans that tokens of both cover alone, so that the two were compared there.
    pub compared: f64,
    /// Share of them that a single token of the teacher covers alone.
    pub paired: f64,
}

/// Where controls trained for a time: that of all pairs together, in seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ControlBudget {
    /// Of training the students.
    pub student_seconds: f64,
    /// Of filling the cache, once for each pair.
    pub cache_seconds: f64,
    /// Of training the teachers, once for each pair; 0 where that does not count.
    pub teacher_seconds: f64,
    /// That the controls took: a last step and the validation after it go beyond their time.
    pub control_seconds: f64,
}

/// Where a cache is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CachePlace {
    /// In the run's memory.
    Memory {},
    /// In the private files of the page.
    Files {},
    /// Nowhere: there is too little room, and the teacher is asked at every step.
    Nowhere {
        /// Bytes that are free, where the host tells.
        free: Option<f64>,
    },
}

/// One size of a cache.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CachePoint {
    /// Ids kept for each token.
    pub top_k: usize,
    /// Bytes of a token.
    pub bytes_per_token: usize,
    /// Mean KL of the teacher's distribution from what can be made of the kept ids, in nats.
    pub kl: f64,
}

/// `report.json` of a language-model run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LanguageRunReport {
    /// [`REPORT_VERSION`](crate::REPORT_VERSION).
    pub version: u32,
    /// What was asked.
    pub recipe: LanguageRecipe,
    /// Where it ran.
    pub environment: Environment,
    /// What it ran on.
    pub data: CorpusReport,
    /// Token ids of the student's tokenizer.
    pub vocabulary: usize,
    /// One or more.
    pub teachers: Vec<LanguageModelReport>,
    /// Distilled.
    pub student: LanguageModelReport,
    /// The same student, from the text alone.
    pub control: LanguageModelReport,
    /// Whether distillation helped: `difference` is bits per byte of controls minus those of students.
    pub verdict: Verdict,
    /// Where batches were written anew.
    pub on_policy: Option<OnPolicyCost>,
    /// Where the teacher's outputs were kept.
    pub cache: Option<CacheCost>,
    /// Where the teacher has a tokenizer of its own and a term asks it.
    pub alignment: Option<AlignmentReport>,
    /// Where the controls trained for a time.
    pub control_budget: Option<ControlBudget>,
    /// Whether the same recipe, seed and lane give the same numbers; not where a clock decides what is trained.
    pub reproducible: bool,
    /// Seconds from start to here.
    pub seconds: f64,
}

/// A token and what a model thought of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TokenCandidate {
    /// The token's text; bytes that are no UTF-8 are U+FFFD.
    pub token: String,
    /// The teacher's probability, where there is a teacher of the same tokenizer.
    pub teacher: Option<f32>,
    /// The student's probability, once it has started.
    pub student: Option<f32>,
}

/// One place in a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TokenJudgement {
    /// The token that stands there.
    pub token: String,
    /// Whether training learns such a token: not a document's first, and of an instruction not the prompt's.
    pub learnt: bool,
    /// Its negative log-likelihood by the teacher, in nats.
    pub teacher_nll: Option<f32>,
    /// Its negative log-likelihood by the student, in nats.
    pub student_nll: Option<f32>,
    /// KL(teacher‖student) of the distributions at this place, in nats.
    pub kl: Option<f32>,
    /// The most likely tokens of both, the likelier first.
    pub candidates: Vec<TokenCandidate>,
}
