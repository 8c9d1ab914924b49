//! From a batch to gradients: all terms, a few tokens at a time where the logits of all would be too many.

use super::batch::TokenBatch;
use super::features::Features;
use super::foreign::Beside;
use super::pupil::Pupil;
use super::teachers::{Panel, Teaching, flat};
use crate::EngineError;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};
use std::ops::Range;
use stillroom_models::DecoderTrace;
use stillroom_objectives::{
    Followed, Inputs, Loss, ObjectiveError, chunked_at, hard, per_valid_row, top_k_kl, uld, uld_spans, window_mean,
};
use stillroom_spec::{Author, Objective, WeightedObjective};

/// A batch to learn from.
pub(crate) struct Exercise<'a> {
    pub(crate) pupil: &'a Pupil,
    pub(crate) batch: &'a TokenBatch,
    pub(crate) teaching: &'a Teaching,
    /// Asked anew by the terms that look inside.
    pub(crate) panel: &'a Panel,
    pub(crate) terms: &'a [WeightedObjective],
    /// Tokens that the whole window learns: what every sum is divided by.
    pub(crate) valid: usize,
    /// Tokens whose logits are held at once.
    pub(crate) chunk: Option<usize>,
    /// Who wrote the batch; nobody if it is the corpus's.
    pub(crate) author: Option<Author>,
}

/// Gradients of a batch, and each term without its weight `[1]`.
pub(crate) struct Learned {
    pub(crate) gradients: GradientsParams,
    pub(crate) parts: Vec<Tensor<1>>,
}

/// Forward and backward of a batch of the corpus, outside any run.
pub(crate) async fn learn(
    pupil: &Pupil,
    batch: &TokenBatch,
    panel: &Panel,
    terms: &[WeightedObjective],
) -> Result<Learned, EngineError> {
    let teaching = panel.ask(batch);
    let valid = batch.tokens();
    let exercise = Exercise { pupil, batch, teaching: &teaching, panel, terms, valid, chunk: None, author: None };
    exercise.backward().await
}

