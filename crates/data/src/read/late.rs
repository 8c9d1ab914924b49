//! Columns that the start of a file does not have.

use super::json::JsonRow;
use std::collections::HashSet;

/// Columns named at most: each row of a hostile file may bring new ones.
const NAMED: usize = 20;

/// Columns of JSON rows that none of the rows at the start of the file has. Their values are not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LateColumns {
    /// Rows with at least one.
    pub rows: usize,
    /// The first twenty, in the order in which they appear.
    pub named: Vec<LateColumn>,
}

/// A column and where it first appears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateColumn {
    /// Its name.
    pub name: String,
    /// Line of the row, from 1.
    pub line: usize,
}

/// Looks for columns besides the known ones.
pub(super) struct LateWatch<'a> {
    known: HashSet<&'a str>,
    pub(super) found: LateColumns,
}

impl<'a> LateWatch<'a> {
    pub(super) fn new(known: impl Iterator<Item = &'a str>) -> Self {
        Self { known: known.collect(), found: LateColumns::default() }
    }

    pub(super) fn row(&mut self, line: usize, row: &JsonRow) {
        let mut late = row.keys().filter(|name| !self.known.contains(name.as_str())).peekable();
        self.found.rows += usize::from(late.peek().is_some());
        late.for_each(|name| self.found.name(name, line));
    }
}

impl LateColumns {
    fn name(&mut self, name: &str, line: usize) {
        if self.named.len() < NAMED && self.named.iter().all(|column| column.name != name) {
            self.named.push(LateColumn { name: name.into(), line });
        }
    }
}
