use std::io;

/// Longest message, in characters: names and values of a file are quoted, and may be of any length.
const LONGEST: usize = 1000;

/// Which kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataErrorKind {
    /// The bytes could not be fetched at all.
    Unreadable,
    /// Neither UTF-8 nor UTF-16 text.
    Encoding,
    /// No rows.
    EmptyFile,
    /// A row that does not fit its table.
    MalformedRow,
    /// More columns than [`MAX_COLUMNS`](crate::MAX_COLUMNS).
    TooManyColumns,
    /// A cell or a row beyond [`MAX_CELL_CHARS`](crate::MAX_CELL_CHARS) or [`MAX_ROW_BYTES`](crate::MAX_ROW_BYTES).
    CellTooLarge,
    /// A column that is needed is not there.
    MissingColumn,
    /// Probabilities that are none.
    SoftLabel,
    /// Fewer than two classes in the rows.
    TooFewClasses,
    /// Too few rows are left after cleaning.
    TooFewRows,
    /// A vocabulary that cannot be made or read.
    Tokenizer,
}

/// A fault in the data: what happened, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}{} {hint}", self.place())]
pub struct DataError {
    /// Which kind.
    pub kind: DataErrorKind,
    /// What happened: one or more whole sentences.
    pub message: String,
    /// What to do: one or more whole sentences.
    pub hint: String,
    /// Name of the file; empty where no file is concerned.
    pub file: String,
    /// Line of the file, from 1. A row that spans lines is named by its first.
    pub line: Option<usize>,
    /// Column from 1: of the table where a cell is at fault, else the character within the line.
    pub column: Option<usize>,
}

impl DataError {
    pub(crate) fn new(kind: DataErrorKind, file: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let (message, hint) = (shortened(message.into()), hint.into());
        Self { kind, message, hint, file: file.into(), line: None, column: None }
    }

    /// The same fault at a line.
    pub(crate) fn at_line(self, line: usize) -> Self {
        Self { line: Some(line), ..self }
    }

    /// The same fault at a column.
    pub(crate) fn at_column(self, column: usize) -> Self {
        Self { column: Some(column), ..self }
    }

    /// A fault of a reader further down; one of ours comes back as it was.
    pub(crate) fn from_io(file: &str, error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(ours) => ours,
            Err(other) => Self::new(
                DataErrorKind::Unreadable,
                file,
                format!("`{file}` cannot be read: {other}."),
                "Check that the file is still there and choose it again.",
            ),
        }
    }

    /// ` (file, line 3, column 2)`.
    fn place(&self) -> String {
        let part = |name: &str, n: Option<usize>| n.map(|n| format!(", {name} {n}")).unwrap_or_default();
        match (self.file.as_str(), self.line) {
            ("", _) | (_, None) => String::new(),
            (file, line) => format!(" ({file}{}{})", part("line", line), part("column", self.column)),
        }
    }
}

/// The text, cut where it quotes too much of a file.
fn shortened(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

impl From<DataError> for io::Error {
    fn from(error: DataError) -> Self {
        Self::other(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault() -> DataError {
        DataError::new(DataErrorKind::MalformedRow, "a.csv", "Too short.", "Add a cell.")
    }

    #[test]
    fn names_the_place_it_knows() {
        assert_eq!(fault().to_string(), "Too short. Add a cell.");
        assert_eq!(fault().at_line(3).to_string(), "Too short. (a.csv, line 3) Add a cell.");
        assert_eq!(fault().at_line(3).at_column(2).to_string(), "Too short. (a.csv, line 3, column 2) Add a cell.");
    }

    #[test]
    fn a_message_quotes_no_whole_file() {
        let fault = |length: usize| DataError::new(DataErrorKind::MalformedRow, "a.csv", "é".repeat(length), "");
        assert_eq!(fault(LONGEST).message, "é".repeat(LONGEST));
        assert_eq!(fault(1 << 20).message, format!("{}…", "é".repeat(LONGEST)));
    }

    #[test]
    fn passes_unharmed_through_an_io_error() {
        assert_eq!(DataError::from_io("b.csv", fault().into()), fault());
    }

    #[test]
    fn says_why_a_file_cannot_be_read() {
        let error = DataError::from_io("b.csv", io::ErrorKind::PermissionDenied.into());
        assert_eq!((error.kind, error.file.as_str()), (DataErrorKind::Unreadable, "b.csv"));
        assert!(error.message.contains("permission denied"), "{}", error.message);
    }
}
