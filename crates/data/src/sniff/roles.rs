//! What each column is for, by its name and its values.

use super::{Column, Role};
use crate::limits::SAMPLE_CHARS;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// Values shown of each column.
const SAMPLES: usize = 3;

/// Names of text columns, in lower case.
const TEXT_NAMES: [&str; 16] = [
    "text",
    "texts",
    "texto",
    "texte",
    "sentence",
    "message",
    "content",
    "body",
    "review",
    "comment",
    "tweet",
    "document",
    "question",
    "utterance",
    "input",
    "subject",
];

/// Names of label columns, in lower case, the surer first.
const LABEL_NAMES: [&str; 16] = [
    "label",
    "labels",
    "class",
    "category",
    "target",
    "language",
    "lang",
    "sentiment",
    "intent",
    "topic",
    "genre",
    "tag",
    "rótulo",
    "classe",
    "categoria",
    "output",
];

/// What a name counts against length when the text column is chosen.
const NAME_WEIGHT: usize = 8;

/// Whether a cell is a usual name of a text or label column.
pub(super) fn is_known_name(cell: &str) -> bool {
    let name = cell.trim().to_lowercase();
    TEXT_NAMES.contains(&name.as_str()) || LABEL_NAMES.contains(&name.as_str())
}

/// The class of a column `p:<class>`.
pub(crate) fn soft_class(name: &str) -> Option<&str> {
    let class = name.trim().strip_prefix(['p', 'P'])?.strip_prefix(':')?.trim();
    (!class.is_empty()).then_some(class)
}

/// Columns with their roles: probabilities first, then the text among the rest, then the label.
pub(super) fn columns(names: Vec<String>, rows: &[Vec<String>]) -> Vec<Column> {
    let stats: Vec<Stats> = (0..names.len()).map(|column| Stats::of(rows, column)).collect();
    let mut roles = vec![Role::Ignored; names.len()];
    let soft = |i: usize| soft_class(&names[i]).is_some() || stats[i].probabilities;
    (0..names.len()).filter(|&i| soft(i)).for_each(|i| roles[i] = Role::SoftLabel);
    if let Some(text) = text_column(&names, &stats, &roles) {
        roles[text] = Role::Text;
        if let Some(label) = label_column(&names, &stats, &roles, rows.len()) {
            roles[label] = Role::Label;
        }
    }
    let sample = |column: usize| rows.iter().take(SAMPLES).map(|row| cut(&row[column])).collect();
    names.into_iter().enumerate().map(|(i, name)| Column { name, role: roles[i], sample: sample(i) }).collect()
}

/// The most text, a known name counting [`NAME_WEIGHT`]-fold; a column with a label's name or of numbers only at need.
fn text_column(names: &[String], stats: &[Stats], roles: &[Role]) -> Option<usize> {
    let known = |i: usize| TEXT_NAMES.contains(&names[i].to_lowercase().as_str());
    let label = |i: usize| LABEL_NAMES.contains(&names[i].to_lowercase().as_str());
    let weight = |i: usize| if known(i) { 1 + stats[i].bytes * NAME_WEIGHT } else { stats[i].bytes };
    // `max_by_key` takes the last of equals; the first column is the likelier text.
    (0..names.len())
        .rev()
        .filter(|&i| roles[i] == Role::Ignored)
        .max_by_key(|&i| (!label(i), !stats[i].numbers, weight(i)))
}

/// A known name; else, where no column holds probabilities, the fewest distinct values.
fn label_column(names: &[String], stats: &[Stats], roles: &[Role], rows: usize) -> Option<usize> {
    let free: Vec<usize> = (0..names.len()).filter(|&i| roles[i] == Role::Ignored).collect();
    let rank = |i: usize| LABEL_NAMES.iter().position(|&known| known == names[i].to_lowercase());
    let named = free.iter().copied().filter(|&i| rank(i).is_some()).min_by_key(|&i| rank(i));
    if named.is_some() || roles.contains(&Role::SoftLabel) {
        return named;
    }
    let few = |i: &usize| (2..=rows / 2).contains(&stats[*i].distinct);
    let fewest = free.iter().copied().filter(few).min_by_key(|&i| stats[i].distinct);
    fewest.or(match free[..] {
        [only] => Some(only),
        _ => None,
    })
}

