//! Metrics and verdicts against scikit-learn, statsmodels and numpy (`tests/conformance/metrics.py`).

mod metrics;
mod percentiles;
mod verdicts;
