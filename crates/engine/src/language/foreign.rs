//! A teacher of another tokenizer: the spans of the text that tokens of both cover alone, and what it says of them.

use super::teachers::flat;
use burn::tensor::{Device, Int, Tensor, TensorData};
use std::ops::Range;
use stillroom_data::{BlockBatch, LanguageTokenizer, align};
use stillroom_models::{Decoder, DecoderInput};
use stillroom_objectives::{Followed, Span};
use stillroom_spec::AlignmentReport;

/// A teacher and its tokenizer.
pub(crate) struct Foreigner<'a> {
    pub(crate) model: &'a Decoder,
    pub(crate) tokenizer: &'a LanguageTokenizer,
}

/// A teacher's hidden states, and the spans of which both sides predict every token.
pub(crate) struct Aligned {
    /// `[teacher's tokens, width]`.
    hidden: Tensor<2>,
    model: Decoder,
    /// What follows each of the teacher's tokens.
    next: Vec<u32>,
    /// What follows each of the student's tokens.
    own_next: Vec<usize>,
    /// In the order of the student's tokens.
    spans: Vec<Span>,
}

/// What is compared within some rows of the student.
pub(crate) struct Beside {
    pub(crate) teacher: Followed,
    /// What follows each of the rows.
    pub(crate) next: Vec<usize>,
    pub(crate) spans: Vec<Span>,
}

/// Learnt tokens, and those of them that were compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Compared {
    learnt: usize,
    matched: usize,
    paired: usize,
}

/// A stretch of a batch's row that is one document, and the token after it.
struct Stretch {
    /// Place of its first token among the batch's.
    first: usize,
    tokens: Vec<Token>,
    text: Vec<u8>,
}

struct Token {
    /// Bytes read after it.
    end: usize,
    learnt: bool,
    is_end_of_text: bool,
}

impl Foreigner<'_> {
    /// Reads a batch as the teacher cuts it.
    pub(crate) fn read(&self, batch: &BlockBatch, own: &LanguageTokenizer, device: &Device) -> Aligned {
        let stretches = stretches(batch, own);
        let cut: Vec<(Vec<u32>, Vec<usize>)> = stretches.iter().map(|stretch| self.encode(stretch)).collect();
        // The last token is predicted and not read.
        let length = cut.iter().map(|(ids, _)| ids.len()).max().unwrap_or(0).saturating_sub(1).max(1);
        let rows = cut.iter().zip(&stretches).enumerate();
        let spans = rows.flat_map(|(row, ((_, ends), stretch))| stretch.spans(ends, row * length)).collect();
        let row = |from: usize| cut.iter().flat_map(move |(ids, _)| padded(ids, from, length));
        let ids: Vec<i32> = row(0).map(u32::cast_signed).collect();
        let ids = Tensor::<2, Int>::from_data(TensorData::new(ids, [cut.len(), length]), device);
        let hidden = flat(self.model.hidden(&DecoderInput::new(ids)));
        let own_next = batch.targets.iter().map(|&id| id.cast_unsigned() as usize).collect();
        Aligned { hidden, model: self.model.clone(), next: row(1).collect(), own_next, spans }
    }

    /// Ids, and the bytes of the stretch that are read after each.
    fn encode(&self, stretch: &Stretch) -> (Vec<u32>, Vec<usize>) {
        let (start, text) = whole_letters(&stretch.text);
        let mut encoded = self.tokenizer.encode_with_ends(text);
        if stretch.tokens.last().is_some_and(|last| last.is_end_of_text) {
            encoded.ids.push(self.tokenizer.end_of_text());
            encoded.ends.push(text.len());
        }
        let most = self.model.recipe().context + 1;
        encoded.ids.truncate(most);
        (encoded.ids, encoded.ends.iter().take(most).map(|end| start + end).collect())
    }
}

impl Stretch {
    /// Spans that can be compared, as rows of the whole batch: both sides have read what is before them, and the student
    /// learns all of their tokens. `ends` are those of the teacher's tokens, whose first is read at `row`.
    fn spans(&self, ends: &[usize], row: usize) -> Vec<Span> {
        let own: Vec<usize> = self.tokens.iter().map(|token| token.end).collect();
        let groups = align(ends, &own).groups.into_iter();
        // A token is predicted one row before it is read.
        let before = |tokens: &Range<usize>, first: usize| first + tokens.start - 1..first + tokens.end - 1;
        groups
            .filter(|group| group.teacher.start > 0 && group.student.start > 0)
            .filter(|group| self.tokens[group.student.clone()].iter().all(|token| token.learnt))
            .map(|group| Span { teacher: before(&group.teacher, row), student: before(&group.student, self.first) })
            .collect()
    }

