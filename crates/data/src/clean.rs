//! From rows to examples that can be learnt from, each removal counted.

use crate::{DataError, DataErrorKind, RawRow, Table};
use std::collections::{BTreeMap, HashMap};

/// Fewest rows of a class: one for each split.
const LEAST_ROWS: usize = 3;

/// Classes named in an error at most.
const NAMED: usize = 5;

/// Rows by what became of them: `read` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows in the file.
    pub read: usize,
    /// Left out by the seeded sample.
    pub unsampled: usize,
    /// Without text, or without label.
    pub empty: usize,
    /// The same text and class as an earlier row.
    pub duplicate: usize,
    /// The same text with different classes.
    pub conflicting: usize,
    /// In a class with too few rows.
    pub rare_class: usize,
    /// Left over.
    pub kept: usize,
}

/// A text, its class, and where given the probability of every class.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Without surrounding white space.
    pub text: String,
    /// Index into [`Dataset::classes`].
    pub label: usize,
    /// `[classes]`, summing to 1.
    pub soft: Option<Vec<f32>>,
}

/// Examples with distinct texts, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// Sorted by name.
    pub classes: Vec<String>,
    /// Every class has some.
    pub examples: Vec<Example>,
    /// What was removed.
    pub counts: Counts,
}

/// Removes, in this order and counting each: rows without text or label; exact duplicates but for the first; all rows
/// of a text with different labels; and classes with fewer than `min_rows_per_class` rows (at least 3 are needed, one
/// for each split). Texts are compared without surrounding white space.
///
/// With soft labels a row's class is its label, or else the likeliest class (the first of equals). Duplicates whose
/// probabilities differ are several opinions of the same text: one row is kept, with their mean. A rare class is also
/// taken out of the probabilities of the other rows, which are divided by what is left; a row with nothing left goes
/// with it.
///
/// # Errors
/// [`TooFewClasses`](DataErrorKind::TooFewClasses) if the rows have fewer than two classes,
/// [`TooFewRows`](DataErrorKind::TooFewRows) if fewer than two have enough rows. Both say what was found.
pub fn clean(table: Table, min_rows_per_class: usize) -> Result<Dataset, DataError> {
    let mut counts = Counts { read: table.read, unsampled: table.unsampled, ..Counts::default() };
    let classes = class_names(&table);
    let rows = labelled(table.rows, &classes, &mut counts);
    let rows = distinct(rows, &mut counts);
    let sizes = sizes(&rows, classes.len());
    let enough = min_rows_per_class.max(LEAST_ROWS);
    let verdict = Verdict { file: &table.file, classes: &classes, sizes: &sizes, enough, counts: &counts };
    verdict.check()?;
    let kept: Vec<bool> = sizes.iter().map(|&n| n >= enough).collect();
    let examples = without_rare(rows, &kept, &mut counts);
    let mut kept = kept.into_iter();
    let classes = classes.into_iter().filter(|_| kept.next() == Some(true)).collect();
    Ok(Dataset { classes, examples, counts })
}

/// The classes of soft labels, or else all labels.
fn class_names(table: &Table) -> Vec<String> {
    table.soft_classes.clone().unwrap_or_else(|| {
        let mut names: Vec<String> = table.rows.iter().filter_map(|row| row.label.clone()).collect();
        names.sort_unstable();
        names.dedup();
        names
    })
}

/// Rows with text and class; the others are counted as empty.
fn labelled(rows: Vec<RawRow>, classes: &[String], counts: &mut Counts) -> Vec<Example> {
    let all = rows.len();
    let example = |row: RawRow| {
        let text = row.text.trim();
        let named = row.label.as_ref().and_then(|label| classes.binary_search(label).ok());
        let label = named.or_else(|| row.soft.as_deref().and_then(likeliest))?;
        (!text.is_empty()).then(|| Example { text: text.to_owned(), label, soft: row.soft })
    };
    let rows: Vec<Example> = rows.into_iter().filter_map(example).collect();
    counts.empty = all - rows.len();
    rows
}

