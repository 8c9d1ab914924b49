//! One decoder through its optimizer steps.

use super::author::Scribe;
use super::batch::TokenBatch;
use super::cache::TeacherCache;
use super::evaluate::judge;
use super::foreign::Foreigner;
use super::loss::Exercise;
use super::pupil::Pupil;
use super::reader::Reader;
use super::teachers::{Panel, Teaching};
use super::terms::at_step;
use crate::optimizer::{Optimizer, Update};
use crate::{EngineError, Host, schedule};
use burn::module::Module;
use burn::tensor::Device;
use stillroom_data::{BlockBatch, epoch_order};
use stillroom_models::Decoder;
use stillroom_spec::{
    Author, LanguageTerm, LossPart, Phase, StepReport, TrainRecipe, TrainingSummary, Validation, WeightedObjective,
};

/// What a trainer reads.
pub(crate) struct Lesson<'a> {
    pub(crate) reader: &'a Reader,
    pub(crate) panel: &'a Panel,
    pub(crate) foreigner: Option<Foreigner<'a>>,
    pub(crate) cache: Option<&'a TeacherCache>,
    /// Without autodiff.
    pub(crate) device: &'a Device,
}

/// What a trainer is made for.
pub(crate) struct Assignment {
    pub(crate) phase: Phase,
    pub(crate) pair: usize,
    pub(crate) recipe: TrainRecipe,
    pub(crate) terms: Vec<LanguageTerm>,
    pub(crate) scribe: Option<Scribe>,
    pub(crate) chunk: Option<usize>,
    pub(crate) seed: u64,
}

/// A decoder on its way.
pub(crate) struct LanguageTrainer {
    task: Assignment,
    pupil: Pupil,
    optimizer: Optimizer,
    order: Vec<usize>,
    step: usize,
    steps_per_epoch: usize,
    milliseconds: f64,
    best: Option<Best>,
    stopped_early: bool,
    finished: bool,
}

struct Best {
    model: Decoder,
    loss: f64,
    epoch: usize,
}

/// A micro-batch before it is learnt.
struct Portion {
    blocks: Vec<usize>,
    batch: BlockBatch,
    author: Option<Author>,
}

impl LanguageTrainer {
    pub(crate) fn new(pupil: Pupil, blocks: usize, task: Assignment) -> Self {
        let window = task.recipe.batch_size * task.recipe.accumulate;
        let optimizer = Optimizer::new(&pupil, &task.recipe, &[]);
        let steps_per_epoch = blocks.div_ceil(window).max(1);
        let (order, step, milliseconds, best) = (Vec::new(), 0, 0.0, None);
        let (stopped_early, finished) = (false, false);
        Self { task, pupil, optimizer, order, step, steps_per_epoch, milliseconds, best, stopped_early, finished }
    }

    pub(crate) fn taken(&self) -> usize {
        self.step
    }

    pub(crate) fn steps(&self) -> usize {
        self.steps_per_epoch * self.task.recipe.epochs
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.finished
    }

    /// Whether an epoch has just ended.
    pub(crate) fn is_between_epochs(&self) -> bool {
        self.step > 0 && self.step.is_multiple_of(self.steps_per_epoch)
    }

    /// Ends after the step in hand.
    pub(crate) fn stop(&mut self) {
        self.stopped_early = true;
        self.finished = true;
    }

    /// The model as it is now, without dropout and without autodiff.
    pub(crate) fn current(&self) -> Decoder {
        self.pupil.decoder.valid()
    }

    /// What writing batches took, where any were written.
    pub(crate) fn writing_cost(&self) -> Option<stillroom_spec::OnPolicyCost> {
        self.task.scribe.as_ref().map(|scribe| scribe.cost(self.milliseconds))
    }

    /// The weights of the best epoch, and what they took.
    pub(crate) fn finish(self) -> (Decoder, TrainingSummary) {
        let best_epoch = self.best.as_ref().map_or(0, |b| b.epoch);
        let summary = TrainingSummary {
            seconds: self.milliseconds / 1000.0,
            steps: self.step,
            best_epoch,
            stopped_early: self.stopped_early,
        };
        (self.best.map_or_else(|| self.pupil.decoder.valid(), |b| b.model), summary)
    }

    /// One optimizer step and, at the end of an epoch, one validation.
    pub(crate) async fn step(&mut self, lesson: &Lesson<'_>, host: &impl Host) -> Result<StepReport, EngineError> {
        let start = host.now_ms();
        let learning_rate = schedule::learning_rate(&self.task.recipe, self.step, self.steps());
        let terms = at_step(&self.task.terms, self.step, self.steps());
        let weights: Vec<f64> = terms.iter().map(|term| term.weight).collect();
        let portions = self.portions(lesson, host).await?;
        let tokens: usize = portions.iter().map(|portion| portion.batch.rows * portion.batch.length).sum();
        let update = self.backward(&portions, &terms, lesson).await?;
        let measured = update.measure(&self.pupil, &weights).await?;
        self.step += 1;
        self.check("loss", measured.loss)?;
        self.check("gradient", measured.grad_norm)?;
        self.optimizer.apply(&mut self.pupil, update, measured.grad_norm, learning_rate);
        let milliseconds = host.now_ms() - start;
        let validation = self.end_of_epoch(lesson).await?;
        self.milliseconds += host.now_ms() - start;
        Ok(StepReport {
            phase: self.task.phase,
            pair: self.task.pair,
            step: self.step,
            steps: self.steps(),
            loss: measured.loss,
            parts: parts(&terms, &measured.parts),
            learning_rate,
            grad_norm: measured.grad_norm,
            tokens_per_second: tokens as f64 / (milliseconds / 1000.0).max(1e-9),
            milliseconds,
            validation,
        })
    }

