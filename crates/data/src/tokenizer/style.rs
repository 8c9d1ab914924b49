//! What tokenizers for classifiers and for language models differ in.

use super::{END, PAD, UNK};

/// Parts of a `tokenizer.json` that are accepted, by key and `type`; `null` always is.
type Parts = &'static [(&'static str, &'static [&'static str])];

/// How texts are prepared, and which tokens a vocabulary begins with.
pub(super) struct Style {
    /// The first ids, in order.
    pub(super) special: &'static [&'static str],
    /// Whether byte pairs see a space before a text, so that its first word is like any other.
    pub(super) spaced: bool,
    /// Whether characters are composed (NFC) first.
    pub(super) composed: bool,
    pub(super) parts: Parts,
}

/// What looks alike is alike; the text itself need not come back.
pub(super) const CLASSIFIER: Style = Style {
    special: &[PAD, UNK],
    spaced: true,
    composed: true,
    parts: &[
        ("normalizer", &["NFC", "BertNormalizer"]),
        ("pre_tokenizer", &["ByteLevel", "BertPreTokenizer"]),
        ("decoder", &["ByteLevel", "Fuse", "WordPiece"]),
        ("model", &["BPE", "WordPiece"]),
        ("post_processor", &[]),
    ],
};

/// Every byte comes back.
pub(super) const LANGUAGE: Style = Style {
    special: &[PAD, UNK, END],
    spaced: false,
    composed: false,
    parts: &[
        ("normalizer", &[]),
        ("pre_tokenizer", &["ByteLevel"]),
        ("decoder", &["ByteLevel", "Fuse"]),
        ("model", &["BPE"]),
        ("post_processor", &[]),
    ],
};