/// The first of the largest.
fn likeliest(probabilities: &[f32]) -> Option<usize> {
    let of = |i: &usize| probabilities[*i];
    (0..probabilities.len()).reduce(|best, i| if of(&i) > of(&best) { i } else { best })
}

/// All rows of one text.
struct Group {
    first: Example,
    rows: usize,
    /// Rows that repeat a text with a label already seen.
    repeated: usize,
    labels: Vec<usize>,
}

/// One row per text; none where its labels differ.
fn distinct(rows: Vec<Example>, counts: &mut Counts) -> Vec<Example> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        if let Some(&place) = places.get(&row.text) {
            groups[place].add(&row);
        } else {
            places.insert(row.text.clone(), groups.len());
            groups.push(Group { labels: vec![row.label], first: row, rows: 1, repeated: 0 });
        }
    }
    counts.duplicate = groups.iter().map(|group| group.repeated).sum();
    counts.conflicting = groups.iter().map(Group::conflicting).sum();
    groups.into_iter().filter(|group| group.conflicting() == 0).map(Group::into_example).collect()
}

impl Group {
    fn add(&mut self, row: &Example) {
        self.rows += 1;
        if self.labels.contains(&row.label) {
            self.repeated += 1;
        } else {
            self.labels.push(row.label);
        }
        if let (Some(sum), Some(more)) = (&mut self.first.soft, &row.soft) {
            sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
    }

    /// Rows of a conflict; the duplicates among them are counted already.
    fn conflicting(&self) -> usize {
        if self.labels.len() > 1 { self.labels.len() } else { 0 }
    }

    fn into_example(self) -> Example {
        let rows = self.rows as f32;
        let soft = self.first.soft.map(|sum| sum.into_iter().map(|p| p / rows).collect());
        Example { soft, ..self.first }
    }
}

fn sizes(rows: &[Example], classes: usize) -> Vec<usize> {
    let mut sizes = vec![0; classes];
    rows.iter().for_each(|row| sizes[row.label] += 1);
    sizes
}

/// Rows of the classes that are `kept`, numbered anew.
fn without_rare(rows: Vec<Example>, kept: &[bool], counts: &mut Counts) -> Vec<Example> {
    let all = rows.len();
    let number = |label: usize| kept[..label].iter().filter(|&&kept| kept).count();
    let numbers: Vec<usize> = (0..kept.len()).map(number).collect();
    let example = |row: Example| {
        let soft = match row.soft {
            Some(soft) => Some(restricted(&soft, kept)?),
            None => None,
        };
        kept[row.label].then(|| Example { label: numbers[row.label], soft, text: row.text })
    };
    let rows: Vec<Example> = rows.into_iter().filter_map(example).collect();
    counts.rare_class = all - rows.len();
    counts.kept = rows.len();
    rows
}

/// The probabilities of the kept classes, summing to 1; `None` if they are all 0.
fn restricted(soft: &[f32], kept: &[bool]) -> Option<Vec<f32>> {
    let left: Vec<f32> = soft.iter().zip(kept).filter(|&(_, &kept)| kept).map(|(&p, _)| p).collect();
    let sum: f32 = left.iter().sum();
    (sum > 0.0).then(|| left.into_iter().map(|p| p / sum).collect())
}

/// Whether what is left can be learnt from.
struct Verdict<'a> {
    file: &'a str,
    classes: &'a [String],
    sizes: &'a [usize],
    enough: usize,
    counts: &'a Counts,
}

