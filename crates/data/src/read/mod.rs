//! All of a file as a table of texts and labels, streamed.

mod collect;
mod delimited;
mod json;
mod late;
mod plan;
mod watch;

use crate::decode::Decode;
use crate::limits::MAX_CELL_CHARS;
use crate::{DataError, DataErrorKind, Format, Sniff};
use collect::Collector;
use late::LateWatch;
use std::borrow::Cow;
use std::io::Read;

pub(crate) use delimited::{Records, check_row};
pub(crate) use json::{JsonRow, array as json_array, lines as json_lines, text as json_text};
pub use late::{LateColumn, LateColumns};

/// What is read of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// Name of the text column; `None` takes the one that [`sniff`](crate::sniff) found.
    pub text_column: Option<String>,
    /// Name of the label column; `None` takes the one that was found.
    pub label_column: Option<String>,
    /// Rows kept at most, at least 1.
    pub max_rows: usize,
    /// Chooses which, if there are more.
    pub seed: u64,
}

/// Rows as the file gives them.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Name of the file, for errors.
    pub file: String,
    /// At most [`ReadOptions::max_rows`], in the order of the file.
    pub rows: Vec<RawRow>,
    /// The classes of [`RawRow::soft`], sorted; `None` if the file carries no probabilities.
    pub soft_classes: Option<Vec<String>>,
    /// Rows in the file.
    pub read: usize,
    /// Rows that were not sampled.
    pub unsampled: usize,
    /// Columns that first appear after the start of the file and are not read.
    pub late_columns: LateColumns,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct RawRow {
    /// Its text, as it stands in the file.
    pub text: String,
    /// Its class without surrounding white space; `None` if it is blank or there is no label column.
    pub label: Option<String>,
    /// A probability per soft class, summing to 1; `None` if the file carries none or the text is blank.
    pub soft: Option<Vec<f32>>,
}

/// The cell of a row by column index: empty if it is missing.
pub(crate) type Cells<'a> = dyn Fn(usize) -> Cow<'a, str> + 'a;

/// What is done with the row that begins on a line.
pub(crate) type EachCells<'a> = dyn FnMut(usize, &Cells) -> Result<(), DataError> + 'a;

/// Reads the file `file` from `input`, all of it, as `sniff` describes it.
///
/// Memory holds one chunk, one row and at most [`ReadOptions::max_rows`] rows. If the file has more, a fair sample
/// fixed by the seed is kept (Vitter's reservoir), still in the order of the file.
///
/// # Errors
/// A [`DataError`] naming line and column: [`Encoding`](DataErrorKind::Encoding) for bytes that are no text,
/// [`MalformedRow`](DataErrorKind::MalformedRow) for a row that does not fit the table,
/// [`CellTooLarge`](DataErrorKind::CellTooLarge), [`TooManyColumns`](DataErrorKind::TooManyColumns) and
/// [`SoftLabel`](DataErrorKind::SoftLabel). [`MissingColumn`](DataErrorKind::MissingColumn) lists the columns that
/// there are; [`EmptyFile`](DataErrorKind::EmptyFile) if there is no row.
pub fn read(file: &str, input: impl Read, sniff: &Sniff, options: &ReadOptions) -> Result<Table, DataError> {
    let mut collector = Collector::new(file, sniff, options)?;
    let late = rows(file, input, sniff, MAX_CELL_CHARS, &mut |line, cells| collector.row(line, cells))?;
    collector.finish(late)
}

/// Streams the rows of a table whose cells have at most `cell_chars` characters.
pub(crate) fn rows(
    file: &str,
    input: impl Read,
    sniff: &Sniff,
    cell_chars: usize,
    each: &mut EachCells,
) -> Result<LateColumns, DataError> {
    let text = Decode::new(file, input, sniff.encoding);
    let mut late = LateWatch::new(sniff.columns.iter().map(|column| column.name.as_str()));
    let mut json_row = |line, row: JsonRow| {
        late.row(line, &row);
        each(line, &|i| row.get(&sniff.columns[i].name).map(json_text).unwrap_or_default())
    };
    match sniff.format {
        Format::JsonLines => json_lines(file, text, cell_chars, &mut json_row)?,
        Format::JsonArray => json_array(file, text, cell_chars, &mut json_row)?,
        Format::Delimited { delimiter, header, quoted } => {
            let records = Records::new(file, text, delimiter, quoted || delimiter != b'\t');
            delimited::rows(file, records, header, (sniff.columns.len(), cell_chars), each)?;
        }
    }
    Ok(late.found)
}

/// A row that does not fit its table.
fn malformed(file: &str, line: usize, message: String, hint: &str) -> DataError {
    DataError::new(DataErrorKind::MalformedRow, file, message, hint).at_line(line)
}
