//! The teachers together, and what they say of a batch.

use super::batch::TokenBatch;
use super::cache::Kept;
use super::foreign::{Aligned, Beside};
use burn::tensor::Tensor;
use std::ops::Range;
use stillroom_models::{Decoder, DecoderTrace};
use stillroom_objectives::{TopK, average_teachers};

/// Trained teachers of the student's tokenizer, each with its part in the average; without autodiff.
#[derive(Clone, Default)]
pub(crate) struct Panel {
    pub(crate) members: Vec<(f64, Decoder)>,
}

/// What the teachers say of one batch.
pub(crate) enum Teaching {
    /// There is nobody to ask.
    Nobody,
    /// Their hidden states `[tokens, width]`; logits follow a few tokens at a time.
    Live(Vec<(f64, Tensor<2>, Decoder)>),
    /// What was kept of them.
    Kept(Kept),
    /// One of another tokenizer, which has no logits over the student's ids.
    Foreign(Box<Aligned>),
}

impl Panel {
    /// Asks all of them about a batch.
    pub(crate) fn ask(&self, batch: &TokenBatch) -> Teaching {
        if self.members.is_empty() {
            return Teaching::Nobody;
        }
        let hidden = |model: &Decoder| flat(model.hidden(&batch.input));
        Teaching::Live(self.members.iter().map(|(weight, model)| (*weight, hidden(model), model.clone())).collect())
    }

    /// The first teacher's whole forward pass: hidden states and attention are of one network.
    pub(crate) fn trace(&self, batch: &TokenBatch) -> Option<DecoderTrace> {
        self.members.first().map(|(_, model)| model.trace(&batch.input))
    }
}

impl Teaching {
    /// Logits of some tokens whose softmax at `temperature` is the teachers' average there `[rows, vocabulary]`.
    pub(crate) fn logits(&self, rows: &Range<usize>, temperature: f64) -> Option<Tensor<2>> {
        match self {
            Self::Nobody | Self::Foreign(_) => None,
            Self::Live(members) => live(members, rows, temperature),
            Self::Kept(kept) => Some(kept.logits(rows)),
        }
    }

    /// The truncated distributions of some tokens, where that is all there is.
    pub(crate) fn kept(&self, rows: &Range<usize>) -> Option<TopK> {
        match self {
            Self::Kept(kept) => Some(kept.top_k(rows)),
            _ => None,
        }
    }

    /// What a teacher of another tokenizer can be asked about some tokens.
    pub(crate) fn beside(&self, rows: &Range<usize>) -> Option<Beside> {
        match self {
            Self::Foreign(aligned) => Some(aligned.within(rows)),
            _ => None,
        }
    }

    /// `tokens` rows in chunks of `chunk`; fewer or more where that would part what is compared as one.
    pub(crate) fn chunks(&self, tokens: usize, chunk: usize) -> Vec<Range<usize>> {
        match self {
            Self::Foreign(aligned) => aligned.chunks(tokens, chunk),
            _ => (0..tokens).step_by(chunk.max(1)).map(|start| start..tokens.min(start + chunk.max(1))).collect(),
        }
    }
}

fn live(members: &[(f64, Tensor<2>, Decoder)], rows: &Range<usize>, temperature: f64) -> Option<Tensor<2>> {
    let cut = |hidden: &Tensor<2>| {
        let whole = hidden.dims()[0] == rows.len();
        if whole { hidden.clone() } else { hidden.clone().narrow(0, rows.start, rows.len()) }
    };
    let said = |(weight, hidden, model): &(f64, Tensor<2>, Decoder)| (*weight, model.head(cut(hidden)));
    match members {
        [] => None,
        [one] => Some(said(one).1),
        all => average_teachers(&all.iter().map(said).collect::<Vec<_>>(), temperature),
    }
}

/// `[rows, length, width]` to `[tokens, width]`.
pub(crate) fn flat(hidden: Tensor<3>) -> Tensor<2> {
    let [rows, length, width] = hidden.dims();
    hidden.reshape([rows * length, width])
}
