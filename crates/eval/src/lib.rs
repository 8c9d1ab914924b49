//! Metrics, calibration, agreement and the verdict: logits of finished models in, judgements out.
//!
//! Works on plain slices: no tensor, no model, no optimizer.

mod calibration;
mod latency;
mod metrics;
mod softmax;
mod verdict;

pub use calibration::expected_calibration_error;
pub use latency::{latency, percentile};
pub use metrics::{metrics, predictions, wilson_interval};
pub use verdict::verdict;
