//! Errors that can be shown.

use std::fmt::Display;

/// Longest message, in bytes: what a hostile file holds may be quoted in part only.
const LONGEST: usize = 2000;

/// Looks at a refusal.
///
/// # Panics
/// If it says nothing, or too much for a page.
pub(crate) fn told(error: impl Display) {
    let words = error.to_string();
    assert!(!words.is_empty(), "an error without a word");
    assert!(words.len() <= LONGEST, "an error of {} bytes: {}…", words.len(), &words[..words.floor_char_boundary(200)]);
}

/// What was accepted; what was refused is looked at.
pub(crate) fn accepted<T, E: Display>(result: Result<T, E>) -> Option<T> {
    result.map_err(told).ok()
}
