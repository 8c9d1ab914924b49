//! Documents to ids, with what of them is learnt.

use super::{Corpus, Span};
use crate::LanguageTokenizer;

/// Ids of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EncodedDocument {
    /// `[tokens]`, without the end of text.
    pub ids: Vec<u32>,
    /// The first token that is learnt: that after the prompt, and never the first of all, which nothing precedes.
    pub learnt_from: usize,
    /// Bytes of the learnt tokens: what their likelihood is divided by for bits per byte.
    pub learnt_bytes: usize,
}

impl LanguageTokenizer {
    /// Ids of a text whose first `prompt` bytes are not learnt. Prompt and rest are encoded apart, as they are when the
    /// rest is written by a model: no token is of both. A prompt that ends within a character ends before it.
    pub fn encode_document(&self, text: &str, prompt: usize) -> EncodedDocument {
        let (prompt, rest) = text.split_at(text.floor_char_boundary(prompt));
        let mut encoded = self.encode_with_ends(prompt);
        let prompt_tokens = encoded.ids.len();
        let after = self.encode_with_ends(rest);
        encoded.ids.extend(after.ids);
        encoded.ends.extend(after.ends.iter().map(|end| prompt.len() + end));
        let learnt_from = prompt_tokens.max(1);
        let learnt_bytes = text.len() - encoded.ends.get(learnt_from - 1).copied().unwrap_or(text.len());
        EncodedDocument { ids: encoded.ids, learnt_from, learnt_bytes }
    }

    /// Ids of each span of a corpus, in order.
    pub fn encode_spans(&self, corpus: &Corpus, spans: &[Span]) -> Vec<EncodedDocument> {
        spans.iter().map(|span| self.encode_document(corpus.text(span), corpus.prompt(span))).collect()
    }
}
