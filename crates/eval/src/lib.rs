//! Metrics, calibration, agreement and the verdict.