impl Verdict<'_> {
    fn check(&self) -> Result<(), DataError> {
        let present = self.sizes.iter().filter(|&&n| n > 0).count();
        let enough = self.sizes.iter().filter(|&&n| n >= self.enough).count();
        match (present, enough) {
            (0, _) => Err(self.nothing_left()),
            (1, _) => Err(self.one_class()),
            (_, 0 | 1) => Err(self.all_rare()),
            _ => Ok(()),
        }
    }

    fn nothing_left(&self) -> DataError {
        let Counts { empty, duplicate, conflicting, .. } = self.counts;
        let message = format!(
            "No row of `{}` is left: {empty} are empty, {duplicate} are duplicates and {conflicting} have the text of \
             another row but another label.",
            self.file
        );
        self.fault(DataErrorKind::TooFewRows, message, "Check that the right text and label columns are chosen.")
    }

    fn one_class(&self) -> DataError {
        let message = format!("All rows of `{}` have one class: {}.", self.file, self.largest());
        self.fault(
            DataErrorKind::TooFewClasses,
            message,
            "Add rows of another class, or choose another label column: a classifier needs at least two.",
        )
    }

    fn all_rare(&self) -> DataError {
        let message = format!(
            "Fewer than two classes of `{}` have {} rows or more. The largest are {}.",
            self.file,
            self.enough,
            self.largest()
        );
        let hint = "Add rows, lower the fewest rows of a class (3 or more), or choose another label column.";
        self.fault(DataErrorKind::TooFewRows, message, hint)
    }

    /// `spam (120 rows), ham (3 rows)`.
    fn largest(&self) -> String {
        let mut by_size: BTreeMap<_, &str> = BTreeMap::new();
        for (i, (&size, class)) in self.sizes.iter().zip(self.classes).enumerate().filter(|(_, (n, _))| **n > 0) {
            by_size.insert((std::cmp::Reverse(size), i), class);
        }
        let rows = |n: usize| if n == 1 { "1 row".to_owned() } else { format!("{n} rows") };
        let named: Vec<String> =
            by_size.iter().take(NAMED).map(|((n, _), c)| format!("`{c}` ({})", rows(n.0))).collect();
        named.join(", ")
    }

    fn fault(&self, kind: DataErrorKind, message: String, hint: &str) -> DataError {
        DataError::new(kind, self.file, message, hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LateColumns;

    fn table(rows: &[(&str, &str)]) -> Table {
        let label = |l: &str| (!l.is_empty()).then(|| l.to_owned());
        let rows: Vec<_> = rows.iter().map(|&(t, l)| RawRow { text: t.into(), label: label(l), soft: None }).collect();
        let (read, late_columns) = (rows.len() + 5, LateColumns::default());
        Table { file: "f".into(), read, rows, soft_classes: None, unsampled: 5, late_columns }
    }

    /// Six rows that make two classes of three.
    const GOOD: [(&str, &str); 6] = [("g1", "x"), ("g2", "x"), ("g3", "x"), ("g4", "y"), ("g5", "y"), ("g6", "y")];

    /// Expected: empty, duplicate, conflicting and rare rows among `rows`.
    fn check(rows: &[(&str, &str)], [empty, duplicate, conflicting, rare_class]: [usize; 4]) -> Dataset {
        let rows = [&GOOD, rows].concat();
        let dataset = clean(table(&rows), 3).unwrap();
        let kept = rows.len() - empty - duplicate - conflicting - rare_class;
        let expected = Counts { read: rows.len() + 5, unsampled: 5, empty, duplicate, conflicting, rare_class, kept };
        assert_eq!(dataset.counts, expected);
        assert_eq!(dataset.examples.len(), kept);
        dataset
    }

    #[test]
    fn counts_each_step() {
        check(&[], [0, 0, 0, 0]);
        check(&[("", "x"), (" \t", "y"), ("t", "")], [3, 0, 0, 0]);
        check(&[("g1", "x"), (" g1 ", "x"), ("a", "x"), ("a", "x")], [0, 3, 0, 0]);
        check(&[("a", "x"), ("a", "y")], [0, 0, 2, 0]);
        check(&[("a", "x"), ("a", "y"), ("a", "x"), ("a ", "y")], [0, 2, 2, 0]);
        check(&[("a", "z"), ("b", "z")], [0, 0, 0, 2]);
        check(&[("a", "z"), ("b", "z"), ("b", "z"), ("c", "z"), ("c", "w")], [0, 1, 2, 2]);
    }

    #[test]
    fn classes_are_sorted_and_numbered_without_gaps() {
        let dataset = check(&[("a", "a-rare"), ("b", "z"), ("c", "z"), ("d", "z"), (" e ", "x")], [0, 0, 0, 1]);
        assert_eq!(dataset.classes, ["x", "y", "z"]);
        let labels: Vec<usize> = dataset.examples.iter().map(|e| e.label).collect();
        assert_eq!(labels, [0, 0, 0, 1, 1, 1, 2, 2, 2, 0]);
        assert_eq!(dataset.examples[9].text, "e");
    }

    fn check_fault(rows: &[(&str, &str)], min: usize, kind: DataErrorKind, words: &[&str]) {
        let fault = clean(table(rows), min).unwrap_err();
        assert_eq!(fault.kind, kind, "{fault}");
        assert!(words.iter().all(|word| fault.message.contains(word)) && !fault.hint.is_empty(), "{fault}");
    }

    #[test]
    fn says_what_is_missing() {
        check_fault(&[], 3, DataErrorKind::TooFewRows, &["No row"]);
        check_fault(
            &[("", "x"), ("t", "x"), ("t", "y")],
            3,
            DataErrorKind::TooFewRows,
            &["1 are empty", "2 have the text"],
        );
        check_fault(&GOOD[..3], 3, DataErrorKind::TooFewClasses, &["`x` (3 rows)"]);
        check_fault(&GOOD[..4], 0, DataErrorKind::TooFewRows, &["3 rows or more", "`x` (3 rows), `y` (1 row)"]);
        check_fault(&GOOD, 10, DataErrorKind::TooFewRows, &["10 rows or more"]);
    }

    fn soft(rows: &[(&str, &str, [f32; 3])]) -> Table {
        let row = |&(text, label, soft): &(&str, &str, [f32; 3])| RawRow {
            text: text.into(),
            label: (!label.is_empty()).then(|| label.into()),
            soft: Some(soft.to_vec()),
        };
        let classes = ["x", "y", "z"].map(String::from).to_vec();
        Table {
            file: "f".into(),
            rows: rows.iter().map(row).collect(),
            soft_classes: Some(classes),
            read: rows.len(),
            unsampled: 0,
            late_columns: LateColumns::default(),
        }
    }

    const X: [f32; 3] = [0.75, 0.25, 0.0];
    const Y: [f32; 3] = [0.0, 1.0, 0.0];
    const SOFT: [(&str, &str, [f32; 3]); 6] =
        [("a", "", X), ("b", "", X), ("c", "", X), ("d", "", Y), ("e", "", Y), ("f", "", Y)];

    #[test]
    fn the_likeliest_class_is_the_label() {
        let dataset = clean(soft(&SOFT), 3).unwrap();
        assert_eq!(dataset.classes, ["x", "y"]);
        assert_eq!(dataset.examples[0], Example { text: "a".into(), label: 0, soft: Some(vec![0.75, 0.25]) });
        assert_eq!(dataset.examples[5], Example { text: "f".into(), label: 1, soft: Some(vec![0.0, 1.0]) });
        assert_eq!(likeliest(&[0.25, 0.375, 0.375]), Some(1));
    }

    #[test]
    fn duplicates_are_averaged_and_conflicts_removed() {
        let more = [("a", "", [1.0, 0.0, 0.0]), ("d", "", X), ("g", "", Y), ("h", "y", X)];
        let dataset = clean(soft(&[&SOFT[..], &more].concat()), 3).unwrap();
        assert_eq!((dataset.counts.duplicate, dataset.counts.conflicting, dataset.counts.kept), (1, 2, 7));
        assert_eq!(dataset.examples[0].soft, Some(vec![0.875, 0.125]));
        assert_eq!(dataset.examples[6], Example { text: "h".into(), label: 1, soft: Some(vec![0.75, 0.25]) });
    }

    #[test]
    fn a_rare_class_leaves_the_probabilities() {
        let more = [("g", "", [0.25, 0.25, 0.5]), ("h", "x", [0.25, 0.25, 0.5]), ("i", "x", [0.0, 0.0, 1.0])];
        let dataset = clean(soft(&[&SOFT[..], &more].concat()), 3).unwrap();
        assert_eq!(dataset.classes, ["x", "y"]);
        assert_eq!((dataset.counts.rare_class, dataset.counts.kept), (2, 7));
        assert_eq!(dataset.examples[6].soft, Some(vec![0.5, 0.5]));
    }
}
