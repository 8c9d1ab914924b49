//! Values between delimiters, by the `csv` crate.

use super::{EachCells, malformed};
use crate::limits::MAX_COLUMNS;
use crate::meter::{Gauge, Meter};
use crate::{DataError, DataErrorKind};
use csv::{Reader, ReaderBuilder, StringRecord};
use std::borrow::Cow;
use std::io::Read;
use std::rc::Rc;

/// Records of decoded text with the lines on which they begin. Blank lines are no records.
pub(crate) struct Records<R> {
    file: String,
    reader: Reader<Meter<R>>,
    gauge: Rc<Gauge>,
    record: StringRecord,
}

impl<R: Read> Records<R> {
    /// `text` must end its lines with `\n`, the last one too. Without `quoting`, `"` is an ordinary character.
    pub(crate) fn new(file: &str, text: R, delimiter: u8, quoting: bool) -> Self {
        let gauge = Gauge::new();
        let meter = Meter { file: file.into(), input: text, gauge: Rc::clone(&gauge) };
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .quoting(quoting)
            .has_headers(false)
            .flexible(true)
            .from_reader(meter);
        Self { file: file.into(), reader, gauge, record: StringRecord::new() }
    }

    pub(crate) fn next(&mut self) -> Result<Option<(usize, &StringRecord)>, DataError> {
        let before = self.reader.position().line() as usize;
        match self.reader.read_record(&mut self.record) {
            Ok(false) => Ok(None),
            Ok(true) => {
                // The crate's own position of a record is before the blank lines above it. The last line end of a
                // file is within the cell where a quotation mark is never closed.
                let after = self.reader.position().line() as usize;
                let within = self.record.as_slice().bytes().filter(|&b| b == b'\n').count();
                self.gauge.begin_row(after);
                Ok(Some((after.saturating_sub(1 + within).max(before), &self.record)))
            }
            Err(e) => Err(self.fault(e)),
        }
    }

    fn fault(&self, error: csv::Error) -> DataError {
        let line = self.reader.position().line() as usize;
        match error.into_kind() {
            csv::ErrorKind::Io(e) => DataError::from_io(&self.file, e),
            other => {
                malformed(&self.file, line, format!("Line {line} cannot be read: {other:?}."), "Correct the line.")
            }
        }
    }
}

/// Checks a row's number of columns and that each cell has at most `cell_chars` characters.
///
/// # Errors
/// [`TooManyColumns`](DataErrorKind::TooManyColumns), [`CellTooLarge`](DataErrorKind::CellTooLarge).
pub(crate) fn check_row<'a>(
    file: &str,
    line: usize,
    columns: usize,
    cell_chars: usize,
    cells: impl Iterator<Item = &'a str>,
) -> Result<(), DataError> {
    if columns > MAX_COLUMNS {
        let message = format!("Line {line} has more than {MAX_COLUMNS} columns, the most that are read.");
        let hint = "Keep the text, the label and the probabilities, and remove the other columns.";
        return Err(DataError::new(DataErrorKind::TooManyColumns, file, message, hint).at_line(line));
    }
    // A character has at least one byte, so that most cells need no counting.
    let large = |cell: &str| cell.len() > cell_chars && cell.chars().count() > cell_chars;
    match cells.enumerate().find(|(_, cell)| large(cell)) {
        Some((column, cell)) => Err(cell_too_large(file, line, column + 1, cell.chars().count(), cell_chars)),
        None => Ok(()),
    }
}

fn cell_too_large(file: &str, line: usize, column: usize, chars: usize, most: usize) -> DataError {
    let message =
        format!("The cell in column {column} of line {line} has {chars} characters; at most {most} are read.");
    let hint = "Shorten the text or divide it into several rows; if it should be short, look for a quotation mark \
        that is never closed.";
    DataError::new(DataErrorKind::CellTooLarge, file, message, hint).at_line(line).at_column(column)
}

/// The rows of a table that has `columns` columns, the header left out.
pub(super) fn rows<R: Read>(
    file: &str,
    mut records: Records<R>,
    header: bool,
    (columns, cell_chars): (usize, usize),
    each: &mut EachCells,
) -> Result<(), DataError> {
    let mut skip = header;
    while let Some((line, record)) = records.next()? {
        check_row(file, line, record.len(), cell_chars, record.iter())?;
        if !std::mem::take(&mut skip) {
            check_width(file, line, record, columns)?;
            each(line, &|i| Cow::Borrowed(record.get(i).unwrap_or_default()))?;
        }
    }
    Ok(())
}

/// A line of white space is an empty row, and blank cells beyond the last column do no harm.
fn check_width(file: &str, line: usize, record: &StringRecord, columns: usize) -> Result<(), DataError> {
    let blank = |cell: &str| cell.trim().is_empty();
    let fits = match record.len() {
        1 => columns == 1 || blank(&record[0]),
        found => found == columns || (found > columns && record.iter().skip(columns).all(blank)),
    };
    if fits { Ok(()) } else { Err(wrong_width(file, line, record.len(), columns)) }
}

fn wrong_width(file: &str, line: usize, found: usize, columns: usize) -> DataError {
    let cells = |n: usize| if n == 1 { "1 cell".to_owned() } else { format!("{n} cells") };
    let message = format!("Line {line} has {}; the table has {columns} columns.", cells(found));
    let hint = if found > columns {
        "Put a text that holds the delimiter between double quotes, or remove the surplus cells."
    } else {
        "Add the missing cells, or look for a quotation mark that is never closed."
    };
    malformed(file, line, message, hint).at_column(found.min(columns) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MAX_CELL_CHARS;

    fn check(text: &str, expected: &[(usize, &[&str])]) {
        let mut records = Records::new("f", text.as_bytes(), b',', true);
        for (line, cells) in expected {
            let (found, record) = records.next().unwrap().unwrap();
            assert_eq!((found, record.iter().collect::<Vec<_>>()), (*line, cells.to_vec()), "{text:?}");
        }
        assert_eq!(records.next(), Ok(None), "{text:?}");
    }

    #[test]
    fn knows_the_line_of_every_record() {
        check("", &[]);
        check("a,b\nc,d\n", &[(1, &["a", "b"]), (2, &["c", "d"])]);
        check("\n\na,b\n\n\nc\n", &[(3, &["a", "b"]), (6, &["c"])]);
        check("a,\"b\nb\n\nb\"\nc,d\n", &[(1, &["a", "b\nb\n\nb"]), (5, &["c", "d"])]);
        check("\n\"a\nb\"\n\n\"c\n\",d\n", &[(2, &["a\nb"]), (5, &["c\n", "d"])]);
        check("a\n\"b\nc\n", &[(1, &["a"]), (2, &["b\nc\n"])]);
    }

    #[test]
    fn bounds_cells_by_characters() {
        let fits = "é".repeat(MAX_CELL_CHARS);
        assert_eq!(check_row("f", 1, 2, MAX_CELL_CHARS, ["a", &fits].into_iter()), Ok(()));
        let fault = check_row("f", 3, 2, MAX_CELL_CHARS, ["a", &format!("{fits}é")].into_iter()).unwrap_err();
        assert_eq!((fault.kind, fault.line, fault.column), (DataErrorKind::CellTooLarge, Some(3), Some(2)));
    }
}
