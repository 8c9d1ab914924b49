//! Errors as the user sees them: what, where, what to do.

use serde::{Deserialize, Serialize};

/// Longest message, in characters: what a file holds may be quoted, and a file may hold anything.
const LONGEST: usize = 1000;

/// A stable name for each kind of error; the page has a sentence for each in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The bytes could not be fetched at all.
    Unreadable,
    /// Neither UTF-8 nor UTF-16.
    Encoding,
    /// Nothing in the file.
    EmptyFile,
    /// A row that does not fit its table.
    MalformedRow,
    /// More columns than are read.
    TooManyColumns,
    /// One value is larger than is read.
    CellTooLarge,
    /// A column that was asked for is not there.
    MissingColumn,
    /// A probability that is no number, negative, or a row of them that sums to 0.
    SoftLabel,
    /// Fewer than two classes are left.
    TooFewClasses,
    /// Too few rows are left.
    TooFewRows,
    /// The recipe is not valid.
    Recipe,
    /// The loss is no longer a number.
    Diverged,
    /// The GPU reported an error or was lost.
    Gpu,
    /// The device asked for is not there.
    Device,
    /// A student file that cannot be read.
    Student,
    /// The run was asked for something out of turn.
    State,
    /// A fault of Stillroom itself.
    Internal,
}

/// Where in the input.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Place {
    /// File or preset.
    pub file: String,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column of the table or of the text, from 1.
    pub column: Option<usize>,
}

/// An error that crosses to the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[error("{message}{} {hint}", place.as_ref().map(Place::describe).unwrap_or_default())]
pub struct ErrorReport {
    /// Which kind.
    pub code: ErrorCode,
    /// What happened, in English.
    pub message: String,
    /// Where, if it has a place.
    pub place: Option<Place>,
    /// What to do, in English.
    pub hint: String,
}

impl Place {
    /// ` (file, line 3, column 2)`.
    fn describe(&self) -> String {
        let part = |name: &str, n: Option<usize>| n.map(|n| format!(", {name} {n}")).unwrap_or_default();
        format!(" ({}{}{})", self.file, part("line", self.line), part("column", self.column))
    }
}

impl ErrorReport {
    /// An error without a place. A message of more than a thousand characters is cut there.
    pub fn new(code: ErrorCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: shortened(message.into()), place: None, hint: hint.into() }
    }

    /// The same error at a place.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

/// The text, cut where it quotes too much of a file.
fn shortened(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_quotes_no_whole_file() {
        let message = |length: usize| ErrorReport::new(ErrorCode::Recipe, "é".repeat(length), "").message;
        assert_eq!(message(LONGEST), "é".repeat(LONGEST));
        assert_eq!(message(1 << 20), format!("{}…", "é".repeat(LONGEST)));
    }
}
