//! Metrics, calibration, agreement and the verdict: logits of finished models in, judgements out.
//!
//! Classifiers are judged by [`metrics()`] and [`verdict()`], language models by [`perplexity`], [`bits_per_byte`] and
//! [`language_verdict()`], their samples by [`distinct`] and [`repetition`].
//!
//! Works on plain slices: no tensor, no model, no optimizer.

mod bootstrap;
mod calibration;
mod diversity;
mod language;
mod language_verdict;
mod latency;
mod metrics;
mod softmax;
mod verdict;

pub use calibration::expected_calibration_error;
pub use diversity::{distinct, repetition};
pub use language::{TokenMean, add_by_document, bits_per_byte, perplexity};
pub use language_verdict::language_verdict;
pub use latency::{latency, percentile};
pub use metrics::{metrics, predictions, wilson_interval};
pub use verdict::verdict;