    fn push(&mut self, id: i32, learnt: bool, own: &LanguageTokenizer) {
        let id = id.cast_unsigned();
        self.text.extend(own.token(id));
        self.tokens.push(Token { end: self.text.len(), learnt, is_end_of_text: id == own.end_of_text() });
    }
}

impl Aligned {
    /// The spans within some of the student's rows, by rows of what the teacher says of them.
    pub(crate) fn within(&self, rows: &Range<usize>) -> Beside {
        let inside = self.spans.iter().filter(|span| rows.start <= span.student.start && span.student.end <= rows.end);
        let (mut places, mut spans) = (Vec::new(), Vec::new());
        for span in inside {
            let start = places.len();
            places.extend(span.teacher.clone());
            let student = span.student.start - rows.start..span.student.end - rows.start;
            spans.push(Span { teacher: start..places.len(), student });
        }
        if places.is_empty() {
            // No tensor is without a row.
            places.push(0);
        }
        Beside { teacher: self.at(&places), next: self.own_next[rows.clone()].to_vec(), spans }
    }

    fn at(&self, places: &[usize]) -> Followed {
        let next = places.iter().map(|&place| self.next[place] as usize).collect();
        let rows: Vec<i32> = places.iter().map(|&place| place as i32).collect();
        let rows = Tensor::<1, Int>::from_data(TensorData::new(rows, [places.len()]), &self.hidden.device());
        Followed { logits: self.model.head(self.hidden.clone().select(0, rows)), next }
    }

    /// `tokens` rows in chunks of about `chunk`, of which none ends within a span.
    pub(crate) fn chunks(&self, tokens: usize, chunk: usize) -> Vec<Range<usize>> {
        let mut chunks: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        while start < tokens {
            let end = (start + chunk.max(1)).min(tokens);
            let cut = self.spans.iter().map(|span| &span.student).find(|rows| rows.start < end && end < rows.end);
            let end = cut.map_or(end, |rows| if rows.start > start { rows.start } else { rows.end });
            chunks.push(start..end);
            start = end;
        }
        chunks
    }

    /// How much of a batch is compared.
    pub(crate) fn compared(&self, batch: &BlockBatch) -> Compared {
        let rows = |spans: &mut dyn Iterator<Item = &Span>| spans.map(|span| span.student.len()).sum();
        let is_pair = |span: &&Span| span.teacher.len() == 1 && span.student.len() == 1;
        Compared {
            learnt: batch.learnt,
            matched: rows(&mut self.spans.iter()),
            paired: rows(&mut self.spans.iter().filter(is_pair)),
        }
    }
}

impl Compared {
    pub(crate) fn add(&mut self, other: Self) {
        self.learnt += other.learnt;
        self.matched += other.matched;
        self.paired += other.paired;
    }

    /// None where nothing was to be compared.
    pub(crate) fn report(self) -> Option<AlignmentReport> {
        let share = |part: usize| part as f64 / self.learnt as f64;
        let (compared, paired) = (share(self.matched), share(self.paired));
        (self.learnt > 0).then_some(AlignmentReport { tokens: self.learnt, compared, paired })
    }
}

fn stretches(batch: &BlockBatch, own: &LanguageTokenizer) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for (place, (&id, &segment)) in batch.ids.iter().zip(&batch.segments).enumerate() {
        let goes_on = place % batch.length > 0 && batch.segments[place - 1] == segment;
        if segment == 0 {
            continue;
        }
        if !goes_on {
            all.push(Stretch { first: place, tokens: Vec::new(), text: Vec::new() });
        }
        let Some(stretch) = all.last_mut() else { continue };
        stretch.push(id, goes_on && batch.mask[place - 1] > 0.0, own);
        // What follows the row is of the same document where it is learnt.
        if (place + 1) % batch.length == 0 && batch.mask[place] > 0.0 {
            stretch.push(batch.targets[place], true, own);
        }
    }
    all
}

/// Where the first whole letter begins, and the text up to the last: a block may begin and end within one.
fn whole_letters(bytes: &[u8]) -> (usize, &str) {
    let start = bytes.iter().position(|byte| byte & 0xc0 != 0x80).unwrap_or(bytes.len());
    let rest = &bytes[start..];
    let end = std::str::from_utf8(rest).map_or_else(|e| e.valid_up_to(), str::len);
    (start, std::str::from_utf8(&rest[..end]).unwrap_or_default())
}

/// `length` ids from one on, filled up with 0.
fn padded(ids: &[u32], from: usize, length: usize) -> impl Iterator<Item = u32> {
    ids.iter().skip(from).copied().chain(std::iter::repeat(0)).take(length)
}
