//! Rows with labels as they stand in a file: to be examined, not learnt from.

use crate::EngineError;
use crate::source::read_head;
use std::io::Read;
use stillroom_data::{self as data, ReadOptions, Table};
use stillroom_spec::{ErrorCode, ErrorReport, Place};

/// A text and the name of its class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledText {
    /// As it stands in the file.
    pub text: String,
    /// Its label, or the likeliest class of its soft labels.
    pub label: String,
}

/// Reads every row of a file that has a text and a label. Nothing is cleaned, sampled or split: an examination
/// counts each row, a rare class and a duplicate too.
///
/// # Errors
/// [`EngineError::Data`] naming file, line and column; [`EngineError::Recipe`] if no row has both.
pub fn read_rows(
    name: &str,
    mut input: impl Read,
    text_column: Option<String>,
    label_column: Option<String>,
) -> Result<Vec<LabelledText>, EngineError> {
    let head = read_head(&mut input, name)?;
    let sniff = data::sniff(name, &head)?;
    let options = ReadOptions { text_column, label_column, max_rows: usize::MAX, seed: 0 };
    let rows = labelled(data::read(name, head.as_slice().chain(input), &sniff, &options)?);
    if rows.is_empty() {
        return Err(nothing(name).into());
    }
    Ok(rows)
}

fn labelled(table: Table) -> Vec<LabelledText> {
    let classes = table.soft_classes.unwrap_or_default();
    let row = |row: data::RawRow| {
        let label = row.label.or_else(|| likeliest(&classes, row.soft.as_deref()?))?;
        (!row.text.trim().is_empty()).then_some(LabelledText { text: row.text, label })
    };
    table.rows.into_iter().filter_map(row).collect()
}

/// The first of the largest.
fn likeliest(classes: &[String], probabilities: &[f32]) -> Option<String> {
    let best = (0..probabilities.len()).reduce(|a, b| if probabilities[b] > probabilities[a] { b } else { a })?;
    classes.get(best).cloned()
}

fn nothing(name: &str) -> ErrorReport {
    let message = format!("No row of `{name}` has a text and a label.");
    let report = ErrorReport::new(ErrorCode::TooFewRows, message, "Name the columns with `--text` and `--label`.");
    report.at(Place { file: name.into(), ..Place::default() })
}
