//! What a file of texts is, told from its start and its name.

use super::columns::{self, Columns};
use super::{CorpusFormat, DocumentRule};
use crate::sniff::{Leeway, encoding, is_json, table};
use crate::{DataError, Encoding, MAX_ROW_BYTES, Sniff};

/// Ends of the names of tables. What else is separated by commas is prose.
const TABLES: [&str; 7] = [".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".jsonlines"];

/// What the start of a file of texts tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpusSniff {
    /// Its encoding.
    pub encoding: Encoding,
    /// What is read: as asked for, or what the file looks like.
    pub format: CorpusFormat,
    /// Layout and columns; `None` for a running text.
    pub table: Option<Sniff>,
    pub(super) columns: Option<Columns>,
}

/// Tells what the file `file` is from `head`, its first [`CORPUS_HEAD_BYTES`](super::CORPUS_HEAD_BYTES) or all of it.
///
/// Without `wanted`, JSON and files with the name of a table are read by rows, as pairs where two columns are named so,
/// and anything else is one running text.
///
/// # Errors
/// As [`sniff`](crate::sniff()), and [`MissingColumn`](crate::DataErrorKind::MissingColumn), which lists the columns
/// that there are.
pub fn sniff_corpus(file: &str, head: &[u8], wanted: Option<&CorpusFormat>) -> Result<CorpusSniff, DataError> {
    let encoding = encoding(file, head)?;
    let is_table = match wanted {
        Some(CorpusFormat::Text { .. }) => false,
        Some(_) => true,
        None => is_table_name(file) || is_json(file, head, encoding)?,
    };
    let leeway = Leeway { cell_chars: MAX_ROW_BYTES, names: &columns::names(wanted) };
    let table = if is_table { Some(table(file, head, encoding, &leeway)?) } else { None };
    let guess = || table.as_ref().map_or(CorpusFormat::Text { documents: DocumentRule::WholeFile }, columns::guess);
    let format = wanted.cloned().unwrap_or_else(guess);
    let columns = table.as_ref().map(|table| columns::find(file, table, &format)).transpose()?.flatten();
    Ok(CorpusSniff { encoding, format, table, columns })
}

fn is_table_name(file: &str) -> bool {
    let name = file.to_lowercase();
    TABLES.iter().any(|end| name.ends_with(end))
}