    fn next_window(&mut self, lesson: &Lesson<'_>) -> Vec<usize> {
        let within = self.step % self.steps_per_epoch;
        if within == 0 {
            let epoch = self.step / self.steps_per_epoch;
            self.order = epoch_order(lesson.reader.train.blocks.count(), self.task.seed, epoch);
        }
        let window = self.task.recipe.batch_size * self.task.recipe.accumulate;
        self.order.iter().skip(within * window).take(window).copied().collect()
    }

    /// The micro-batches of a window, some of them written by a model.
    async fn portions(&mut self, lesson: &Lesson<'_>, host: &impl Host) -> Result<Vec<Portion>, EngineError> {
        let window = self.next_window(lesson);
        let mut portions = Vec::new();
        for blocks in window.chunks(self.task.recipe.batch_size) {
            let batch = lesson.reader.train.batch(blocks);
            let Some(scribe) = &mut self.task.scribe else {
                portions.push(Portion { blocks: blocks.to_vec(), batch, author: None });
                continue;
            };
            let student = self.pupil.decoder.valid();
            let written = scribe.rewrite(&batch, &student, lesson.panel, host).await?;
            let author = written.as_ref().map(|_| scribe.author());
            portions.push(Portion { blocks: blocks.to_vec(), batch: written.unwrap_or(batch), author });
        }
        Ok(portions)
    }

    async fn backward(
        &self,
        portions: &[Portion],
        terms: &[WeightedObjective],
        lesson: &Lesson<'_>,
    ) -> Result<Update, EngineError> {
        let valid = portions.iter().map(|portion| portion.batch.learnt).sum();
        let mut update = Update::default();
        for portion in portions {
            let batch = TokenBatch::new(&portion.batch, lesson.device);
            let teaching = lesson.teaching(portion, &batch, terms);
            let exercise = Exercise {
                pupil: &self.pupil,
                batch: &batch,
                teaching: &teaching,
                panel: lesson.panel,
                terms,
                valid,
                chunk: self.task.chunk,
                author: portion.author,
            };
            let learned = exercise.backward().await?;
            update.take(&self.pupil, learned.gradients, learned.parts);
        }
        Ok(update)
    }

    fn check(&self, what: &'static str, value: f64) -> Result<(), EngineError> {
        if value.is_finite() {
            return Ok(());
        }
        Err(EngineError::Diverged { phase: self.task.phase, step: self.step, what, value })
    }

    async fn end_of_epoch(&mut self, lesson: &Lesson<'_>) -> Result<Option<Validation>, EngineError> {
        if !self.is_between_epochs() {
            return Ok(None);
        }
        let model = self.current();
        let exam = &lesson.reader.validation;
        let metrics = judge(&model, None, (lesson.reader, exam), lesson.device).await?.metrics(exam.bytes);
        self.check("validation loss", metrics.nll)?;
        self.keep_best(model, metrics.nll);
        let bits_per_byte = Some(metrics.bits_per_byte);
        Ok(Some(Validation { loss: metrics.nll, accuracy: metrics.accuracy, bits_per_byte }))
    }

    fn keep_best(&mut self, model: Decoder, loss: f64) {
        let epoch = self.step / self.steps_per_epoch;
        if self.best.as_ref().is_none_or(|b| loss < b.loss) {
            self.best = Some(Best { model, loss, epoch });
        }
        let waited = epoch - self.best.as_ref().map_or(epoch, |b| b.epoch);
        let out_of_patience = self.task.recipe.patience.is_some_and(|p| waited >= p);
        self.stopped_early |= out_of_patience && epoch < self.task.recipe.epochs;
        self.finished |= out_of_patience || epoch == self.task.recipe.epochs;
    }
}

impl Lesson<'_> {
    /// What the teachers say, where a term asks: kept if it is, asked anew if not.
    fn teaching(&self, portion: &Portion, batch: &TokenBatch, terms: &[WeightedObjective]) -> Teaching {
        let asks = |term: &WeightedObjective| !term.objective.needs_no_teacher() && !term.objective.looks_inside();
        if !terms.iter().any(asks) {
            return Teaching::Nobody;
        }
        if let Some(foreigner) = &self.foreigner {
            let aligned = foreigner.read(&portion.batch, &self.reader.tokenizer, self.device);
            return Teaching::Foreign(Box::new(aligned));
        }
        let kept = self.cache.filter(|_| portion.author.is_none());
        kept.and_then(|cache| cache.batch(&portion.blocks, self.device)).unwrap_or_else(|| self.panel.ask(batch))
    }
}

fn parts(terms: &[WeightedObjective], values: &[f64]) -> Vec<LossPart> {
    let part = |(term, &value): (&WeightedObjective, &f64)| LossPart {
        name: term.objective.name().into(),
        weight: term.weight,
        value,
    };
    terms.iter().zip(values).map(part).collect()
}
