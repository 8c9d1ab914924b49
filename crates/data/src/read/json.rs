//! JSON, one object per line or one array of objects, streamed by `serde_json`.

use super::delimited::check_row;
use super::malformed;
use super::watch::{LastSeen, Watch};
use crate::DataError;
use crate::limits::{MAX_COLUMNS, MAX_ROW_BYTES};
use crate::meter::{Gauge, Meter, row_too_large};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::rc::Rc;

/// A row: a value per column name.
pub(crate) type JsonRow = Map<String, Value>;

/// What is done with the row that begins on a line.
pub(crate) type Each<'a> = dyn FnMut(usize, JsonRow) -> Result<(), DataError> + 'a;

/// What to do about JSON that cannot be parsed.
const CORRECT: &str = "Correct it there: each row is one object, such as {\"text\": \"…\", \"label\": \"…\"}.";

/// A value as the text of a cell; `null` is blank.
pub(crate) fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// Reads one object per line, whose values have at most `cell_chars` characters; blank lines are skipped.
pub(crate) fn lines(file: &str, input: impl Read, cell_chars: usize, each: &mut Each) -> Result<(), DataError> {
    let mut input = BufReader::new(input);
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        let most = MAX_ROW_BYTES as u64 + 1;
        let length = input.by_ref().take(most).read_until(b'\n', &mut bytes);
        match length.map_err(|e| DataError::from_io(file, e))? {
            0 => break,
            length if length > MAX_ROW_BYTES => return Err(row_too_large(file, line)),
            _ if bytes.trim_ascii().is_empty() => {}
            _ => each(line, object(&Faults::new(file, cell_chars), line, bytes.trim_ascii_end())?)?,
        }
    }
    Ok(())
}

fn object(faults: &Faults, line: usize, bytes: &[u8]) -> Result<JsonRow, DataError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let row = Row { faults, line }.deserialize(&mut json).and_then(|row| json.end().map(|()| row));
    row.map_err(|e| {
        let place = (line - 1 + e.line().max(1), e.column());
        faults.take(e, place)
    })
}

/// Reads an array of objects without holding more than one of them.
pub(crate) fn array(file: &str, input: impl Read, cell_chars: usize, each: &mut Each) -> Result<(), DataError> {
    let (gauge, seen) = (Gauge::new(), LastSeen::new());
    // Both are above the buffer: the parser asks them for one byte at a time, so that they know the line.
    let watch = Watch { input: BufReader::new(input), seen: Rc::clone(&seen) };
    let meter = Meter { file: file.into(), input: watch, gauge: Rc::clone(&gauge) };
    let faults = Faults::new(file, cell_chars);
    let mut json = serde_json::Deserializer::from_reader(meter);
    let rows = Rows { faults: &faults, gauge: &gauge, each };
    json.deserialize_seq(rows).and_then(|()| json.end()).map_err(|e| {
        let place = if e.is_eof() || e.column() == 0 { seen.place() } else { (e.line(), e.column()) };
        faults.take(e, place)
    })
}

/// Our own faults, on their way around the parser's error type.
struct Faults<'a> {
    file: &'a str,
    cell_chars: usize,
    fault: RefCell<Option<DataError>>,
}

impl<'a> Faults<'a> {
    fn new(file: &'a str, cell_chars: usize) -> Self {
        Self { file, cell_chars, fault: RefCell::new(None) }
    }

    /// Remembers a fault, and gives an error that ends the parser.
    fn put<E: Error>(&self, fault: DataError) -> E {
        let error = E::custom(&fault.message);
        self.fault.replace(Some(fault));
        error
    }

    /// The fault behind a parser's error at a line and column.
    fn take(&self, error: serde_json::Error, (line, column): (usize, usize)) -> DataError {
        if let Some(fault) = self.fault.take() {
            return fault;
        }
        if error.is_io() {
            return DataError::from_io(self.file, error.into());
        }
        let text = error.to_string();
        let what = text.split(" at line ").next().unwrap_or(&text);
        let message = format!("The JSON on line {line} of `{}` cannot be read: {what}.", self.file);
        malformed(self.file, line, message, CORRECT).at_column(column.max(1))
    }
}

/// The rows of an array.
struct Rows<'a, 'b> {
    faults: &'a Faults<'a>,
    gauge: &'a Gauge,
    each: &'a mut Each<'b>,
}

impl<'de> Visitor<'de> for Rows<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let gauge = self.gauge;
        while let Some((line, row)) = seq.next_element_seed(Element { faults: self.faults, gauge })? {
            (self.each)(line, row).map_err(|fault| self.faults.put(fault))?;
            gauge.begin_row(gauge.line());
        }
        Ok(())
    }
}

/// A row that knows on which line it begins.
struct Element<'a> {
    faults: &'a Faults<'a>,
    gauge: &'a Gauge,
}

impl<'de> DeserializeSeed<'de> for Element<'_> {
    type Value = (usize, JsonRow);

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        let line = self.gauge.line();
        self.gauge.begin_row(line);
        Ok((line, Row { faults: self.faults, line }.deserialize(json)?))
    }
}

