//! What a run says while it runs and when it ends.

use crate::{CacheCost, DataReport, LanguageCard, LanguageRunReport, Recipe, SampleReport};
use serde::{Deserialize, Serialize};

/// Version of `report.json`.
pub const REPORT_VERSION: u32 = 1;

/// Where the numbers are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Burn Flex on the CPU.
    Cpu,
    /// WebGPU, or wgpu natively.
    Webgpu,
    /// CUDA, natively only.
    Cuda,
}

/// The parts of a run, in order; student and control repeat for each pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Tokenizers are trained and rows encoded.
    Prepare,
    /// The teacher learns from labels.
    Teacher,
    /// The teacher is judged before anything is distilled.
    ReportCard,
    /// The student learns from the teacher.
    Student,
    /// The twin learns from labels alone.
    Control,
    /// All three meet the test split.
    Evaluate,
    /// Nothing is left to do.
    Done,
}

/// A lower and an upper bound.
pub type Interval = [f64; 2];

/// One term of a loss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LossPart {
    /// The objective's name.
    pub name: String,
    /// Its factor.
    pub weight: f64,
    /// Its value before the factor.
    pub value: f64,
}

/// Loss and accuracy on the validation split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Validation {
    /// Mean negative log-likelihood of the labels, or of the next tokens, in nats.
    pub loss: f64,
    /// Share of rows whose most likely class is the label, or of tokens that were the most likely ones.
    pub accuracy: f64,
    /// Of a language model: bits that a byte of the text costs.
    pub bits_per_byte: Option<f64>,
}

/// One optimizer step: a line of `log.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StepReport {
    /// Teacher, student or control.
    pub phase: Phase,
    /// Which student/control pair, from 0.
    pub pair: usize,
    /// Step within the phase, from 1.
    pub step: usize,
    /// Steps that the phase will take at most.
    pub steps: usize,
    /// Loss of the step, averaged over its rows.
    pub loss: f64,
    /// What it is made of.
    pub parts: Vec<LossPart>,
    /// Rate used.
    pub learning_rate: f64,
    /// Global norm before clipping.
    pub grad_norm: f64,
    /// Real tokens (or n-grams) through forward and backward, per second.
    pub tokens_per_second: f64,
    /// Time of the step.
    pub milliseconds: f64,
    /// At the end of an epoch.
    pub validation: Option<Validation>,
}

/// Why the teacher may not be worth distilling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TeacherWarning {
    /// Its accuracy is not above that of always saying the most frequent class.
    NoBetterThanMajority,
    /// A quickly trained student is as good: there is little to teach.
    NoBetterThanControl,
}

/// The teacher before distillation, on the validation split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TeacherCard {
    /// All metrics.
    pub metrics: Metrics,
    /// Accuracy of always saying the most frequent class of the training split.
    pub majority_accuracy: f64,
    /// Accuracy of the first control, which is trained before the first student.
    pub control_accuracy: Option<f64>,
    /// What is wrong, if anything.
    pub warnings: Vec<TeacherWarning>,
}

/// How well a model does on a split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Metrics {
    /// Rows.
    pub rows: usize,
    /// Share of rows whose most likely class is the label.
    pub accuracy: f64,
    /// 95 % interval of the accuracy (Wilson 1927).
    pub accuracy_interval: Interval,
    /// Mean over classes of F1.
    pub macro_f1: f64,
    /// Mean negative log-likelihood, in nats.
    pub nll: f64,
    /// Expected calibration error over 15 equal-width bins (Guo et al. 2017).
    pub calibration_error: f64,
    /// `confusion[label][prediction]` in rows.
    pub confusion: Vec<Vec<usize>>,
    /// Share of rows on which the most likely class is the teacher's.
    pub agreement: Option<f64>,
}

/// Time to an answer, measured after warm-up on this machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Latency {
    /// Median milliseconds for one text.
    pub p50_ms: f64,
    /// 95th percentile for one text.
    pub p95_ms: f64,
    /// Texts per second in batches.
    pub texts_per_second: f64,
    /// Texts in a batch.
    pub batch: usize,
    /// Single-text measurements.
    pub samples: usize,
}

/// What training took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TrainingSummary {
    /// Seconds of steps and validation.
    pub seconds: f64,
    /// Optimizer steps.
    pub steps: usize,
    /// Epoch whose weights were kept, from 1; 0 of a model that was taken as it is.
    pub best_epoch: usize,
    /// Whether it stopped before its last epoch.
    pub stopped_early: bool,
}

