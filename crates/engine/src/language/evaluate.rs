//! How well a decoder predicts a text it has not seen.

use super::batch::TokenBatch;
use super::reader::{Exam, Reader};
use super::teachers::Panel;
use crate::EngineError;
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor};
use stillroom_eval::{bits_per_byte, perplexity};
use stillroom_models::{Decoder, read_values};
use stillroom_spec::LanguageMetrics;

/// Logits held at once while a text is judged.
const LOGITS: usize = 1 << 22;

/// What is judged as one thing by the bootstrap: a document, or a block where there are too few documents.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Unit {
    pub(crate) nats: f64,
    pub(crate) bytes: f64,
}

/// Fewer documents than this say little by their number: blocks take their place.
const FEW_DOCUMENTS: usize = 20;

/// Sums over a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Judged {
    /// By document, or by block.
    pub(crate) units: Vec<Unit>,
    pub(crate) tokens: f64,
    pub(crate) nats: f64,
    pub(crate) right: f64,
    /// Tokens on which teacher and model agree, and the sum of their divergences; none without a teacher.
    pub(crate) beside_teacher: Option<(f64, f64)>,
}

/// Tokens of one batch: log-likelihood, whether it was the likeliest, agreement and divergence, `[tokens]` each.
struct Rows {
    values: Vec<f32>,
    count: usize,
}

/// Judges a model on a text; beside the teachers where these read the same ids.
pub(crate) async fn judge(
    model: &Decoder,
    panel: Option<&Panel>,
    (reader, exam): (&Reader, &Exam),
    device: &Device,
) -> Result<Judged, EngineError> {
    let blocks: Vec<usize> = (0..exam.blocks.count()).collect();
    let per_block = exam.batch(&[0]).length * model.vocabulary();
    let mut judged = Judged { beside_teacher: panel.map(|_| (0.0, 0.0)), ..Judged::default() };
    for some in blocks.chunks((LOGITS / per_block.max(1)).clamp(1, 64)) {
        let batch = exam.batch(some);
        let rows = rows(model, panel, &TokenBatch::new(&batch, device)).await?;
        judged.add(&rows, &batch, reader, exam.documents >= FEW_DOCUMENTS);
    }
    Ok(judged)
}

/// Judges the teachers' average.
pub(crate) async fn judge_panel(
    panel: &Panel,
    (reader, exam): (&Reader, &Exam),
    device: &Device,
) -> Result<Judged, EngineError> {
    let mut judged = Judged::default();
    for block in 0..exam.blocks.count() {
        let batch = exam.batch(&[block]);
        let on_device = TokenBatch::new(&batch, device);
        let logits = panel.ask(&on_device).logits(&(0..on_device.tokens()), 1.0);
        let logits = logits.ok_or(EngineError::State("there is no teacher"))?;
        let rows = rows_of(logits, None, &on_device).await?;
        judged.add(&rows, &batch, reader, exam.documents >= FEW_DOCUMENTS);
    }
    Ok(judged)
}

async fn rows(model: &Decoder, panel: Option<&Panel>, batch: &TokenBatch) -> Result<Rows, EngineError> {
    rows_of(super::teachers::flat(model.forward(&batch.input)), panel, batch).await
}

async fn rows_of(logits: Tensor<2>, panel: Option<&Panel>, batch: &TokenBatch) -> Result<Rows, EngineError> {
    let count = batch.tokens();
    let log_q = log_softmax(logits, 1);
    let likelihood = log_q.clone().gather(1, batch.targets.clone().reshape([count, 1])).reshape([count]);
    let likeliest = log_q.clone().argmax(1).reshape([count]);
    let right = likeliest.clone().equal(batch.targets.clone()).float();
    let mut columns = vec![likelihood, right];
    let teacher = panel.and_then(|panel| panel.ask(batch).logits(&(0..count), 1.0));
    if let Some(teacher) = teacher {
        columns.extend(beside(teacher, log_q, likeliest));
    }
    Ok(Rows { values: read_values(Tensor::cat(columns, 0)).await?, count })
}

/// Agreement and KL(teacher‖model) of each token.
fn beside(teacher: Tensor<2>, log_q: Tensor<2>, likeliest: Tensor<1, Int>) -> [Tensor<1>; 2] {
    let [count, _] = log_q.dims();
    let log_p = log_softmax(teacher, 1);
    let agrees = log_p.clone().argmax(1).reshape([count]).equal(likeliest).float();
    let kl = (log_p.clone().exp() * (log_p - log_q)).sum_dim(1).reshape([count]);
    [agrees, kl]
}

impl Rows {
    fn at(&self, column: usize, token: usize) -> f64 {
        self.values.get(column * self.count + token).map_or(0.0, |&value| f64::from(value))
    }
}

impl Judged {
    fn add(&mut self, rows: &Rows, batch: &stillroom_data::BlockBatch, reader: &Reader, by_document: bool) {
        let first = self.units.len();
        for token in (0..rows.count).filter(|&token| batch.mask[token] > 0.0) {
            let document = batch.segments[token].max(1) as usize - 1;
            let unit = if by_document { document } else { first + token / batch.length };
            if self.units.len() <= unit {
                self.units.resize(unit + 1, Unit::default());
            }
            let nats = -rows.at(0, token);
            self.units[unit].nats += nats;
            self.units[unit].bytes += reader.tokenizer.token(batch.targets[token].cast_unsigned()).len() as f64;
            self.nats += nats;
            self.tokens += 1.0;
            self.right += rows.at(1, token);
            if let Some((agree, kl)) = &mut self.beside_teacher {
                *agree += rows.at(2, token);
                *kl += rows.at(3, token).max(0.0);
            }
        }
    }

    pub(crate) fn nats_by_unit(&self) -> Vec<f64> {
        self.units.iter().map(|unit| unit.nats).collect()
    }

    /// As reported; `bytes` are those that the learnt tokens stand for.
    pub(crate) fn metrics(&self, bytes: usize) -> LanguageMetrics {
        let tokens = self.tokens.max(1.0);
        let nll = self.nats / tokens;
        LanguageMetrics {
            tokens: self.tokens as usize,
            bytes,
            nll,
            perplexity: perplexity(self.nats, self.tokens as usize),
            bits_per_byte: bits_per_byte(self.nats, bytes),
            accuracy: self.right / tokens,
            agreement: self.beside_teacher.map(|(agree, _)| agree / tokens),
            kl_to_teacher: self.beside_teacher.map(|(_, kl)| kl / tokens),
        }
    }
}
