//! Metrics and verdicts against scikit-learn, statsmodels and numpy (`metrics.py` and `language.py` of
//! `tests/conformance`).

mod language;
mod language_verdicts;
mod metrics;
mod percentiles;
mod verdicts;
