//! A bound on what one row may hold, whoever parses it.

use crate::limits::MAX_ROW_BYTES;
use crate::{DataError, DataErrorKind};
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Bytes of the row under way, and lines so far. Shared by a [`Meter`] below a parser and the loop above it, for no
/// parser bounds its rows or says where it stands.
#[derive(Debug)]
pub(crate) struct Gauge {
    bytes: Cell<usize>,
    row: Cell<usize>,
    line: Cell<usize>,
}

impl Gauge {
    pub(crate) fn new() -> Rc<Self> {
        Rc::new(Self { bytes: Cell::new(0), row: Cell::new(1), line: Cell::new(1) })
    }

    /// A row begins on `line`.
    pub(crate) fn begin_row(&self, line: usize) {
        self.bytes.set(0);
        self.row.set(line);
    }

    /// Line of the last byte read, from 1.
    pub(crate) fn line(&self) -> usize {
        self.line.get()
    }

    fn count(&self, bytes: &[u8]) {
        self.bytes.set(self.bytes.get() + bytes.len());
        self.line.set(self.line.get() + bytes.iter().filter(|&&b| b == b'\n').count());
    }
}

/// Passes bytes on until one row has more than [`MAX_ROW_BYTES`].
pub(crate) struct Meter<R> {
    pub(crate) file: String,
    pub(crate) input: R,
    pub(crate) gauge: Rc<Gauge>,
}

impl<R: Read> Read for Meter<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if self.gauge.bytes.get() > MAX_ROW_BYTES {
            return Err(row_too_large(&self.file, self.gauge.row.get()).into());
        }
        let length = self.input.read(target)?;
        self.gauge.count(&target[..length]);
        Ok(length)
    }
}

/// The row that begins on `line` has more than [`MAX_ROW_BYTES`].
pub(crate) fn row_too_large(file: &str, line: usize) -> DataError {
    DataError::new(
        DataErrorKind::CellTooLarge,
        file,
        format!("The row that begins on line {line} is larger than {} MiB.", MAX_ROW_BYTES >> 20),
        "Look for a quotation mark or bracket that is never closed, or shorten the row.",
    )
    .at_line(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_a_row_that_never_ends() {
        let gauge = Gauge::new();
        let mut meter = Meter { file: "f".into(), input: io::repeat(b'x'), gauge: Rc::clone(&gauge) };
        gauge.begin_row(7);
        let fault = DataError::from_io("f", io::copy(&mut meter, &mut io::sink()).unwrap_err());
        assert_eq!((fault.kind, fault.line), (DataErrorKind::CellTooLarge, Some(7)));
    }

    #[test]
    fn passes_any_number_of_rows() {
        let gauge = Gauge::new();
        let mut meter = Meter { file: "f".into(), input: io::repeat(b'\n'), gauge: Rc::clone(&gauge) };
        let mut chunk = vec![0; MAX_ROW_BYTES];
        for row in 1..4 {
            gauge.begin_row(row);
            meter.read_exact(&mut chunk).unwrap();
        }
        assert_eq!(gauge.line(), 1 + 3 * MAX_ROW_BYTES);
    }
}
