//! Tables, cleaning, splits, tokenizers and seeded batches.
mod batch;
mod clean;
mod error;
mod ngrams;
mod read;
mod sniff;
mod split;
mod tokenizer;
pub use batch::{Padded, epoch_order, pad};
pub use clean::{Counts, Dataset, Example, clean};
pub use error::{DataError, DataErrorKind};
pub use ngrams::Ngrams;
pub use read::{RawRow, ReadOptions, Table, read};
pub use sniff::{Column, Encoding, Format, Role, Sniff, sniff};
pub use split::{Split, fingerprint, split};
pub use tokenizer::{Tokenizer, TokenizerKind};
