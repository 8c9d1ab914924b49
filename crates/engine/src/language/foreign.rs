//! A teacher of another tokenizer: what it says at the places where both cut the text.

use super::teachers::flat;
use burn::tensor::{Device, Int, Tensor, TensorData};
use std::collections::HashMap;
use stillroom_data::{BlockBatch, LanguageTokenizer};
use stillroom_models::{Decoder, DecoderInput};

/// A teacher and its tokenizer.
pub(crate) struct Foreigner<'a> {
    pub(crate) model: &'a Decoder,
    pub(crate) tokenizer: &'a LanguageTokenizer,
}

/// A teacher's hidden states, and which of them have read just as far as each of the student's tokens.
pub(crate) struct Aligned {
    /// `[teacher's tokens, width]`.
    pub(crate) hidden: Tensor<2>,
    pub(crate) model: Decoder,
    /// For each token of the student the teacher's; none where the teacher's token goes on.
    pub(crate) beside: Vec<Option<usize>>,
}

/// A stretch of a batch's row that is one document.
struct Stretch {
    /// Place of its first token among the batch's.
    first: usize,
    /// Bytes read after each token.
    ends: Vec<usize>,
    text: Vec<u8>,
}

impl Foreigner<'_> {
    /// Reads a batch as the teacher cuts it.
    pub(crate) fn read(&self, batch: &BlockBatch, own: &LanguageTokenizer, device: &Device) -> Aligned {
        let stretches = stretches(batch, own);
        let read: Vec<(Vec<u32>, HashMap<usize, usize>)> = stretches.iter().map(|s| self.encode(s)).collect();
        let length = read.iter().map(|(ids, _)| ids.len()).max().unwrap_or(0).max(1);
        let mut beside = vec![None; batch.ids.len()];
        for (row, (stretch, (_, by_end))) in stretches.iter().zip(&read).enumerate() {
            for (at, end) in stretch.ends.iter().enumerate() {
                beside[stretch.first + at] = by_end.get(end).map(|token| row * length + token);
            }
        }
        let ids: Vec<i32> = read.iter().flat_map(|(ids, _)| padded(ids, length)).collect();
        let ids = Tensor::<2, Int>::from_data(TensorData::new(ids, [read.len(), length]), device);
        Aligned { hidden: flat(self.model.hidden(&DecoderInput::new(ids))), model: self.model.clone(), beside }
    }

    /// Ids, and by the bytes read so far the token that ends there.
    fn encode(&self, stretch: &Stretch) -> (Vec<u32>, HashMap<usize, usize>) {
        let (start, text) = whole_letters(&stretch.text);
        let mut encoded = self.tokenizer.encode_with_ends(text);
        encoded.ids.truncate(self.model.recipe().context);
        let ends = encoded.ends.iter().take(encoded.ids.len()).enumerate();
        (encoded.ids.clone(), ends.map(|(token, end)| (start + end, token)).collect())
    }
}

impl Aligned {
    /// Logits beside some of the student's tokens; of the first token where there is nothing beside.
    pub(crate) fn logits(&self, rows: &std::ops::Range<usize>) -> Tensor<2> {
        let places: Vec<i32> = self.beside[rows.clone()].iter().map(|place| place.unwrap_or(0) as i32).collect();
        let places = Tensor::<1, Int>::from_data(TensorData::new(places, [rows.len()]), &self.hidden.device());
        self.model.head(self.hidden.clone().select(0, places))
    }

    /// 1 where there is something beside `[rows]`.
    pub(crate) fn matched(&self, rows: &std::ops::Range<usize>) -> Tensor<1> {
        let values: Vec<f32> = self.beside[rows.clone()].iter().map(|p| f32::from(u8::from(p.is_some()))).collect();
        Tensor::from_data(TensorData::new(values, [rows.len()]), &self.hidden.device())
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
            all.push(Stretch { first: place, ends: Vec::new(), text: Vec::new() });
        }
        if let Some(last) = all.last_mut() {
            last.text.extend(own.token(id.cast_unsigned()));
            last.ends.push(last.text.len());
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

fn padded(ids: &[u32], length: usize) -> impl Iterator<Item = i32> {
    ids.iter().map(|&id| id.cast_signed()).chain(std::iter::repeat(0)).take(length)
}
