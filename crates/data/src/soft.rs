//! Probabilities that rows carry: in columns `p:<class>`, or as one JSON object.

use crate::limits::MAX_CLASSES;
use crate::read::Cells;
use crate::{DataError, DataErrorKind};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Probabilities by class number, those of 0 left out.
pub(crate) type SoftRow = Vec<(u32, f32)>;

/// Where the probabilities are, and the classes so far in the order of their numbers.
#[derive(Debug)]
pub(crate) struct SoftReader {
    source: Source,
    classes: Vec<String>,
    numbers: HashMap<String, u32>,
}

#[derive(Debug)]
enum Source {
    /// One column per class.
    Columns(Vec<usize>),
    /// A column of objects, which may leave classes out.
    Object(usize),
}

impl SoftReader {
    /// Probabilities in `columns`, of `classes` one by one.
    pub(crate) fn columns(columns: Vec<usize>, classes: Vec<String>) -> Self {
        Self { source: Source::Columns(columns), classes, numbers: HashMap::new() }
    }

    /// Objects of probabilities in one column.
    pub(crate) fn object(column: usize) -> Self {
        Self { source: Source::Object(column), classes: Vec::new(), numbers: HashMap::new() }
    }

    /// The probabilities of the row on `line`, divided by their sum.
    pub(crate) fn read(&mut self, file: &str, line: usize, cells: &Cells) -> Result<SoftRow, DataError> {
        let at = Place { file, line };
        let (row, column) = match &self.source {
            Source::Columns(columns) => (read_columns(&at, columns, cells)?, columns[0]),
            &Source::Object(column) => (self.read_object(&at, column, &cells(column))?, column),
        };
        normalized(row).ok_or_else(|| at.fault(column, "The probabilities sum to 0", SUM))
    }

    fn read_object(&mut self, at: &Place, column: usize, cell: &str) -> Result<Vec<(u32, f64)>, DataError> {
        let map: Map<String, Value> = serde_json::from_str(cell)
            .map_err(|_| at.fault(column, "The cell is no JSON object of probabilities", OBJECT))?;
        map.iter()
            .map(|(class, value)| Ok((self.number(at, column, class)?, probability(at, column, value.as_f64())?)))
            .collect()
    }

    /// The number of a class, which may be new.
    fn number(&mut self, at: &Place, column: usize, class: &str) -> Result<u32, DataError> {
        if let Some(&number) = self.numbers.get(class) {
            return Ok(number);
        }
        if self.classes.len() == MAX_CLASSES {
            let what = format!("With `{class}` there are more than {MAX_CLASSES} classes");
            return Err(at.fault(column, &what, "Keep the classes that matter."));
        }
        let number = self.classes.len() as u32;
        self.numbers.insert(class.into(), number);
        self.classes.push(class.into());
        Ok(number)
    }

    /// All classes met, now that no more will come.
    pub(crate) fn finish(self) -> SoftClasses {
        let mut order: Vec<usize> = (0..self.classes.len()).collect();
        order.sort_unstable_by_key(|&number| &self.classes[number]);
        let mut ranks = vec![0; order.len()];
        order.iter().enumerate().for_each(|(rank, &number)| ranks[number] = rank);
        let mut names = self.classes;
        names.sort_unstable();
        SoftClasses { names, ranks }
    }
}

/// The classes with probabilities.
#[derive(Debug)]
pub(crate) struct SoftClasses {
    /// Sorted.
    pub(crate) names: Vec<String>,
    /// Place in `names` by class number.
    ranks: Vec<usize>,
}

impl SoftClasses {
    /// A row with a probability for each of the names.
    pub(crate) fn dense(&self, row: &SoftRow) -> Vec<f32> {
        let mut all = vec![0.0; self.names.len()];
        row.iter().for_each(|&(number, p)| all[self.ranks[number as usize]] = p);
        all
    }
}

const SUM: &str = "Give at least one class a probability above 0.";
const OBJECT: &str = "Write an object such as {\"spam\": 0.9, \"ham\": 0.1}.";
const NUMBER: &str =
    "Write a number from 0 to 1; any that are not negative will do, for they are divided by their sum.";

fn read_columns(at: &Place, columns: &[usize], cells: &Cells) -> Result<Vec<(u32, f64)>, DataError> {
    let number = |cell: &str| cell.trim().parse().or_else(|_| cell.trim().replacen(',', ".", 1).parse()).ok();
    let columns = columns.iter().enumerate();
    columns.map(|(class, &column)| Ok((class as u32, probability(at, column, number(&cells(column)))?))).collect()
}

