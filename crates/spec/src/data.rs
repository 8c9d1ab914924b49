//! What was found in a file and what was done to it.

use serde::{Deserialize, Serialize};

/// Text encodings that are read; any other is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// The layout of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TableFormat {
    /// Values between delimiters.
    Delimited {
        /// `,`, `;`, `|` or a tab.
        delimiter: char,
        /// Whether the first row names the columns.
        header: bool,
        /// Whether any value is quoted.
        quoted: bool,
    },
    /// One JSON object per line.
    JsonLines,
    /// One JSON array of objects.
    JsonArray,
}

/// What a column is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ColumnRole {
    /// The text to classify.
    Text,
    /// The class.
    Label,
    /// A probability of one class (`p:<class>`), or an object of all.
    SoftLabel,
    /// Not used.
    Ignored,
}

/// One column and a few of its values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Column {
    /// Its name, or `column 1` where there is no header.
    pub name: String,
    /// What it is taken for; the user may choose another.
    pub role: ColumnRole,
    /// The first values, each cut to 80 characters.
    pub sample: Vec<String>,
}

/// What a look at the start of a file found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SourceReport {
    /// The file's name.
    pub name: String,
    /// Size in bytes, where known.
    pub bytes: Option<f64>,
    /// Its encoding.
    pub encoding: Encoding,
    /// Its layout.
    pub format: TableFormat,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// Columns of JSON rows that none of the rows at the start of the file has. Their values are not read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LateColumns {
    /// Rows with at least one.
    pub rows: usize,
    /// The first twenty, in the order in which they appear.
    pub named: Vec<LateColumn>,
}

/// A column and where it first appears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LateColumn {
    /// Its name.
    pub name: String,
    /// Line of the row, from 1.
    pub line: usize,
}

/// Rows that each step of cleaning removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Cleaning {
    /// Rows read.
    pub read: usize,
    /// Left out by the seeded sample because the file is larger than the run's limit.
    pub unsampled: usize,
    /// Without text or label.
    pub empty: usize,
    /// The same text and label as an earlier row.
    pub duplicate: usize,
    /// The same text under different labels; all of them are removed.
    pub conflicting: usize,
    /// In a class with too few rows to split.
    pub rare_class: usize,
    /// Left over.
    pub kept: usize,
}

/// A class and its rows after cleaning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ClassCount {
    /// The label.
    pub name: String,
    /// Its rows.
    pub rows: usize,
}

/// Rows in each split.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SplitSizes {
    /// Rows that move weights.
    pub train: usize,
    /// Rows that choose the best epoch.
    pub validation: usize,
    /// Rows seen once, at the end.
    pub test: usize,
}

/// The data as the run uses it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DataReport {
    /// What was read.
    pub source: SourceReport,
    /// What was removed.
    pub cleaning: Cleaning,
    /// What is left, sorted by name: index is class id.
    pub classes: Vec<ClassCount>,
    /// How it was split.
    pub split: SplitSizes,
    /// Whether rows carry probabilities, so that no teacher is trained.
    pub soft_labels: bool,
    /// A fingerprint of the split (FNV-1a 64 over texts in order, hexadecimal): equal on every host.
    pub fingerprint: String,
}
