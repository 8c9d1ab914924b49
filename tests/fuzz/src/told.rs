//! Errors that can be shown.

use std::fmt::Display;
use std::sync::LazyLock;
#[cfg(feature = "models")]
use stillroom_spec::ErrorReport;

/// Longest message with place and advice, in bytes: what a hostile file holds may be quoted in part only.
const LONGEST: usize = 6000;

/// Whether refusals are printed: to see why one input is, or whether all seeds get through (`-runs=0`).
static SAID: LazyLock<bool> = LazyLock::new(|| std::env::var_os("STILLROOM_FUZZ_SAY").is_some());

/// Looks at a refusal.
///
/// # Panics
/// If it says nothing, or too much for a page.
pub(crate) fn told(error: impl Display) {
    let words = error.to_string();
    if *SAID {
        eprintln!("refused: {words:.300}");
    }
    assert!(!words.is_empty(), "an error without a word");
    assert!(words.len() <= LONGEST, "an error of {} bytes: {}…", words.len(), &words[..words.floor_char_boundary(200)]);
}

/// What was accepted; what was refused is looked at.
pub(crate) fn accepted<T, E: Display>(result: Result<T, E>) -> Option<T> {
    result.map_err(told).ok()
}

/// As [`accepted`], of errors that reach people as a report.
#[cfg(feature = "models")]
pub(crate) fn reported<T>(result: Result<T, impl Into<ErrorReport>>) -> Option<T> {
    accepted(result.map_err(Into::into))
}
