//! A loss over many tokens without the logits of all of them at once.

use crate::Loss;
use burn::module::Module;
use burn::optim::{GradientsAccumulator, GradientsParams};
use burn::tensor::Tensor;
use std::ops::Range;

/// A loss that has gone back as far as the hidden states.
#[derive(Debug)]
pub struct Chunked {
    /// Goes on through the body: its gradient at the hidden states is the loss's, its value means nothing `[1]`.
    pub surrogate: Tensor<1>,
    /// The loss and its parts, summed over chunks, without a gradient; no part if there is no token.
    pub loss: Loss,
    /// What the chunks have already given the parameters between hidden states and loss.
    pub head: GradientsParams,
}

impl Chunked {
    /// Goes back through the body and adds the head's gradients: those of the whole model, tied weights included.
    ///
    /// A loss on the hidden states themselves joins by being added to `surrogate` first.
    pub fn backward<M: Module>(self, model: &M) -> GradientsParams {
        let body = GradientsParams::from_grads(self.surrogate.backward(), model);
        sum(model, self.head, body)
    }
}

/// Takes hidden states to a loss a few tokens at a time, so that one chunk of logits lives at once.
///
/// Each chunk's hidden states are cut off the body, `loss` makes logits and a loss of them, and that goes back at once:
/// to the parameters of `head` and to the chunk. What arrives at the hidden states is kept, `[tokens, width]` in all,
/// and multiplied with them is the surrogate that continues through the body. This is exact: gradients add up.
///
/// `loss` is handed a chunk `[tokens, width]` and the rows that it is; it cuts labels, mask and teacher accordingly (or
/// computes the teacher's logits there and then) and must divide by the valid tokens of the whole window, as
/// [`weighted`](crate::weighted) does. It may wait, as [`uld`](crate::uld) does. `dist` sees a chunk as its batch.
///
/// # Shapes
/// `hidden`: `[tokens, width]`, on an autodiff device; `chunk`: tokens at once, at least 1.
///
/// # Errors
/// Whatever `loss` refuses.
pub async fn chunked<M: Module, E>(
    hidden: Tensor<2>,
    head: &M,
    chunk: usize,
    loss: impl AsyncFnMut(Tensor<2>, Range<usize>) -> Result<Loss, E>,
) -> Result<Chunked, E> {
    let [tokens, _] = hidden.dims();
    let rows = |start: usize| start..tokens.min(start + chunk.max(1));
    chunked_at(hidden, head, (0..tokens).step_by(chunk.max(1)).map(rows), loss).await
}

/// [`chunked`] with chunks of any sizes, for a loss of rows that belong together; `chunks` are all rows in their order.
///
/// # Errors
/// Whatever `loss` refuses.
pub async fn chunked_at<M: Module, E>(
    hidden: Tensor<2>,
    head: &M,
    chunks: impl IntoIterator<Item = Range<usize>>,
    mut loss: impl AsyncFnMut(Tensor<2>, Range<usize>) -> Result<Loss, E>,
) -> Result<Chunked, E> {
    let mut so_far = SoFar { head, loss: None, gradients: GradientsParams::new(), at_hidden: Vec::new() };
    for rows in chunks {
        let cut_off = leaf(&hidden, &rows);
        let new = loss(cut_off.clone(), rows).await?;
        so_far.add(&cut_off, new);
    }
    Ok(so_far.finish(hidden))
}

struct SoFar<'a, M> {
    head: &'a M,
    loss: Option<Loss>,
    gradients: GradientsParams,
    at_hidden: Vec<Tensor<2>>,
}

impl<M: Module> SoFar<'_, M> {
    /// Goes back through a chunk; its logits are gone afterwards.
    fn add(&mut self, cut_off: &Tensor<2>, new: Loss) {
        let mut gradients = new.total.backward();
        let at_hidden = cut_off.grad_remove(&mut gradients);
        self.at_hidden.push(at_hidden.unwrap_or_else(|| cut_off.clone().inner().zeros_like()));
        let of_head = GradientsParams::from_module(&mut gradients, self.head);
        self.gradients = sum(self.head, std::mem::take(&mut self.gradients), of_head);
        let new = constant(new);
        self.loss = Some(match self.loss.take() {
            None => new,
            Some(old) => added(old, new),
        });
    }

    fn finish(self, hidden: Tensor<2>) -> Chunked {
        let device = hidden.device().inner();
        let nothing = || Loss { total: Tensor::zeros([1], &device), parts: Vec::new() };
        let at_hidden = if self.at_hidden.is_empty() {
            Tensor::zeros(hidden.dims(), &device)
        } else {
            Tensor::cat(self.at_hidden, 0)
        };
        let surrogate = (hidden * at_hidden).sum();
        Chunked { surrogate, loss: self.loss.unwrap_or_else(nothing), head: self.gradients }
    }
}

/// Rows of the hidden states as a leaf of their own.
fn leaf(hidden: &Tensor<2>, rows: &Range<usize>) -> Tensor<2> {
    // A leaf stays one when detached; without this its slice could not become one.
    let constant = hidden.clone().detach().set_require_grad(false);
    constant.narrow(0, rows.start, rows.len()).detach().require_grad()
}

fn constant(loss: Loss) -> Loss {
    Loss { total: loss.total.inner(), parts: loss.parts.into_iter().map(Tensor::inner).collect() }
}

fn added(a: Loss, b: Loss) -> Loss {
    let parts = a.parts.into_iter().zip(b.parts).map(|(a, b)| a + b).collect();
    Loss { total: a.total + b.total, parts }
}

fn sum<M: Module>(module: &M, a: GradientsParams, b: GradientsParams) -> GradientsParams {
    let mut accumulator = GradientsAccumulator::new();
    accumulator.accumulate(module, a);
    accumulator.accumulate(module, b);
    accumulator.grads()
}
