//! Rows from bytes, and what a run needs of them: tables, cleaning, splits, tokenizers and seeded batches.
//!
//! A file passes through here in one direction: [`sniff`] looks at its start, [`read`] streams all of it into a
//! [`Table`] of at most as many rows as the run wants, [`clean`] makes a [`Dataset`] of that and [`split`] divides it.
//! [`Tokenizer`] and [`Ngrams`] turn a text into ids, [`pad`] and [`epoch_order`] make batches of them.
//!
//! A text for a language model goes another way: [`sniff_corpus`], [`read_corpus`] into a [`Corpus`] of at most as many
//! bytes as the run wants, [`split_by_document`] or [`split_by_place`], with [`overlap`] to see what of the test is in the
//! training. [`LanguageTokenizer`] turns it into ids and back, [`Blocks`] packs the ids, and [`align`] matches the tokens
//! of two tokenizers.
//!
//! Invariants: nothing here opens a path or reads a clock (bytes come in through [`std::io::Read`]); no bytes, however
//! hostile, panic; and everything that is drawn or hashed has a fixed width, so that a 32-bit tab and a 64-bit host
//! make the same rows, splits, vocabularies and batches of the same file and seed.

mod align;
mod batch;
mod clean;
mod corpus;
mod cut;
mod decode;
mod error;
mod fingerprint;
mod fnv;
mod limits;
mod meter;
mod ngrams;
mod random;
mod read;
mod sample;
mod sniff;
mod soft;
mod split;
mod tokenizer;

pub use align::{Alignment, TokenGroup, align};
pub use batch::{Padded, epoch_order, pad};
pub use clean::{Counts, Dataset, Example, clean};
pub use corpus::{
    Arithmetic, ArithmeticOptions, BlockBatch, Blocks, CORPUS_HEAD_BYTES, Corpus, CorpusCounts, CorpusFormat,
    CorpusOptions, CorpusSniff, CorpusSplit, Document, DocumentRule, EncodedDocument, Overlap, PackOptions, Packing,
    Span, corpus_fingerprint, overlap, read_corpus, sniff_corpus, split_by_document, split_by_place,
};
pub use error::{DataError, DataErrorKind};
pub use fingerprint::fingerprint;
pub use limits::{MAX_CELL_CHARS, MAX_CLASSES, MAX_COLUMNS, MAX_ROW_BYTES};
pub use ngrams::Ngrams;
pub use read::{LateColumn, LateColumns, RawRow, ReadOptions, Table, read};
pub use sniff::{Column, Encoding, Format, Role, Sniff, sniff};
pub use split::{Split, split};
pub use tokenizer::{
    DecodeStream, Encoded, ForeignEncoded, ForeignTokenizer, LanguageTokenizer, MAX_TOKENIZER_BYTES, Tokenizer,
    TokenizerKind, TrimmedTokenizer, trim_tokenizer,
};
