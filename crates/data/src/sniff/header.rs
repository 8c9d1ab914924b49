//! Whether the first row names the columns.

use super::roles::{is_known_name, soft_class};
use std::collections::HashSet;

/// Names are no longer than this, in characters.
const LONGEST_NAME: usize = 40;

/// Whether `rows[0]` is a header: it holds a name that is known or among `names`, or only short, distinct words that never come again
/// in their column and are far shorter than the texts below.
pub(super) fn is_header(rows: &[Vec<String>], names: &[&str]) -> bool {
    let Some((first, below)) = rows.split_first() else { return false };
    let known = |cell: &String| names.iter().any(|name| name.eq_ignore_ascii_case(cell.trim())) || is_known_name(cell);
    if first.iter().any(|cell| known(cell) || soft_class(cell).is_some()) {
        return true;
    }
    let distinct = first.iter().collect::<HashSet<_>>().len() == first.len();
    let comes_again = |column: usize| below.iter().any(|row| row.get(column) == first.get(column));
    distinct
        && first.iter().all(|cell| is_name(cell))
        && !(0..first.len()).any(comes_again)
        && (0..first.len()).any(|column| is_short(&first[column], below, column))
}

fn is_name(cell: &str) -> bool {
    let cell = cell.trim();
    !cell.is_empty() && cell.chars().count() <= LONGEST_NAME && cell.parse::<f64>().is_err()
}

/// Less than half as long as the cells below are on average.
fn is_short(cell: &str, below: &[Vec<String>], column: usize) -> bool {
    let below: usize =
        below.iter().filter_map(|row| row.get(column)).map(String::len).sum::<usize>() / below.len().max(1);
    cell.len() * 2 < below
}

/// Names from a header's cells: an empty one becomes `column 2`, a second `text` becomes `text (2)`.
pub(super) fn names(cells: Vec<String>) -> Vec<String> {
    let mut taken = HashSet::new();
    cells.into_iter().enumerate().map(|(i, cell)| name(cell.trim(), i + 1, &mut taken)).collect()
}

fn name(cell: &str, number: usize, taken: &mut HashSet<String>) -> String {
    let base = if cell.is_empty() { format!("column {number}") } else { cell.to_owned() };
    let mut name = base.clone();
    for copy in 2.. {
        if taken.insert(name.clone()) {
            break;
        }
        name = format!("{base} ({copy})");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[&[&str]], expected: bool) {
        let owned: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(ToString::to_string).collect()).collect();
        assert_eq!(is_header(&owned, &["Prompt"]), expected, "{rows:?}");
    }

    #[test]
    fn tells_a_header() {
        check(&[&["text", "label"], &["a", "b"]], true);
        check(&[&["Sentence", "whatever"]], true);
        check(&[&["frase", "lengua"], &["una frase bastante larga", "es"], &["a sentence", "en"]], true);
        check(&[&["x", "p:spam", "p:ham"], &["a", "0.1", "0.9"]], true);
        check(&[&[" prompt", "x"], &["a", "b"]], true);
    }

    #[test]
    fn tells_a_row() {
        check(&[], false);
        check(&[&["what a nice day it is", "en"], &["quel beau temps", "fr"], &["so it is", "en"]], false);
        check(&[&["ham", "see you"], &["spam", "win money now, really"], &["ham", "ok"]], false);
        check(&[&["1", "2"], &["a much longer text than that", "b"]], false);
    }

    #[test]
    fn names_are_distinct() {
        let check = |cells: &[&str], expected: &[&str]| {
            assert_eq!(names(cells.iter().map(ToString::to_string).collect()), expected);
        };
        check(&[" text ", "", "text", "text"], &["text", "column 2", "text (2)", "text (3)"]);
        check(&["text (2)", "text", "text"], &["text (2)", "text", "text (3)"]);
    }
}
