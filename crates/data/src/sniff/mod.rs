//! What a file is, told from its start.

mod encoding;
mod header;
mod layout;
mod roles;

use crate::{DataError, DataErrorKind, MAX_CELL_CHARS};

pub(crate) use roles::soft_class;

/// Bytes within which JSON shows its first brackets.
const JSON_START: usize = 4 * 1024;

/// Text encodings that are read; any other is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// The layout of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Values between delimiters.
    Delimited {
        /// `,`, `;`, `|` or a tab.
        delimiter: u8,
        /// Whether the first row names the columns.
        header: bool,
        /// Whether any value is enclosed in `"`. Tabs separate a table without such a value literally: a `"` further
        /// down is then an ordinary character, as in most `.tsv` files.
        quoted: bool,
    },
    /// One JSON object per line.
    JsonLines,
    /// One JSON array of objects.
    JsonArray,
}

/// What a column is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The text to classify.
    Text,
    /// The class.
    Label,
    /// The probability of one class (`p:<class>`), or an object of all.
    SoftLabel,
    /// Not used.
    Ignored,
}

/// One column and a few of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, unique in the table; `column 1` where the file gives none.
    pub name: String,
    /// What it is taken for.
    pub role: Role,
    /// The first values, each cut to 80 characters.
    pub sample: Vec<String>,
}

/// What the start of a file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sniff {
    /// Its encoding.
    pub encoding: Encoding,
    /// Its layout.
    pub format: Format,
    /// Its columns, in order.
    pub columns: Vec<Column>,
}

/// Tells encoding, layout and columns of the file `file` from `head`, its first bytes or all of them. The head may end
/// anywhere, within a character too; 256 KiB are plenty.
///
/// # Errors
/// [`Encoding`](crate::DataErrorKind::Encoding) for text that is neither UTF-8 nor UTF-16, for NUL bytes and for
/// archives; [`EmptyFile`](crate::DataErrorKind::EmptyFile);
/// [`TooManyColumns`](crate::DataErrorKind::TooManyColumns) and
/// [`CellTooLarge`](crate::DataErrorKind::CellTooLarge) beyond the limits; and
/// [`MalformedRow`](crate::DataErrorKind::MalformedRow) for JSON that cannot be parsed.
pub fn sniff(file: &str, head: &[u8]) -> Result<Sniff, DataError> {
    table(file, head, encoding(file, head)?, &Leeway::NONE)
}

/// The encoding of a file that begins with `head`.
pub(crate) fn encoding(file: &str, head: &[u8]) -> Result<Encoding, DataError> {
    encoding::detect(file, head)
}

/// Whether a file begins as JSON does.
pub(crate) fn is_json(file: &str, head: &[u8], encoding: Encoding) -> Result<bool, DataError> {
    let start = &head[..head.len().min(JSON_START)];
    Ok(layout::Head::decode(file, start, encoding, &Leeway::NONE)?.json().is_some())
}

/// What tables may be that are not of texts and labels.
pub(crate) struct Leeway<'a> {
    /// Characters of a cell at most.
    pub(crate) cell_chars: usize,
    /// More names by which a header is known.
    pub(crate) names: &'a [&'a str],
}

impl Leeway<'_> {
    /// For texts and labels.
    const NONE: Self = Self { cell_chars: MAX_CELL_CHARS, names: &[] };
}

/// Layout and columns of a table.
pub(crate) fn table(file: &str, head: &[u8], encoding: Encoding, leeway: &Leeway) -> Result<Sniff, DataError> {
    let layout = layout::detect(file, &layout::Head::decode(file, head, encoding, leeway)?)?;
    Ok(Sniff { encoding, format: layout.format, columns: roles::columns(layout.names, &layout.rows) })
}

fn empty(file: &str) -> DataError {
    let message = format!("`{file}` is empty.");
    DataError::new(DataErrorKind::EmptyFile, file, message, "Choose a file with rows.")
}
