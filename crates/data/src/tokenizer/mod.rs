//! Texts to ids by vocabularies learnt from the texts themselves.

mod alphabet;
mod build;
mod foreign;
mod language;
mod load;
mod merges;
mod stream;
mod style;
mod trim;

use crate::{DataError, DataErrorKind};
use std::fmt;
use style::CLASSIFIER;

pub use foreign::{ForeignEncoded, ForeignTokenizer, MAX_TOKENIZER_BYTES};
pub use language::{Encoded, LanguageTokenizer};
pub use stream::DecodeStream;
pub use trim::{TrimmedTokenizer, trim_tokenizer};

/// Id 0, which fills rows up.
const PAD: &str = "[PAD]";

/// Id 1, for what the vocabulary lacks.
const UNK: &str = "[UNK]";

/// Where a text ends, as GPT-2 writes it; language models only.
const END: &str = "<|endoftext|>";

/// How texts are cut into tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenizerKind {
    /// Bytes of UTF-8 in their order after the special ids; nothing is unknown.
    Bytes,
    /// The most frequent characters; a classifier's after Unicode's composition (NFC).
    Characters {
        /// Ids at most.
        vocabulary: usize,
    },
    /// Byte pairs merged by frequency, as in GPT-2 (Sennrich et al. 2016, Radford et al. 2019): nothing unknown.
    Bpe {
        /// Ids at most, though never fewer than the special ones and 256 of bytes.
        vocabulary: usize,
    },
    /// Word pieces in lower case, as in BERT (Devlin et al. 2019), but with accents, which tell languages apart.
    WordPiece {
        /// Ids at most.
        vocabulary: usize,
    },
}

/// A classifier's vocabulary and the rules to cut a text by it. Id 0 is `[PAD]`, id 1 `[UNK]`; both have no special meaning within
/// a text.
pub struct Tokenizer {
    inner: tokenizers::Tokenizer,
}

impl Tokenizer {
    /// Learns a vocabulary from texts; the same texts give the same vocabulary on every host.
    ///
    /// # Errors
    /// [`Tokenizer`](DataErrorKind::Tokenizer) if the tokenizer library refuses a text.
    pub fn train(kind: &TokenizerKind, texts: &[&str]) -> Result<Self, DataError> {
        let inner = match *kind {
            TokenizerKind::Bytes => build::bytes(&CLASSIFIER),
            TokenizerKind::Characters { vocabulary } => build::characters(texts, vocabulary, &CLASSIFIER),
            TokenizerKind::Bpe { vocabulary } => build::bpe(texts, vocabulary, &CLASSIFIER),
            TokenizerKind::WordPiece { vocabulary } => build::word_piece(texts, vocabulary),
        };
        inner.map(|inner| Self { inner }).map_err(|e| unlearnt(&e))
    }

    /// Ids of a text, at most `max`; none for an empty text.
    pub fn encode(&self, text: &str, max: usize) -> Vec<u32> {
        // Fails only where a model lacks `[UNK]`, which neither `train` nor `from_json` lets pass.
        let mut ids = self.inner.encode_fast(text, false).map(|e| e.get_ids().to_vec()).unwrap_or_default();
        ids.truncate(max);
        ids
    }

    /// Number of ids, `[PAD]` and `[UNK]` included.
    pub fn vocabulary(&self) -> usize {
        self.inner.get_vocab_size(true)
    }

    /// A Hugging Face `tokenizer.json`.
    ///
    /// # Panics
    /// Never: a tokenizer is plain data.
    pub fn to_json(&self) -> String {
        self.inner.to_string(false).expect("a tokenizer is plain data")
    }

    /// Reads a `tokenizer.json` of one of the kinds that [`Self::train`] makes.
    ///
    /// # Errors
    /// [`Tokenizer`](DataErrorKind::Tokenizer) if it is no JSON, of another kind, or inconsistent.
    pub fn from_json(json: &str) -> Result<Self, DataError> {
        load::load(json, &CLASSIFIER).map(|inner| Self { inner }).map_err(|why| unread(&why))
    }
}

impl fmt::Debug for Tokenizer {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Tokenizer").field("vocabulary", &self.vocabulary()).finish_non_exhaustive()
    }
}

fn unlearnt(why: &tokenizers::Error) -> DataError {
    fault(&format!("No vocabulary can be learnt: {why}."))
}

fn unread(why: &str) -> DataError {
    fault(&format!("The tokenizer cannot be read: {why}."))
}

fn fault(message: &str) -> DataError {
    let hint = "Choose another tokenizer, or download the student again, whole.";
    DataError::new(DataErrorKind::Tokenizer, "tokenizer.json", message, hint)
}
