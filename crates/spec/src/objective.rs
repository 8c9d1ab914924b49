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
    /// Σ|sort↓p − sort↓q|, for a teacher of another tokenizer (Boizard et al. 2024). Language models only, as all below.
    Uld {
        /// Softens both distributions.
        temperature: f64,
    },
    /// 1 − cos of the last hidden states (`DistilBERT`); by a learned projection where widths differ.
    HiddenCosine {},
    /// Mean square of `W·h_s − h_t` with a learned W where widths differ (Romero et al. 2015, Jiao et al. 2020).
    HiddenMse {
        /// Which layers are compared; `null` spreads the student's evenly over the teacher's.
        layers: Option<Vec<LayerPair>>,
    },
    /// KL of the attention distributions, head by head (Wang et al. 2020, `MiniLM`).
    Attention {
        /// Which layers are compared; `null` takes the last of each.
        layers: Option<Vec<LayerPair>>,
    },
    /// KL of the relations of queries, keys and values (Wang et al. 2021, `MiniLMv2`).
    Relation {
        /// Which layers are compared; `null` takes the last of each.
        layer: Option<LayerPair>,
        /// Heads that both sides are split into; must divide the widths.
        heads: usize,
    },
    /// Cross-entropy with what the teacher wrote (Kim & Rush 2016); `on_policy.author` must be `teacher`.
    SequenceLevel {},
}

/// A student's layer and the teacher's layer that it follows, both from 0, the first block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LayerPair {
    /// Layer of the student.
    pub student: usize,
    /// Layer of the teacher.
    pub teacher: usize,
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
            Self::Uld { .. } => "uld",
            Self::HiddenCosine {} => "hidden_cosine",
            Self::HiddenMse { .. } => "hidden_mse",
            Self::Attention { .. } => "attention",
            Self::Relation { .. } => "relation",
            Self::SequenceLevel {} => "sequence_level",
        }
    }

    /// Whether it compares hidden states or attention, not logits.
    pub fn looks_inside(&self) -> bool {
        matches!(self, Self::HiddenCosine {} | Self::HiddenMse { .. } | Self::Attention { .. } | Self::Relation { .. })
    }

    /// Whether classifiers have no use for it.
    pub fn is_for_language_models(&self) -> bool {
        self.looks_inside() || matches!(self, Self::Uld { .. } | Self::SequenceLevel {})
    }

    /// Whether it can do without a teacher's word on each token.
    pub fn needs_no_teacher(&self) -> bool {
        matches!(self, Self::Hard {} | Self::SequenceLevel {})
    }

    /// The layers that it names.
    pub fn layer_pairs(&self) -> Vec<LayerPair> {
        match self {
            Self::HiddenMse { layers } | Self::Attention { layers } => layers.clone().unwrap_or_default(),
            Self::Relation { layer, .. } => layer.iter().copied().collect(),
            _ => Vec::new(),
        }
    }

    /// What softens both distributions, where something does.
    pub fn temperature(&self) -> Option<f64> {
        let mut copy = self.clone();
        copy.temperature_mut().map(|temperature| *temperature)
    }

    /// The same at another temperature; as it is where it has none.
    pub fn at_temperature(&self, temperature: f64) -> Self {
        let mut copy = self.clone();
        if let Some(own) = copy.temperature_mut() {
            *own = temperature;
        }
        copy
    }

    fn temperature_mut(&mut self) -> Option<&mut f64> {
        match self {
            Self::ForwardKl { temperature }
            | Self::ReverseKl { temperature }
            | Self::Jsd { temperature, .. }
            | Self::SkewKl { temperature, .. }
            | Self::SkewReverseKl { temperature, .. }
            | Self::Tvd { temperature }
            | Self::AdaptiveKl { temperature, .. }
            | Self::Dist { temperature, .. }
            | Self::Dkd { temperature, .. }
            | Self::Uld { temperature } => Some(temperature),
            Self::Hard {}
            | Self::LogitMse {}
            | Self::HiddenCosine {}
            | Self::HiddenMse { .. }
            | Self::Attention { .. }
            | Self::Relation { .. }
            | Self::SequenceLevel {} => None,
        }
    }
}