impl Exercise<'_> {
    /// Forward and backward.
    pub(crate) async fn backward(&self) -> Result<Learned, EngineError> {
        if !self.terms.iter().any(|term| term.objective.looks_inside()) {
            let hidden = flat(self.pupil.decoder.hidden(&self.batch.input));
            return self.go_back(hidden, Vec::new()).await;
        }
        let student = self.pupil.decoder.trace(&self.batch.input);
        let teacher =
            self.panel.trace(self.batch).ok_or(EngineError::State("a term looks into a teacher, and there is none"))?;
        let inner = self.inner_parts(&student, &teacher)?;
        let last = student.hidden[student.hidden.len() - 1].clone();
        self.go_back(flat(last), inner).await
    }

    /// The terms that look inside, by their place.
    fn inner_parts(
        &self,
        student: &DecoderTrace,
        teacher: &DecoderTrace,
    ) -> Result<Vec<(usize, Tensor<1>)>, EngineError> {
        let features = Features { student, teacher, batch: self.batch };
        let mut projections = self.pupil.projections.as_slice();
        let mut parts = Vec::new();
        for (place, term) in self.terms.iter().enumerate() {
            if let Some(rows) = features.per_token(&term.objective, &mut projections)? {
                parts.push((place, window_mean(rows, Some(self.batch.mask.clone()), self.valid)));
            }
        }
        Ok(parts)
    }

    async fn go_back(&self, hidden: Tensor<2>, inner: Vec<(usize, Tensor<1>)>) -> Result<Learned, EngineError> {
        let weighted = |(place, part): &(usize, Tensor<1>)| part.clone().mul_scalar(self.terms[*place].weight);
        let inside = inner.iter().map(weighted).reduce(|a, b| a + b);
        let tokens = self.batch.tokens();
        let (gradients, loss) = match self.chunk.filter(|&chunk| chunk < tokens) {
            None => {
                let loss = self.loss(hidden, 0..tokens).await?;
                let total = inside.map_or(loss.total.clone(), |inside| loss.total.clone() + inside);
                (GradientsParams::from_grads(total.backward(), self.pupil), loss)
            }
            Some(chunk) => {
                let chunks = self.teaching.chunks(tokens, chunk);
                let loss = async |part, rows| self.loss(part, rows).await;
                let mut done = chunked_at(hidden, self.pupil, chunks, loss).await?;
                let loss = done.loss.clone();
                done.surrogate = inside.map_or(done.surrogate.clone(), |inside| done.surrogate.clone() + inside);
                (done.backward(self.pupil), loss)
            }
        };
        Ok(Learned { gradients, parts: in_order(loss.parts, inner) })
    }

    /// The terms on logits, of some tokens; a term that looks inside is 0 here.
    async fn loss(&self, hidden: Tensor<2>, rows: Range<usize>) -> Result<Loss, EngineError> {
        let logits = self.pupil.decoder.head(hidden);
        let mask = cut(&self.batch.mask, &rows);
        let mut loss = Loss { total: zero(&logits.device()), parts: Vec::with_capacity(self.terms.len()) };
        for term in self.terms {
            let part = match self.per_token(&term.objective, &logits, &mask, &rows).await? {
                Some(tokens) => window_mean(tokens, Some(mask.clone()), self.valid),
                None => zero(&logits.device()),
            };
            loss.total = loss.total + part.clone().mul_scalar(term.weight);
            loss.parts.push(part.detach());
        }
        Ok(loss)
    }

    /// Loss of each token; none where the term has nothing to say about this batch.
    async fn per_token(
        &self,
        objective: &Objective,
        logits: &Tensor<2>,
        mask: &Tensor<1>,
        rows: &Range<usize>,
    ) -> Result<Option<Tensor<1>>, EngineError> {
        let labels = || {
            let targets = &self.batch.targets;
            if rows.len() == self.batch.tokens() {
                targets.clone()
            } else {
                targets.clone().narrow(0, rows.start, rows.len())
            }
        };
        let temperature = objective.temperature().unwrap_or(1.0);
        let teacher = || self.teaching.logits(rows, temperature);
        match objective {
            _ if objective.looks_inside() => Ok(None),
            // What the student wrote itself is no label.
            Objective::Hard {} if self.author.is_some() => Ok(None),
            Objective::SequenceLevel {} if self.author != Some(Author::Teacher) => Ok(None),
            Objective::Hard {} | Objective::SequenceLevel {} => Ok(Some(hard(logits.clone(), labels()))),
            Objective::Uld { .. } => match teacher() {
                Some(teacher) => Ok(Some(uld(teacher, logits.clone(), temperature).await?)),
                None => Ok(Some(self.spans(logits.clone(), rows, temperature).await?)),
            },
            Objective::ForwardKl { temperature } if let Some(kept) = self.teaching.kept(rows) => {
                Ok(Some(top_k_kl(&kept, logits.clone(), *temperature)))
            }
            _ => {
                let inputs = Inputs { student: logits.clone(), teacher: teacher(), labels: labels() };
                Ok(Some(per_valid_row(objective, &inputs, Some(mask))?))
            }
        }
    }
}

impl Exercise<'_> {
    /// Loss of the spans that a teacher of another tokenizer is compared on.
    async fn spans(
        &self,
        logits: Tensor<2>,
        rows: &Range<usize>,
        temperature: f64,
    ) -> Result<Tensor<1>, ObjectiveError> {
        let Beside { teacher, next, spans } =
            self.teaching.beside(rows).ok_or(ObjectiveError::MissingTeacher("uld"))?;
        uld_spans(&teacher, &Followed { logits, next }, &spans, temperature).await
    }
}

/// Parts of logits with those of the inside in their places.
fn in_order(mut parts: Vec<Tensor<1>>, inner: Vec<(usize, Tensor<1>)>) -> Vec<Tensor<1>> {
    for (place, part) in inner {
        if let Some(slot) = parts.get_mut(place) {
            *slot = part.detach();
        }
    }
    parts
}

fn cut(mask: &Tensor<1>, rows: &Range<usize>) -> Tensor<1> {
    if mask.dims()[0] == rows.len() { mask.clone() } else { mask.clone().narrow(0, rows.start, rows.len()) }
}

fn zero(device: &Device) -> Tensor<1> {
    Tensor::zeros([1], device)
}
