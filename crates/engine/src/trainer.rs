//! One model's training: a step at a time, nothing between steps but what is written here.

use crate::corpus::Corpus;
use crate::optimizer::{Optimizer, Update};
use crate::predictor::logits;
use crate::teacher::TeacherLogits;
use crate::{EngineError, Host, loss, schedule};
use burn::module::Module;
use burn::tensor::Device;
use stillroom_data::epoch_order;
use stillroom_models::Classifier;
use stillroom_spec::{LossPart, Phase, StepReport, TrainRecipe, TrainingSummary, Validation, WeightedObjective};

/// What a model is taught from.
pub(crate) struct Lesson<'a> {
    pub(crate) corpus: &'a Corpus,
    pub(crate) train: &'a [usize],
    pub(crate) validation: &'a [usize],
    pub(crate) teacher: Option<&'a TeacherLogits>,
    pub(crate) classes: usize,
    /// Without autodiff.
    pub(crate) device: &'a Device,
}

/// A model on its way.
pub(crate) struct Trainer {
    phase: Phase,
    pair: usize,
    recipe: TrainRecipe,
    terms: Vec<WeightedObjective>,
    seed: u64,
    model: Classifier,
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
    model: Classifier,
    loss: f64,
    epoch: usize,
}

/// What a trainer is made for.
pub(crate) struct Assignment {
    pub(crate) phase: Phase,
    pub(crate) pair: usize,
    pub(crate) recipe: TrainRecipe,
    pub(crate) terms: Vec<WeightedObjective>,
    pub(crate) seed: u64,
}

impl Trainer {
    pub(crate) fn new(model: Classifier, rows: usize, assignment: Assignment) -> Self {
        let Assignment { phase, pair, recipe, terms, seed } = assignment;
        let window = recipe.batch_size * recipe.accumulate;
        let optimizer = Optimizer::new(&model, &recipe, &[]);
        let steps_per_epoch = rows.div_ceil(window).max(1);
        let (order, step, milliseconds) = (Vec::new(), 0, 0.0);
        let (best, stopped_early, finished) = (None, false, false);
        Self {
            phase,
            pair,
            recipe,
            terms,
            seed,
            model,
            optimizer,
            order,
            step,
            steps_per_epoch,
            milliseconds,
            best,
            stopped_early,
            finished,
        }
    }

    pub(crate) fn phase(&self) -> Phase {
        self.phase
    }

    pub(crate) fn pair(&self) -> usize {
        self.pair
    }

    pub(crate) fn steps(&self) -> usize {
        self.steps_per_epoch * self.recipe.epochs
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.finished
    }

    /// Ends after the step in hand.
    pub(crate) fn stop(&mut self) {
        self.stopped_early = true;
        self.finished = true;
    }

    /// The model as it is now, without dropout and without autodiff.
    pub(crate) fn current(&self) -> Classifier {
        self.model.valid()
    }

    /// The weights of the best epoch, and what they took.
    pub(crate) fn finish(self) -> (Classifier, TrainingSummary) {
        let best_epoch = self.best.as_ref().map_or(0, |b| b.epoch);
        let summary = TrainingSummary {
            seconds: self.milliseconds / 1000.0,
            steps: self.step,
            best_epoch,
            stopped_early: self.stopped_early,
        };
        (self.best.map_or_else(|| self.model.valid(), |b| b.model), summary)
    }

    /// One optimizer step and, at the end of an epoch, one validation.
    pub(crate) async fn step(&mut self, lesson: &Lesson<'_>, host: &impl Host) -> Result<StepReport, EngineError> {
        let start = host.now_ms();
        let indices = self.next_window(lesson);
        let learning_rate = schedule::learning_rate(&self.recipe, self.step, self.steps());
        let (update, tokens) = self.backward(&indices, lesson)?;
        let weights: Vec<f64> = self.terms.iter().map(|t| t.weight).collect();
        let measured = update.measure(&self.model, &weights).await?;
        self.step += 1;
        self.check("loss", measured.loss)?;
        self.check("gradient", measured.grad_norm)?;
        self.optimizer.apply(&mut self.model, update, measured.grad_norm, learning_rate);
        let milliseconds = host.now_ms() - start;
        let validation = self.end_of_epoch(lesson).await?;
        self.milliseconds += host.now_ms() - start;
        let parts = self.terms.iter().zip(measured.parts);
        Ok(StepReport {
            phase: self.phase,
            pair: self.pair,
            step: self.step,
            steps: self.steps(),
            loss: measured.loss,
            parts: parts
                .map(|(t, value)| LossPart { name: t.objective.name().into(), weight: t.weight, value })
                .collect(),
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
            self.order = epoch_order(lesson.train.len(), self.seed, self.step / self.steps_per_epoch);
        }
        let window = self.recipe.batch_size * self.recipe.accumulate;
        self.order.iter().skip(within * window).take(window).map(|&i| lesson.train[i]).collect()
    }

    /// Forward and backward over the micro-batches of a window.
    fn backward(&self, window: &[usize], lesson: &Lesson<'_>) -> Result<(Update, usize), EngineError> {
        let device = lesson.device.clone().autodiff();
        let mut update = Update::default();
        let mut tokens = 0;
        for indices in window.chunks(self.recipe.batch_size) {
            let batch = lesson.corpus.batch(indices, &device);
            let teacher = lesson.teacher.map(|t| t.batch(indices, &device));
            let student = self.model.forward(&batch.input);
            let loss = loss::weighted(&self.terms, &student, teacher.as_ref(), &batch.labels, window.len())?;
            update.add(&self.model, loss);
            tokens += batch.tokens;
        }
        Ok((update, tokens))
    }

    fn check(&self, what: &'static str, value: f64) -> Result<(), EngineError> {
        if value.is_finite() {
            return Ok(());
        }
        Err(EngineError::Diverged { phase: self.phase, step: self.step, what, value })
    }

    async fn end_of_epoch(&mut self, lesson: &Lesson<'_>) -> Result<Option<Validation>, EngineError> {
        if !self.step.is_multiple_of(self.steps_per_epoch) {
            return Ok(None);
        }
        let model = self.model.valid();
        let values = logits(&model, lesson.corpus, lesson.validation, lesson.device).await?;
        let labels = lesson.corpus.labels(lesson.validation);
        let metrics = stillroom_eval::metrics(&values, lesson.classes, &labels, None);
        self.check("validation loss", metrics.nll)?;
        self.keep_best(model, metrics.nll);
        Ok(Some(Validation { loss: metrics.nll, accuracy: metrics.accuracy, bits_per_byte: None }))
    }

    fn keep_best(&mut self, model: Classifier, loss: f64) {
        let epoch = self.step / self.steps_per_epoch;
        if self.best.as_ref().is_none_or(|b| loss < b.loss) {
            self.best = Some(Best { model, loss, epoch });
        }
        let waited = epoch - self.best.as_ref().map_or(epoch, |b| b.epoch);
        let out_of_patience = self.recipe.patience.is_some_and(|p| waited >= p);
        self.stopped_early |= out_of_patience && epoch < self.recipe.epochs;
        self.finished |= out_of_patience || epoch == self.recipe.epochs;
    }
}

#[cfg(test)]
mod tests;
