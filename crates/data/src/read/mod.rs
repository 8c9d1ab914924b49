//! All of a file as a table of texts and labels, streamed.

mod collect;
mod delimited;
mod json;
mod plan;

use crate::decode::Decode;
use crate::{DataError, DataErrorKind, Format, Sniff};
use collect::Collector;
use std::borrow::Cow;
use std::io::Read;

pub(crate) use delimited::{Records, check_row};
pub(crate) use json::{JsonRow, array as json_array, lines as json_lines, text as json_text};

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
    let text = Decode::new(file, input, sniff.encoding);
    match sniff.format {
        Format::Delimited { delimiter, header, quoted } => {
            let records = Records::new(file, text, delimiter, quoted || delimiter != b'\t');
            delimited::read(file, records, header, sniff.columns.len(), &mut collector)?;
        }
        Format::JsonLines => json_lines(file, text, &mut |line, row| collector.json_row(line, &row))?,
        Format::JsonArray => json_array(file, text, &mut |line, row| collector.json_row(line, &row))?,
    }
    collector.finish()
}

/// A row that does not fit its table.
fn malformed(file: &str, line: usize, message: String, hint: &str) -> DataError {
    DataError::new(DataErrorKind::MalformedRow, file, message, hint).at_line(line)
}
