//! Documents to blocks of one length, and blocks to batches.

use super::EncodedDocument;
use crate::random::{generator, shuffle};

/// Purpose of the generator.
const PACKING: u64 = 5;

/// How documents are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// One after the other without a gap, cut wherever a block ends. Nothing is padded but the last block.
    Stream {
        /// Tokens that a block repeats of the one before it, below the length; they are context there and learnt once.
        /// 0 to train; more to judge a long text, so that no token is predicted from almost nothing.
        overlap: usize,
    },
    /// A document that fits a block is never cut: it begins in the next one where the rest of a block is too short.
    Whole,
}

/// How documents become blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackOptions {
    /// Tokens that a block reads, and as many that it predicts; at least 1.
    pub length: usize,
    /// The id after each document: learnt after its last token, and read, but nothing is predicted from it.
    pub end_of_text: u32,
    /// The id that fills up.
    pub padding: u32,
    /// How documents are laid out.
    pub packing: Packing,
    /// Shuffles the documents; `None` keeps their order, as for a test.
    pub seed: Option<u64>,
}

/// Documents as one row of tokens, cut into blocks of one length.
///
/// Position `i` of a block reads token `i` and predicts token `i + 1`. Every token of every document and the end of
/// text after it is learnt in exactly one position of one block, except the document's first token and its prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocks {
    options: PackOptions,
    /// `[tokens]`, with an end of text after each document, and with padding.
    ids: Vec<u32>,
    /// `[tokens]`, the document's index plus 1; 0 is padding.
    segments: Vec<u32>,
    /// `[tokens]`, whether it is learnt.
    learnt: Vec<bool>,
}

/// Blocks as a network reads them, row-major `[rows, length]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BlockBatch {
    /// What is read.
    pub ids: Vec<i32>,
    /// What follows each of `ids`.
    pub targets: Vec<i32>,
    /// 1 where the target is learnt; 0 for padding, prompts, the first token of a document and what an overlap repeats.
    pub mask: Vec<f32>,
    /// The document's index plus 1, 0 for padding: a position sees those before it with the same number, no others.
    pub segments: Vec<i32>,
    /// How far each position is from the first of its document in this block.
    pub positions: Vec<i32>,
    /// Number of blocks.
    pub rows: usize,
    /// Tokens of each block.
    pub length: usize,
    /// Targets that are learnt: the sum of `mask`.
    pub learnt: usize,
}

impl Blocks {
    /// Lays out documents. The same documents, options and seed give the same blocks on every host.
    pub fn pack(documents: &[EncodedDocument], options: PackOptions) -> Self {
        let length = options.length.max(1);
        let mut blocks =
            Self { options: PackOptions { length, ..options }, ids: vec![], segments: vec![], learnt: vec![] };
        let mut order: Vec<usize> = (0..documents.len()).filter(|&i| !documents[i].ids.is_empty()).collect();
        if let Some(seed) = options.seed {
            shuffle(&mut order, &mut generator(seed, PACKING));
        }
        for index in order {
            blocks.fill_up_for(&documents[index]);
            blocks.append(index, &documents[index]);
        }
        blocks
    }

    /// Pads the block under way where the document would be cut though it fits the next one.
    fn fill_up_for(&mut self, document: &EncodedDocument) {
        let length = self.options.length;
        let room = length - self.ids.len() % length;
        let is_cut = document.ids.len() > room && document.ids.len() <= length;
        if self.options.packing == Packing::Whole && is_cut {
            self.push(self.options.padding, 0, false, room);
        }
    }

    fn append(&mut self, index: usize, document: &EncodedDocument) {
        let segment = index as u32 + 1;
        for (place, &id) in document.ids.iter().enumerate() {
            self.push(id, segment, place >= document.learnt_from.max(1), 1);
        }
        self.push(self.options.end_of_text, segment, true, 1);
    }

    fn push(&mut self, id: u32, segment: u32, learnt: bool, times: usize) {
        self.ids.extend(std::iter::repeat_n(id, times));
        self.segments.extend(std::iter::repeat_n(segment, times));
        self.learnt.extend(std::iter::repeat_n(learnt, times));
    }

    /// Number of blocks.
    pub fn count(&self) -> usize {
        // The last token is read by no one: nothing follows it.
        let read = self.ids.len().saturating_sub(1);
        let beyond_the_first = read.saturating_sub(self.options.length);
        usize::from(read > 0) + beyond_the_first.div_ceil(self.stride())
    }

    /// Targets that are learnt in all blocks together.
    pub fn learnt(&self) -> usize {
        self.learnt.iter().filter(|&&learnt| learnt).count()
    }

    /// Positions of all blocks that are padding.
    pub fn padding(&self) -> usize {
        let starts = (0..self.count()).map(|block| block * self.stride());
        starts.flat_map(|start| start..start + self.options.length).filter(|&place| self.segment(place) == 0).count()
    }

    fn overlap(&self) -> usize {
        match self.options.packing {
            Packing::Stream { overlap } => overlap.min(self.options.length - 1),
            Packing::Whole => 0,
        }
    }

    fn stride(&self) -> usize {
        self.options.length - self.overlap()
    }

    /// Some blocks, by number; one beyond the last is all padding.
    pub fn batch(&self, blocks: &[usize]) -> BlockBatch {
        let length = self.options.length;
        let mut batch = BlockBatch { rows: blocks.len(), length, ..BlockBatch::default() };
        for &block in blocks {
            let start = block * self.stride();
            let context = if block == 0 { 0 } else { self.overlap() };
            (0..length).for_each(|place| self.position(start, place, place >= context, &mut batch));
        }
        batch.learnt = batch.mask.iter().filter(|&&weight| weight > 0.0).count();
        batch
    }

    /// Appends the position `place` of the block that begins at `start`.
    fn position(&self, start: usize, place: usize, is_new: bool, batch: &mut BlockBatch) {
        let here = start + place;
        let segment = self.segment(here);
        let learnt = is_new && segment > 0 && segment == self.segment(here + 1) && self.learnt[here + 1];
        let goes_on = place > 0 && segment == self.segment(here - 1);
        let before = if goes_on { batch.positions[batch.positions.len() - 1] + 1 } else { 0 };
        batch.ids.push(self.id(here));
        batch.targets.push(self.id(here + 1));
        batch.mask.push(f32::from(u8::from(learnt)));
        batch.segments.push(segment.cast_signed());
        batch.positions.push(before);
    }

    fn id(&self, place: usize) -> i32 {
        self.ids.get(place).copied().unwrap_or(self.options.padding).cast_signed()
    }

    fn segment(&self, place: usize) -> u32 {
        self.segments.get(place).copied().unwrap_or(0)
    }
}
