//! Sampled parts to distinct documents.

use super::part::{Cutter, Part};
use super::{Corpus, CorpusCounts, Document};
use crate::{DataError, DataErrorKind, LateColumns};
use std::collections::HashSet;
use std::ops::Range;

/// Joins what is left of each document and drops copies.
///
/// # Errors
/// [`EmptyFile`](DataErrorKind::EmptyFile) if there is no document, [`TooFewRows`](DataErrorKind::TooFewRows) if none
/// has text or fits.
pub(super) fn assemble(file: &str, cutter: Cutter, late_columns: LateColumns) -> Result<Corpus, DataError> {
    let (read, read_bytes, empty) = (cutter.read, cutter.bytes, cutter.empty);
    let all = joined(cutter.sample.into_items());
    let sampled = documents(&all);
    let kept = distinct(all);
    let documents = documents(&kept);
    let counts = CorpusCounts {
        read,
        read_bytes,
        unsampled: read - empty - sampled,
        empty,
        duplicate: sampled - documents,
        kept: documents,
        excerpted: self::documents(kept.iter().filter(|excerpt| !excerpt.is_whole())),
        kept_bytes: kept.iter().map(|excerpt| excerpt.document.text.len() as u64).sum(),
    };
    check(file, &counts)?;
    let documents = kept.into_iter().map(|excerpt| excerpt.document).collect();
    Ok(Corpus { file: file.into(), documents, counts, late_columns })
}

/// Parts of one document that follow each other.
struct Excerpt {
    /// Ordinal of the document in the file.
    source: usize,
    /// Places of its parts in the document.
    places: Range<usize>,
    /// Whether the document ends with it.
    last: bool,
    document: Document,
}

impl Excerpt {
    fn new(Part { document: source, place, last, line, prompt, text }: Part) -> Self {
        Self { source, places: place..place + 1, last, document: Document { text, prompt, line } }
    }

    fn add(&mut self, part: &Part) {
        self.places.end += 1;
        self.last = part.last;
        self.document.text.push_str(&part.text);
    }

    /// Whether it is all of its document.
    fn is_whole(&self) -> bool {
        self.places.start == 0 && self.last
    }

    /// An excerpt does not begin or end with a line end.
    fn trim(&mut self) {
        if !self.is_whole() {
            self.document.text = self.document.text.trim_matches('\n').into();
        }
    }
}

/// Joins parts that follow each other.
fn joined(parts: Vec<Part>) -> Vec<Excerpt> {
    let mut found: Vec<Excerpt> = Vec::new();
    for part in parts {
        match found.last_mut() {
            Some(last) if last.source == part.document && last.places.end == part.place => last.add(&part),
            _ => found.push(Excerpt::new(part)),
        }
    }
    found.iter_mut().for_each(Excerpt::trim);
    found.retain(|excerpt| !excerpt.document.text.trim().is_empty());
    found
}

/// The first of those that are alike to the last byte.
fn distinct(mut all: Vec<Excerpt>) -> Vec<Excerpt> {
    let mut seen = HashSet::new();
    let first: Vec<bool> = all.iter().map(|e| seen.insert((e.document.text.as_str(), e.document.prompt))).collect();
    let mut first = first.into_iter();
    all.retain(|_| first.next() == Some(true));
    all
}

/// Documents of the file that the excerpts are of; they are in order.
fn documents<'a>(excerpts: impl IntoIterator<Item = &'a Excerpt>) -> usize {
    let mut last = None;
    excerpts.into_iter().filter(|excerpt| last.replace(excerpt.source) != Some(excerpt.source)).count()
}

fn check(file: &str, counts: &CorpusCounts) -> Result<(), DataError> {
    let fault = |kind, message: String, hint| Err(DataError::new(kind, file, message, hint));
    match counts {
        CorpusCounts { read: 0, .. } => {
            fault(DataErrorKind::EmptyFile, format!("`{file}` has no text."), "Choose a file with text.")
        }
        CorpusCounts { kept: 0, unsampled: 0, empty, .. } => fault(
            DataErrorKind::TooFewRows,
            format!("No document of `{file}` has text: {empty} are empty."),
            "Check that the right column is chosen.",
        ),
        CorpusCounts { kept: 0, unsampled, .. } => fault(
            DataErrorKind::TooFewRows,
            format!("None of the {unsampled} documents of `{file}` fits the bytes that are kept."),
            "Raise `max_bytes`, or shorten the documents.",
        ),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Documents cut to words; parts by document and ordinal are dropped.
    fn excerpts(documents: &[&str], dropped: &[(usize, usize)]) -> Vec<(usize, bool, String)> {
        let mut parts = Vec::new();
        for (document, text) in documents.iter().enumerate() {
            let words: Vec<&str> = text.split_inclusive(' ').collect();
            let part = |(place, text): (usize, &&str)| Part {
                document,
                place,
                last: place + 1 == words.len(),
                line: 1,
                prompt: 0,
                text: (*text).into(),
            };
            parts.extend(words.iter().enumerate().map(part));
        }
        parts.retain(|part| !dropped.contains(&(part.document, part.place)));
        joined(parts).into_iter().map(|e| (e.source, e.is_whole(), e.document.text)).collect()
    }

    #[test]
    fn joins_what_is_left() {
        let check = |documents, dropped, expected: &[(usize, bool, &str)]| {
            let expected: Vec<_> = expected.iter().map(|&(source, whole, text)| (source, whole, text.into())).collect();
            assert_eq!(excerpts(documents, dropped), expected);
        };
        check(&["a b", "c"], &[], &[(0, true, "a b"), (1, true, "c")]);
        check(&["a b c", "d"], &[(0, 1)], &[(0, false, "a "), (0, false, "c"), (1, true, "d")]);
        check(&["a \n\nb c", " "], &[(0, 0)], &[(0, false, "b c")]);
        check(&["a b", "a b"], &[(0, 1), (1, 0)], &[(0, false, "a "), (1, false, "b")]);
    }
}
