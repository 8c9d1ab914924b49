//! What the student is asked to match.

use serde::{Deserialize, Serialize};

/// One term of the loss. Definitions, with p the teacher's and q the student's distribution at the
/// temperature T, are those of `stillroom-objectives`; each is averaged over rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Objective {
    /// Cross-entropy with the label; with soft labels and no class column, with their largest.
    Hard {},
    /// T²·KL(p‖q) (Hinton et al. 2015).
    ForwardKl {
        /// Softens both distributions.
        temperature: f64,
    },
    /// T²·KL(q‖p) (Gu et al. 2024, `MiniLLM`).
    ReverseKl {
        /// Softens both distributions.
        temperature: f64,
    },
    /// Generalised Jensen-Shannon (Agarwal et al. 2024, GKD Eq. 1); 0 is KL(p‖q), 1 is KL(q‖p).
    Jsd {
        /// Weight of the teacher in the mixture.
        beta: f64,
        /// Softens both distributions.
        temperature: f64,
    },
    /// KL(p‖λp + (1−λ)q): a share of the teacher keeps the loss bounded (Ko et al. 2024, `DistiLLM`).
    SkewKl {
        /// Share of the teacher in the mixture; 0 is KL(p‖q).
        lambda: f64,
        /// Softens both distributions.
        temperature: f64,
    },
    /// KL(q‖(1−λ)p + λq) (Ko et al. 2024, `DistiLLM`).
    SkewReverseKl {
        /// Share of the student in the mixture; 0 is KL(q‖p).
        lambda: f64,
        /// Softens both distributions.
        temperature: f64,
    },
    /// Total variation ½Σ|p − q| (Wen et al. 2023, f-distill).
    Tvd {
        /// Softens both distributions.
        temperature: f64,
    },
    /// KL(p‖q) and KL(q‖p), weighed by how far p and q are apart on the teacher's head and tail (Wu et al. 2024).
    AdaptiveKl {
        /// Probability that the head holds: the teacher's likeliest classes until their sum reaches it.
        mu: f64,
        /// Softens both distributions.
        temperature: f64,
    },
    /// T²(β(1 − Pearson between classes) + γ(1 − Pearson over the batch)) (Huang et al. 2022, DIST).
    Dist {
        /// Weight of the correlation between a row's classes.
        beta: f64,
        /// Weight of the correlation between a batch's rows, class by class.
        gamma: f64,
        /// Softens both distributions.
        temperature: f64,
    },
    /// Mean squared difference of the logits (`DistilBERT`).
    LogitMse {},
    /// Decoupled distillation T²(α·TCKD + β·NCKD) (Zhao et al. 2022).
    Dkd {
        /// Weight of the target-class term.
        alpha: f64,
        /// Weight of the non-target term.
        beta: f64,
        /// Softens both distributions.
        temperature: f64,
    },
}

/// A term and how much it counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WeightedObjective {
    /// Factor of this term in the sum.
    pub weight: f64,
    /// The term.
    pub objective: Objective,
}

impl Objective {
    /// The name used in recipes, logs and file names.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Hard {} => "hard",
            Self::ForwardKl { .. } => "forward_kl",
            Self::ReverseKl { .. } => "reverse_kl",
            Self::Jsd { .. } => "jsd",
            Self::SkewKl { .. } => "skew_kl",
            Self::SkewReverseKl { .. } => "skew_reverse_kl",
            Self::Tvd { .. } => "tvd",
            Self::AdaptiveKl { .. } => "adaptive_kl",
            Self::Dist { .. } => "dist",
            Self::LogitMse {} => "logit_mse",
            Self::Dkd { .. } => "dkd",
        }
    }
}
