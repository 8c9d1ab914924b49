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
            Self::LogitMse {} => "logit_mse",
            Self::Dkd { .. } => "dkd",
        }
    }
}
