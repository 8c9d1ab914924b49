//! Documents in the parts of which a sample is made: one document may be larger than all that is kept.

use super::sample::ByteSample;
use crate::cut::parts;

/// Bytes of a part at most, some thousand tokens.
const MOST: usize = 16 * 1024;

/// A document, or some of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Ordinal of the document in the file.
    pub(super) document: usize,
    /// Ordinal of the part in the document.
    pub(super) place: usize,
    /// Whether the document ends with it.
    pub(super) last: bool,
    /// Line of the file on which it begins, from 1.
    pub(super) line: usize,
    /// Bytes of the prompt.
    pub(super) prompt: usize,
    pub(super) text: String,
}

/// Takes documents piece by piece, offers their parts to a sample, and counts.
pub(super) struct Cutter {
    pub(super) sample: ByteSample<Part>,
    /// Documents so far, the empty ones too.
    pub(super) read: usize,
    pub(super) empty: usize,
    pub(super) bytes: u64,
    most: usize,
    under_way: Part,
}

impl Cutter {
    pub(super) fn new(max_bytes: usize, seed: u64) -> Self {
        let sample = ByteSample::new(max_bytes, seed);
        let under_way = Part { document: 0, place: 0, last: false, line: 1, prompt: 0, text: String::new() };
        Self { sample, read: 0, empty: 0, bytes: 0, most: MOST.min(max_bytes), under_way }
    }

    /// Whether the document under way has no text so far.
    pub(super) fn is_empty(&self) -> bool {
        self.under_way.place == 0 && self.under_way.text.is_empty()
    }

    /// Goes on with the document under way by a text that begins on `line`.
    pub(super) fn push(&mut self, text: &str, line: usize) {
        for text in parts(text, self.most) {
            if !self.under_way.text.is_empty() && self.under_way.text.len() + text.len() > self.most {
                self.offer(false);
            }
            if self.under_way.text.is_empty() {
                self.under_way.line = line;
            }
            self.under_way.text.push_str(text);
            self.bytes += text.len() as u64;
        }
    }

    /// Ends the document under way.
    pub(super) fn end(&mut self) {
        if self.is_empty() {
            self.empty += 1;
        } else {
            self.offer(true);
        }
        self.read += 1;
        self.under_way.document = self.read;
        self.under_way.place = 0;
    }

    /// A document that is sampled as a whole or not at all; one without text is `None`.
    pub(super) fn whole(&mut self, line: usize, document: Option<(String, usize)>) {
        if let Some((text, prompt)) = document {
            self.bytes += text.len() as u64;
            self.under_way = Part { line, prompt, text, ..self.under_way.clone() };
        }
        self.end();
        self.under_way.prompt = 0;
    }

    fn offer(&mut self, last: bool) {
        let text = std::mem::take(&mut self.under_way.text);
        self.sample.offer(text.len(), Part { last, text, ..self.under_way.clone() });
        self.under_way.place += 1;
    }
}
