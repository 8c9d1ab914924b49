//! Texts for a language model: read, sampled, divided, and packed into blocks of tokens.

mod arithmetic;
mod assemble;
mod blocks;
mod columns;
mod encode;
mod fingerprint;
mod overlap;
mod part;
mod read;
mod sample;
mod sniff;
mod split;
mod text;

use crate::LateColumns;

pub use arithmetic::{Arithmetic, ArithmeticOptions};
pub use blocks::{BlockBatch, Blocks, PackOptions, Packing};
pub use encode::EncodedDocument;
pub use fingerprint::corpus_fingerprint;
pub use overlap::{Overlap, overlap};
pub use read::read_corpus;
pub use sniff::{CorpusSniff, sniff_corpus};
pub use split::{CorpusSplit, Span, split_by_document, split_by_place};

/// Bytes at the start of a file that are enough to tell what is in it: one whole row.
pub const CORPUS_HEAD_BYTES: usize = crate::MAX_ROW_BYTES;

/// Where one document of a running text ends and the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentRule {
    /// Nowhere: the file is one document.
    WholeFile,
    /// Where at least as many lines (at least 1) are blank.
    BlankLines {
        /// Blank lines in a row.
        at_least: usize,
    },
    /// Where a line consists of this alone, white space around it aside.
    Separator {
        /// The line.
        line: String,
    },
}

/// What is read of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CorpusFormat {
    /// A running text in any language.
    Text {
        /// Where documents end.
        documents: DocumentRule,
    },
    /// One document per row of a table or of JSON.
    Rows {
        /// Its column; `None` takes the one that looks like the text.
        text: Option<String>,
    },
    /// A prompt and a response per row; only the response is learnt.
    Pairs {
        /// The prompt's column; `None` takes the one with a usual name.
        prompt: Option<String>,
        /// The response's column; likewise.
        response: Option<String>,
        /// What stands between the two; part of the prompt.
        between: String,
    },
}

/// How much of a file is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CorpusOptions {
    /// Bytes of text as UTF-8 at most.
    pub max_bytes: usize,
    /// Chooses which, if there are more.
    pub seed: u64,
}

/// A text that is learnt as one: no token is predicted from another document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The text, its lines ended by `\n`.
    pub text: String,
    /// Bytes of `text` that are the prompt and not learnt; 0 for all but pairs.
    pub prompt: usize,
    /// Line of the file on which it begins, from 1.
    pub line: usize,
}

/// Distinct documents in the order of their file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corpus {
    /// Name of the file, for errors.
    pub file: String,
    /// At least one, none of them blank.
    pub documents: Vec<Document>,
    /// What was left out.
    pub counts: CorpusCounts,
    /// Columns of JSON rows that first appear after the start of the file and are not read.
    pub late_columns: LateColumns,
}

/// Documents of a file by what became of them: `read` is the sum of `unsampled`, `empty`, `duplicate` and `kept`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CorpusCounts {
    /// Documents in the file.
    pub read: usize,
    /// Bytes of their text as UTF-8.
    pub read_bytes: u64,
    /// Left out by the seeded sample, whole.
    pub unsampled: usize,
    /// Without text; of pairs, without response.
    pub empty: usize,
    /// The same text as an earlier one.
    pub duplicate: usize,
    /// Left over.
    pub kept: usize,
    /// Of the kept ones, those of which the sample has excerpts only, each a document of its own now.
    pub excerpted: usize,
    /// Bytes of what is left over.
    pub kept_bytes: u64,
}