/// One row, refused as soon as it has too many columns or too large a cell.
struct Row<'a> {
    faults: &'a Faults<'a>,
    line: usize,
}

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = JsonRow;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<JsonRow, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = JsonRow;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object with a value per column")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JsonRow, A::Error> {
        let mut row = JsonRow::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            row.insert(name, value);
            if row.len() > MAX_COLUMNS {
                break;
            }
        }
        let cells: Vec<_> = row.values().map(text).collect();
        let Faults { file, cell_chars, .. } = *self.faults;
        match check_row(file, self.line, cells.len(), cell_chars, cells.iter().map(Cow::as_ref)) {
            Ok(()) => Ok(row),
            Err(fault) => Err(self.faults.put(fault)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DataErrorKind, MAX_CELL_CHARS};

    type Found = Result<Vec<(usize, String)>, DataError>;

    fn collect(read: impl FnOnce(&mut Each) -> Result<(), DataError>) -> Found {
        let mut rows = Vec::new();
        read(&mut |line, row| {
            rows.push((line, Value::Object(row).to_string()));
            Ok(())
        })?;
        Ok(rows)
    }

    fn of_lines(text: &str) -> Found {
        collect(|each| lines("f", text.as_bytes(), MAX_CELL_CHARS, each))
    }

    fn of_array(text: &str) -> Found {
        collect(|each| array("f", text.as_bytes(), MAX_CELL_CHARS, each))
    }

    fn check(found: &Found, expected: &[(usize, &str)]) {
        let expected = expected.iter().map(|&(line, row)| (line, row.to_owned())).collect();
        assert_eq!(found, &Ok(expected));
    }

    fn check_fault(found: Found, kind: DataErrorKind, line: usize, column: Option<usize>) {
        let fault = found.unwrap_err();
        assert_eq!((fault.kind, fault.line, fault.column), (kind, Some(line), column), "{fault}");
        assert!(!fault.hint.is_empty());
    }

    #[test]
    fn reads_lines() {
        check(&of_lines(""), &[]);
        check(&of_lines("{\"a\":1}\n\n {\"b\":\"é\"} \n"), &[(1, "{\"a\":1}"), (3, "{\"b\":\"é\"}")]);
    }

    #[test]
    fn reads_arrays() {
        check(&of_array("[]"), &[]);
        check(&of_array("[{\"a\":1},\n{\"b\":\n2}\n, {}]\n"), &[(1, "{\"a\":1}"), (2, "{\"b\":2}"), (4, "{}")]);
    }

    #[test]
    fn names_the_place_of_a_fault() {
        use DataErrorKind::MalformedRow;
        check_fault(of_lines("{\"a\":1}\n{\"a\":}\n"), MalformedRow, 2, Some(6));
        check_fault(of_lines("{\"a\":1} {\"a\":1}\n"), MalformedRow, 1, Some(9));
        check_fault(of_lines("{\"a\":1}\n3\n"), MalformedRow, 2, Some(1));
        check_fault(of_array("[{\"a\":1},\n {\"a\" 1}]"), MalformedRow, 2, Some(7));
        check_fault(of_array("[{\"a\":1}"), MalformedRow, 1, Some(8));
        check_fault(of_array("[{\"a\":1}\n"), MalformedRow, 1, Some(8));
        check_fault(of_array("[\n{\"a\":1},\n\n"), MalformedRow, 2, Some(8));
        check_fault(of_array("[{\"a\":\"é\n"), MalformedRow, 1, Some(8));
        check_fault(of_array("[{\"a\":1}] x"), MalformedRow, 1, Some(11));
        check_fault(of_array("[1]"), MalformedRow, 1, Some(3));
    }

    #[test]
    fn bounds_rows() {
        let columns: Vec<String> = (0..=MAX_COLUMNS).map(|i| format!("\"c{i}\":0")).collect();
        let wide = format!("{{{}}}", columns.join(","));
        check_fault(of_lines(&wide), DataErrorKind::TooManyColumns, 1, None);
        check_fault(of_array(&format!("[{{}},\n{wide}]")), DataErrorKind::TooManyColumns, 2, None);
        let large = format!("{{\"a\":0,\"b\":\"{}\"}}", "x".repeat(1 << 20));
        check_fault(of_lines(&format!("\n{large}")), DataErrorKind::CellTooLarge, 2, Some(2));
        check_fault(of_array(&format!("[{large}]")), DataErrorKind::CellTooLarge, 1, Some(2));
        let endless = format!("{{}}\n{{\"a\":\"{}", "x".repeat(2 * MAX_ROW_BYTES));
        check_fault(of_lines(&endless), DataErrorKind::CellTooLarge, 2, None);
        check_fault(of_array(&format!("[{}", endless.replace('\n', ",\n"))), DataErrorKind::CellTooLarge, 2, None);
    }

    #[test]
    fn a_deep_value_is_refused_without_a_panic() {
        let deep = format!("[{{\"a\":{}", "[".repeat(100_000));
        assert_eq!(of_array(&deep).unwrap_err().kind, DataErrorKind::MalformedRow);
    }
}
