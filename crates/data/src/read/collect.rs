//! From cells to rows of a table, whatever the layout.

use super::plan::Plan;
use super::{Cells, LateColumns, RawRow, ReadOptions, Table};
use crate::sample::Reservoir;
use crate::soft::{SoftReader, SoftRow};
use crate::{DataError, DataErrorKind, Sniff};

/// A row whose soft classes are not all known yet.
struct Held {
    line: usize,
    text: String,
    label: Option<String>,
    soft: Option<SoftRow>,
}

/// Takes a table's rows one by one and keeps a sample.
pub(super) struct Collector<'a> {
    file: &'a str,
    plan: Plan,
    kept: Reservoir<Held>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(file: &'a str, sniff: &Sniff, options: &ReadOptions) -> Result<Self, DataError> {
        let plan = Plan::new(file, sniff, options)?;
        Ok(Self { file, plan, kept: Reservoir::new(options.max_rows, options.seed) })
    }

    /// Takes the row that begins on `line`. Probabilities are checked even if the row is not sampled.
    pub(super) fn row(&mut self, line: usize, cells: &Cells) -> Result<(), DataError> {
        let text = cells(self.plan.text);
        let soft = match &mut self.plan.soft {
            Some(reader) if !text.trim().is_empty() => Some(reader.read(self.file, line, cells)?),
            _ => None,
        };
        let label = self.plan.label.map(cells).filter(|label| !label.trim().is_empty());
        self.kept.offer(|| Held {
            line,
            text: text.into_owned(),
            label: label.map(|label| label.trim().to_owned()),
            soft,
        });
        Ok(())
    }

    pub(super) fn finish(self, late_columns: LateColumns) -> Result<Table, DataError> {
        let read = self.kept.offered();
        if read == 0 {
            return Err(no_rows(self.file));
        }
        let held = self.kept.into_items();
        let unsampled = read - held.len();
        let classes = self.plan.soft.map(SoftReader::finish);
        if let (Some(classes), Some(label)) = (&classes, self.plan.label) {
            held.iter().try_for_each(|row| check_label(self.file, row, &classes.names, label))?;
        }
        let dense = |row: SoftRow| classes.as_ref().map(|classes| classes.dense(&row));
        let raw = |row: Held| RawRow { text: row.text, label: row.label, soft: row.soft.and_then(dense) };
        let rows = held.into_iter().map(raw).collect();
        let soft_classes = classes.map(|c| c.names);
        Ok(Table { file: self.file.into(), rows, soft_classes, read, unsampled, late_columns })
    }
}

fn no_rows(file: &str) -> DataError {
    let message = format!("`{file}` has no rows, only a header at most.");
    DataError::new(DataErrorKind::EmptyFile, file, message, "Choose a file with rows.")
}

/// A label beside probabilities must be one of their classes.
fn check_label(file: &str, row: &Held, classes: &[String], column: usize) -> Result<(), DataError> {
    match &row.label {
        Some(label) if row.soft.is_some() && classes.binary_search(label).is_err() => Err(DataError::new(
            DataErrorKind::SoftLabel,
            file,
            format!("The label `{label}` on line {} is none of the classes with probabilities.", row.line),
            "Give the class its own probabilities, or correct the label. Classes are compared letter by letter.",
        )
        .at_line(row.line)
        .at_column(column + 1)),
        _ => Ok(()),
    }
}