/// Checks one number; `None` is a cell that holds none.
fn probability(at: &Place, column: usize, value: Option<f64>) -> Result<f64, DataError> {
    match value {
        None => Err(at.fault(column, "The probability is no number", NUMBER)),
        Some(p) if !p.is_finite() => Err(at.fault(column, "The probability is not finite", NUMBER)),
        Some(p) if p < 0.0 => Err(at.fault(column, &format!("The probability {p} is negative"), NUMBER)),
        Some(p) => Ok(p),
    }
}

/// Divides by the sum; `None` if that is 0. The largest goes first, lest the sum overflow.
fn normalized(row: Vec<(u32, f64)>) -> Option<SoftRow> {
    let largest = row.iter().map(|&(_, p)| p).fold(0.0, f64::max);
    if largest <= 0.0 {
        return None;
    }
    let sum: f64 = row.iter().map(|&(_, p)| p / largest).sum();
    let share = |(class, p): (u32, f64)| (class, (p / largest / sum) as f32);
    Some(row.into_iter().map(share).filter(|&(_, p)| p > 0.0).collect())
}

struct Place<'a> {
    file: &'a str,
    line: usize,
}

impl Place<'_> {
    fn fault(&self, column: usize, what: &str, hint: &str) -> DataError {
        let message = format!("{what} on line {}, column {}.", self.line, column + 1);
        DataError::new(DataErrorKind::SoftLabel, self.file, message, hint).at_line(self.line).at_column(column + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn columns(cells: [&str; 2]) -> Result<Vec<f32>, DataError> {
        let mut reader = SoftReader::columns(vec![1, 2], vec!["b".into(), "a".into()]);
        let row = reader.read("f", 4, &|i| Cow::Borrowed(cells[i - 1]))?;
        Ok(reader.finish().dense(&row))
    }

    fn check_fault(found: Result<impl std::fmt::Debug, DataError>, column: usize, word: &str) {
        let fault = found.unwrap_err();
        assert_eq!((fault.kind, fault.line, fault.column), (DataErrorKind::SoftLabel, Some(4), Some(column)));
        assert!(fault.message.contains(word), "{fault}");
    }

    #[test]
    fn columns_are_sorted_and_normalized() {
        assert_eq!(columns(["0.25", "0.75"]), Ok(vec![0.75, 0.25]));
        assert_eq!(columns([" 3 ", "1"]), Ok(vec![0.25, 0.75]));
        assert_eq!(columns(["0,5", "5e-1"]), Ok(vec![0.5, 0.5]));
        assert_eq!(columns(["1e308", "1e308"]), Ok(vec![0.5, 0.5]));
        assert_eq!(columns(["0", "-0"]).unwrap_err().kind, DataErrorKind::SoftLabel);
    }

    #[test]
    fn names_the_cell_at_fault() {
        check_fault(columns(["0.5", ""]), 3, "no number");
        check_fault(columns(["x", "1"]), 2, "no number");
        check_fault(columns(["-0.1", "1"]), 2, "negative");
        check_fault(columns(["0.1", "NaN"]), 3, "not finite");
        check_fault(columns(["inf", "1"]), 2, "not finite");
        check_fault(columns(["0", "0"]), 2, "sum to 0");
    }

    fn objects(cells: &[&str]) -> Result<Vec<Vec<f32>>, DataError> {
        let mut reader = SoftReader::object(1);
        let rows = cells.iter().map(|&cell| reader.read("f", 4, &|_| Cow::Borrowed(cell)));
        let rows: Vec<SoftRow> = rows.collect::<Result<_, _>>()?;
        let classes = reader.finish();
        Ok(rows.iter().map(|row| classes.dense(row)).collect())
    }

    #[test]
    fn objects_may_leave_classes_out() {
        let found = objects(&["{\"c\": 1}", "{\"a\": 1, \"c\": 3}", "{\"b\": 2}"]);
        assert_eq!(found, Ok(vec![vec![0.0, 0.0, 1.0], vec![0.25, 0.0, 0.75], vec![0.0, 1.0, 0.0]]));
    }

    #[test]
    fn objects_are_checked() {
        check_fault(objects(&[""]), 2, "no JSON object");
        check_fault(objects(&["[1]"]), 2, "no JSON object");
        check_fault(objects(&["{}"]), 2, "sum to 0");
        check_fault(objects(&["{\"a\": \"x\"}"]), 2, "no number");
        check_fault(objects(&["{\"a\": -1}"]), 2, "negative");
        let many: Vec<String> = (0..=MAX_CLASSES).map(|i| format!("\"{i}\":1")).collect();
        check_fault(objects(&[&format!("{{{}}}", many.join(","))]), 2, "classes");
    }
}
