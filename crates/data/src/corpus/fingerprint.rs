use super::{Corpus, CorpusSplit, Span};
use crate::fingerprint::{END_OF_SPLIT, END_OF_TEXT};
use crate::fnv::{OFFSET_64, fnv64};

/// FNV-1a 64 over the texts of train, validation and test in order, as 16 hexadecimal digits: two hosts with the same
/// fingerprint trained and tested on the same texts.
pub fn corpus_fingerprint(corpus: &Corpus, split: &CorpusSplit) -> String {
    let text = |hash, span: &Span| fnv64(fnv64(hash, corpus.text(span).as_bytes()), &[END_OF_TEXT]);
    let part = |hash, part: &[Span]| fnv64(part.iter().fold(hash, text), &[END_OF_SPLIT]);
    format!("{:016x}", split.parts().into_iter().fold(OFFSET_64, part))
}
