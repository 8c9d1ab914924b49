//! The front matter of a model's `README.md`, compiled from the engine's own source: the engine would bring all of Burn.

#[path = "../../../crates/engine/src/pretrained/licence.rs"]
mod licence;

use crate::plant::{Seed, texts};

/// Reads the licence; what is found is in the text and not blank.
pub fn check(bytes: &[u8]) {
    let card = String::from_utf8_lossy(bytes);
    if let Some(named) = licence::named(&card) {
        assert!(!named.is_empty() && named.len() <= 2 * card.len(), "{named:?}");
        let again = licence::named(&format!("---\nlicense: {named}\n---\n"));
        assert!(again.is_none_or(|again| again.len() <= named.len()));
    }
}

/// Front matter as it is found.
pub fn seeds() -> Vec<Seed> {
    texts(&[
        ("one", "---\nlanguage: en\nlicense: apache-2.0\n---\n# Model"),
        ("list", "---\r\nlicense:\r\n- mit\r\n- \"bsd\"\r\ntags: a\r\n---"),
        ("open", "---\nlicense: '"),
    ])
}