/// What a column's values have in common.
struct Stats {
    /// Length of the distinct values together.
    bytes: usize,
    distinct: usize,
    /// Every value is a number.
    numbers: bool,
    /// Every value is a JSON object of numbers.
    probabilities: bool,
}

impl Stats {
    fn of(rows: &[Vec<String>], column: usize) -> Self {
        let values: Vec<&str> = rows.iter().map(|row| row[column].trim()).filter(|v| !v.is_empty()).collect();
        let distinct: HashSet<&str> = values.iter().copied().collect();
        Self {
            bytes: distinct.iter().map(|v| v.len()).sum(),
            distinct: distinct.len(),
            numbers: !values.is_empty() && values.iter().all(|v| v.parse::<f64>().is_ok()),
            probabilities: !values.is_empty() && values.iter().all(|v| is_object_of_numbers(v)),
        }
    }
}

fn is_object_of_numbers(value: &str) -> bool {
    value.starts_with('{')
        && serde_json::from_str::<Map<String, Value>>(value)
            .is_ok_and(|map| !map.is_empty() && map.values().all(Value::is_number))
}

fn cut(value: &str) -> String {
    match value.char_indices().nth(SAMPLE_CHARS) {
        Some((end, _)) => value[..end].into(),
        None => value.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One letter per column: Text, Label, Soft, or `-`.
    fn check(names: &[&str], rows: &[&[&str]], expected: &str) {
        let owned = |cells: &[&str]| cells.iter().map(ToString::to_string).collect::<Vec<_>>();
        let rows: Vec<_> = rows.iter().map(|row| owned(row)).collect();
        let letter = |column: &Column| match column.role {
            Role::Text => 'T',
            Role::Label => 'L',
            Role::SoftLabel => 'S',
            Role::Ignored => '-',
        };
        let found: String = columns(owned(names), &rows).iter().map(letter).collect();
        assert_eq!(found, expected, "{names:?}");
    }

    #[test]
    fn goes_by_names() {
        check(&["text", "label"], &[&["a", "x"]], "TL");
        check(&["Label", "Text"], &[&["a long label for a text", "x"]], "LT");
        check(&["id", "language", "sentence"], &[&["7f8a9b0c1d2e3f40", "en", "Good day."]], "-LT");
        check(&["text", "tag", "label"], &[&["a", "x", "y"]], "T-L");
        check(&["text", "label"], &[], "TL");
    }

    #[test]
    fn goes_by_values() {
        let rows: &[&[&str]] =
            &[&["1", "a long text", "x"], &["2", "another text", "y"], &["3", "more text", "x"], &["4", "text", "y"]];
        check(&["column 1", "column 2", "column 3"], rows, "-TL");
        check(&["a", "b"], &[&["1", "2"], &["3", "4"]], "TL");
        check(&["a", "b"], &[&["x", "only"], &["longer", "only"]], "TL");
        check(&["a"], &[&["x"]], "T");
        check(&[], &[], "");
    }

    #[test]
    fn finds_probabilities() {
        check(&["text", "p:a", "P: b"], &[&["x", "0.5", "0.5"]], "TSS");
        check(&["text", "scores"], &[&["x", "{\"a\": 0.5, \"b\": 0.5}"], &["y", "{\"a\": 1}"]], "TS");
        check(&["text", "scores", "label"], &[&["x", "{\"a\": 1}", "a"]], "TSL");
        check(&["text", "scores", "note"], &[&["x", "{\"a\": 1}", "a"], &["y", "{\"a\": 1}", "a"]], "TS-");
        check(&["text", "label"], &[&["x", "{\"a\": \"b\"}"]], "TL");
        check(&["text", "p:"], &[&["x", "1"]], "TL");
    }

    #[test]
    fn samples_are_cut_between_characters() {
        assert_eq!(cut(&"é".repeat(81)), "é".repeat(80));
        assert_eq!(cut("short"), "short");
    }
}
