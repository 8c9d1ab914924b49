//! A tokenizer, and the text as its blocks.

use super::source::LoadedCorpus;
use crate::EngineError;
use crate::text::tokenizer_kind;
use stillroom_data::{Blocks, EncodedDocument, LanguageTokenizer, PackOptions, Packing, Span};
use stillroom_spec::TokenizerRecipe;

/// Everything that is read by models of one tokenizer.
pub(crate) struct Reader {
    pub(crate) tokenizer: LanguageTokenizer,
    /// Cut anew at the start of no epoch: a cache keeps blocks by their number.
    pub(crate) train: Exam,
    pub(crate) validation: Exam,
    pub(crate) test: Exam,
    /// How often each id is learnt in training.
    pub(crate) frequencies: Vec<u64>,
}

/// Blocks, and the bytes that their learnt tokens stand for.
pub(crate) struct Exam {
    pub(crate) blocks: Blocks,
    pub(crate) bytes: usize,
    pub(crate) documents: usize,
}

impl Reader {
    /// Cuts everything into blocks of `length` tokens.
    pub(crate) fn new(tokenizer: LanguageTokenizer, corpus: &LoadedCorpus, length: usize, seed: u64) -> Self {
        let exam = |spans: &[Span], overlap: usize, seed: Option<u64>| {
            let documents = tokenizer.encode_spans(&corpus.corpus, spans);
            // A document that fits a block is read whole; a longer one is judged with context before every token.
            let fits = documents.iter().all(|document| document.ids.len() <= length);
            let options = PackOptions {
                length,
                end_of_text: tokenizer.end_of_text(),
                padding: tokenizer.padding(),
                packing: if fits { Packing::Whole } else { Packing::Stream { overlap } },
                seed,
            };
            (frequencies(&documents, tokenizer.vocabulary()), Exam::new(&documents, options))
        };
        let (frequencies, train) = exam(&corpus.split.train, 0, Some(seed));
        let (_, validation) = exam(&corpus.split.validation, 0, None);
        // No token of the test is predicted from less than half a block, but for those that nothing precedes.
        let (_, test) = exam(&corpus.split.test, length / 2, None);
        Self { tokenizer, train, validation, test, frequencies }
    }

    pub(crate) fn vocabulary(&self) -> usize {
        self.tokenizer.vocabulary()
    }

    /// Bits per byte of the validation text by the frequency of each token in training alone, each seen once more.
    pub(crate) fn unigram_bits_per_byte(&self) -> f64 {
        let total: f64 = self.frequencies.iter().map(|&n| n as f64 + 1.0).sum();
        let batch = self.validation.batch(&(0..self.validation.blocks.count()).collect::<Vec<_>>());
        let learnt = batch.targets.iter().zip(&batch.mask).filter(|(_, mask)| **mask > 0.0);
        let nats: f64 = learnt.map(|(&id, _)| -((self.frequencies[id as usize] as f64 + 1.0) / total).ln()).sum();
        stillroom_eval::bits_per_byte(nats, self.validation.bytes)
    }
}

impl Exam {
    fn new(documents: &[EncodedDocument], options: PackOptions) -> Self {
        Self {
            blocks: Blocks::pack(documents, options),
            bytes: documents.iter().map(|document| document.learnt_bytes).sum(),
            documents: documents.len(),
        }
    }

    pub(crate) fn batch(&self, blocks: &[usize]) -> stillroom_data::BlockBatch {
        self.blocks.batch(blocks)
    }
}

/// A tokenizer that is trained on the training text.
pub(crate) fn trained(recipe: &TokenizerRecipe, corpus: &LoadedCorpus) -> Result<LanguageTokenizer, EngineError> {
    let texts: Vec<&str> = corpus.texts(&corpus.split.train).collect();
    Ok(LanguageTokenizer::train(&tokenizer_kind(recipe)?, &texts)?)
}

fn frequencies(documents: &[EncodedDocument], vocabulary: usize) -> Vec<u64> {
    let mut counts = vec![0; vocabulary];
    documents.iter().flat_map(|d| d.ids.iter().skip(d.learnt_from)).for_each(|&id| counts[id as usize] += 1);
    counts
}
