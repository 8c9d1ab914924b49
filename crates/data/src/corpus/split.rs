//! Documents to training, validation and test.

use super::{Corpus, Document};
use crate::random::{generator, shuffle};
use crate::split::{key, sizes};
use crate::{DataError, DataErrorKind};
use std::collections::HashMap;

/// Purpose of the generator.
const SPLITTING_DOCUMENTS: u64 = 4;

/// Bytes within which a line end is looked for to cut a text at.
const NEAR: usize = 1_000;

/// Bytes `start..end` of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Index into [`Corpus::documents`].
    pub document: usize,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// What each part of a run reads, in the order of the file; every byte of the corpus is in exactly one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CorpusSplit {
    /// Texts that move weights.
    pub train: Vec<Span>,
    /// Texts that choose the best epoch.
    pub validation: Vec<Span>,
    /// Texts seen once, at the end.
    pub test: Vec<Span>,
}

impl Corpus {
    /// The text of a span; empty if it is none of this corpus.
    pub fn text(&self, span: &Span) -> &str {
        self.documents.get(span.document).and_then(|d| d.text.get(span.start..span.end)).unwrap_or_default()
    }

    /// Bytes of a span that are the prompt.
    pub fn prompt(&self, span: &Span) -> usize {
        let prompt = self.documents.get(span.document).map_or(0, |document| document.prompt);
        prompt.clamp(span.start, span.end.max(span.start)) - span.start
    }
}

impl CorpusSplit {
    fn from_parts([train, validation, test]: [Vec<Span>; 3]) -> Self {
        Self { train, validation, test }
    }

    pub(super) fn parts(&self) -> [&[Span]; 3] {
        [&self.train, &self.validation, &self.test]
    }
}

/// Divides whole documents by the ratio of `shares` (train, validation, test), by seed.
///
/// Documents that differ only in white space or in the case of ASCII letters stay together. Each part whose share is
/// above 0 has some. Shares that are negative or no numbers count as 0, and if all do, everything is for training.
///
/// # Errors
/// [`TooFewRows`](DataErrorKind::TooFewRows) if there are fewer different documents than parts.
pub fn split_by_document(corpus: &Corpus, shares: [f64; 3], seed: u64) -> Result<CorpusSplit, DataError> {
    let mut groups = alike(&corpus.documents);
    let wanted = wanted(shares);
    if groups.len() < wanted {
        return Err(too_few_documents(corpus, groups.len(), wanted));
    }
    shuffle(&mut groups, &mut generator(seed, SPLITTING_DOCUMENTS));
    let mut sizes = sizes(groups.len(), shares);
    leave_none_out(&mut sizes, shares);
    let mut groups = groups.into_iter();
    let parts = sizes.map(|size| spans(corpus, groups.by_ref().take(size).flatten().collect()));
    Ok(CorpusSplit::from_parts(parts))
}

/// Documents with the same text, in the order of the first of them.
fn alike(documents: &[Document]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (index, document) in documents.iter().enumerate() {
        let place = *places.entry(key(&document.text)).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(index);
    }
    groups
}

fn spans(corpus: &Corpus, mut documents: Vec<usize>) -> Vec<Span> {
    documents.sort_unstable();
    let whole = |document| Span { document, start: 0, end: corpus.documents[document].text.len() };
    documents.into_iter().map(whole).collect()
}

/// Parts that must have something.
fn wanted(shares: [f64; 3]) -> usize {
    shares.iter().filter(|&&share| is_some(share)).count().max(1)
}

fn is_some(share: f64) -> bool {
    share.is_finite() && share > 0.0
}

/// `sizes` fills every part from three documents on; two documents for two parts are still to be divided.
fn leave_none_out(sizes: &mut [usize; 3], shares: [f64; 3]) {
    for part in (0..3).filter(|&part| is_some(shares[part])) {
        if sizes[part] == 0 {
            let largest = (0..3).rev().max_by_key(|&i| sizes[i]).unwrap_or(0);
            sizes[largest] -= 1;
            sizes[part] += 1;
        }
    }
}

/// Divides the text where it stands by the ratio of `shares` in bytes: training first, then validation, and the test
/// last. No seed is needed. Cuts are after a line end where there is one within 1,000 bytes, else after white space,
/// else between characters; pairs are never cut. Shares are read as by [`split_by_document`].
///
/// # Errors
/// [`TooFewRows`](DataErrorKind::TooFewRows) if the text is too short for a part.
pub fn split_by_place(corpus: &Corpus, shares: [f64; 3]) -> Result<CorpusSplit, DataError> {
    let total: usize = corpus.documents.iter().map(|document| document.text.len()).sum();
    let [train, validation, _] = sizes(total, shares);
    let first = cut(&corpus.documents, train);
    let second = cut(&corpus.documents, train + validation);
    let mut parts = [vec![], vec![], vec![]];
    for (document, text) in corpus.documents.iter().map(|document| document.text.as_str()).enumerate() {
        let [first, second] = [first, second].map(|place| within(place, document, text.len()));
        let borders = [0, first, second, text.len()];
        for (part, border) in parts.iter_mut().zip(borders.windows(2)) {
            if border[0] < border[1] {
                part.push(Span { document, start: border[0], end: border[1] });
            }
        }
    }
    let empty = (0..3).find(|&part| parts[part].is_empty() && (is_some(shares[part])));
    empty.map_or_else(|| Ok(CorpusSplit::from_parts(parts)), |part| Err(too_short(corpus, total, part)))
}

/// A place in the corpus: document and byte.
type Place = (usize, usize);

/// Where to cut at about `target` bytes of all.
fn cut(documents: &[Document], target: usize) -> Place {
    let mut before = 0;
    for (index, document) in documents.iter().enumerate() {
        let length = document.text.len();
        if target < before + length {
            return (index, cut_within(document, target - before));
        }
        before += length;
    }
    (documents.len(), 0)
}

fn cut_within(document: &Document, target: usize) -> usize {
    let text = &document.text;
    if target == 0 || document.prompt > 0 {
        return if target * 2 < text.len() { 0 } else { text.len() };
    }
    let (before, at) = (text.floor_char_boundary(target - 1), text.ceil_char_boundary(target));
    let near = &text[before..text.ceil_char_boundary(at + NEAR)];
    let after = |end: fn(char) -> bool| near.find(end).map(|found| text.ceil_char_boundary(before + found + 1));
    let inside = |place: &usize| *place < text.len();
    after(|c| c == '\n').filter(inside).or_else(|| after(char::is_whitespace).filter(inside)).unwrap_or(at)
}

/// The place as a byte of one document.
fn within((document, byte): Place, here: usize, length: usize) -> usize {
    match document.cmp(&here) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => byte,
        std::cmp::Ordering::Greater => length,
    }
}

fn too_few_documents(corpus: &Corpus, found: usize, wanted: usize) -> DataError {
    let found = if found == 1 { "1 document".to_owned() } else { format!("{found} different documents") };
    let message = format!("`{}` has {found}, too few to be divided into {wanted} parts.", corpus.file);
    let hint = "Divide the text by place instead, or say what separates its documents.";
    DataError::new(DataErrorKind::TooFewRows, &corpus.file, message, hint)
}

fn too_short(corpus: &Corpus, bytes: usize, part: usize) -> DataError {
    let part = ["training", "validation", "test"][part];
    let message = format!("`{}` has {bytes} bytes of text, too few to leave some for the {part}.", corpus.file);
    let hint = format!("Choose a longer text, or a larger share for the {part}.");
    DataError::new(DataErrorKind::TooFewRows, &corpus.file, message, hint)
}