/// One of the three models at the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ModelReport {
    /// Trainable numbers.
    pub parameters: usize,
    /// Bytes of the weights at f32.
    pub bytes: usize,
    /// On the test split; for several pairs, of the first.
    pub test: Metrics,
    /// Test accuracy of each pair; one value for the teacher.
    pub test_accuracy_by_pair: Vec<f64>,
    /// Speed.
    pub latency: Option<Latency>,
    /// Cost of training; of all pairs together. None where labels came from elsewhere.
    pub training: Option<TrainingSummary>,
    /// Largest memory while it was trained, where the host can tell.
    pub peak_memory_bytes: Option<f64>,
}

/// Whether distillation helped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// The interval's lower bound is above 0.
    Helps,
    /// The interval's upper bound is at most 0.005: no gain above half a point is left.
    DoesNotHelp,
    /// Anything else.
    Inconclusive,
}

/// Student against control on the same test rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Verdict {
    /// In a word.
    pub kind: VerdictKind,
    /// Mean test accuracy of students minus that of controls; of language models, test bits per byte of controls minus
    /// those of students.
    pub difference: f64,
    /// 95 % interval of the difference: paired bootstrap over test rows (or documents) and pairs.
    pub interval: Interval,
    /// Student/control pairs, each from its own initial weights.
    pub pairs: usize,
    /// Bootstrap resamples.
    pub resamples: usize,
}

/// Where and with what a run was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Environment {
    /// Lane.
    pub lane: Lane,
    /// The adapter or processor, as it names itself.
    pub device: String,
    /// Version of Stillroom.
    pub version: String,
}

/// `report.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RunReport {
    /// [`REPORT_VERSION`].
    pub version: u32,
    /// What was asked.
    pub recipe: Recipe,
    /// Where it ran.
    pub environment: Environment,
    /// What it ran on.
    pub data: DataReport,
    /// None where the rows carry soft labels.
    pub teacher: Option<ModelReport>,
    /// Distilled.
    pub student: ModelReport,
    /// The same student, from labels alone.
    pub control: ModelReport,
    /// Whether distillation helped.
    pub verdict: Verdict,
    /// Seconds from start to here.
    pub seconds: f64,
}

/// One unit of the engine's work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Report {
    /// A phase began.
    Phase {
        /// Which.
        phase: Phase,
        /// Which pair.
        pair: usize,
        /// How many pairs there will be.
        pairs: usize,
        /// Steps that it will take at most; 0 where it has none.
        steps: usize,
        /// Trainable numbers of its model; 0 where it has none.
        parameters: usize,
    },
    /// An optimizer step.
    Step(StepReport),
    /// The teacher's report card.
    Card(TeacherCard),
    /// Work without a report of its own.
    Progress {
        /// During which phase.
        phase: Phase,
        /// Units done.
        done: usize,
        /// Units in all.
        total: usize,
    },
    /// The end.
    Done(Box<RunReport>),
    /// A text that a language model wrote on its way.
    Sample(SampleReport),
    /// A language model's teachers before distillation.
    LanguageCard(LanguageCard),
    /// Where the teachers' outputs will be kept, before any is.
    Cache(CacheCost),
    /// The end of a language-model run.
    LanguageDone(Box<LanguageRunReport>),
}

/// What the models say of one text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Prediction {
    /// The classes, in the order of the logits.
    pub classes: Vec<String>,
    /// The teacher's logits, where there is a trained teacher.
    pub teacher: Option<Vec<f32>>,
    /// The student's logits, once it has started.
    pub student: Option<Vec<f32>>,
    /// The control's logits, once it has started.
    pub control: Option<Vec<f32>>,
}

/// Largest absolute errors of one objective against values that others computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GoldenRow {
    /// The case's name in the fixture.
    pub name: String,
    /// |loss − expected|.
    pub loss_error: f64,
    /// Largest |gradient − expected| over all logits.
    pub gradient_error: f64,
}

/// One case of a check: how far the worst of its values is off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CheckRow {
    /// The case.
    pub name: String,
    /// Largest absolute difference.
    pub difference: f64,
    /// Largest one that is allowed.
    pub tolerance: f64,
}

impl CheckRow {
    /// Whether the difference is within its tolerance; a difference that is no number is not.
    pub fn passes(&self) -> bool {
        self.difference <= self.tolerance
    }
}
