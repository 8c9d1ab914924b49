//! How weights move.

use serde::{Deserialize, Serialize};

/// The course of the learning rate after warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// Stays at the peak.
    Constant,
    /// Falls along half a cosine to 0 at the last step.
    Cosine,
}

/// AdamW (Loshchilov & Hutter 2019) and everything around it. Nothing is left implicit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TrainRecipe {
    /// Passes over the training split.
    pub epochs: usize,
    /// Rows in one forward pass.
    pub batch_size: usize,
    /// Forward passes summed into one optimizer step; the loss is averaged over all their rows.
    pub accumulate: usize,
    /// Peak learning rate.
    pub learning_rate: f64,
    /// Course after warm-up.
    pub schedule: Schedule,
    /// Fraction of all steps in which the rate climbs linearly from 0.
    pub warmup: f64,
    /// Decoupled weight decay, on matrices only: biases, norms and embeddings are spared.
    pub weight_decay: f64,
    /// Decay of the first moment.
    pub beta1: f64,
    /// Decay of the second moment.
    pub beta2: f64,
    /// Added to the root of the second moment.
    pub epsilon: f64,
    /// Largest global gradient norm; larger gradients are scaled down to it.
    pub clip_norm: f64,
    /// Stop after so many epochs without a better validation loss; `null` never stops early.
    /// The weights of the best epoch are kept either way.
    pub patience: Option<usize>,
}
