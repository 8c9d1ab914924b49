//! One model's training: a step at a time, nothing between steps but what is written here.

use crate::corpus::Corpus;
use crate::epochs::{Epochs, Taken};
use crate::optimizer::{Optimizer, Update};
use crate::predictor::logits;
use crate::teacher::TeacherLogits;
use crate::{EngineError, Host, loss};
use burn::module::Module;
use burn::tensor::Device;
use stillroom_models::Classifier;
use stillroom_spec::{Phase, StepReport, TrainRecipe, TrainingSummary, Validation, WeightedObjective};

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
    epochs: Epochs<Classifier>,
    terms: Vec<WeightedObjective>,
    model: Classifier,
    optimizer: Optimizer,
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
        let optimizer = Optimizer::new(&model, &recipe, &[]);
        Self { epochs: Epochs::new((phase, pair), recipe, rows, seed), terms, model, optimizer }
    }

    pub(crate) fn phase(&self) -> Phase {
        self.epochs.phase()
    }

    pub(crate) fn pair(&self) -> usize {
        self.epochs.pair()
    }

    pub(crate) fn steps(&self) -> usize {
        self.epochs.steps()
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.epochs.is_finished()
    }

    /// Ends after the step in hand.
    pub(crate) fn stop(&mut self) {
        self.epochs.stop();
    }

    /// The model as it is now, without dropout and without autodiff.
    pub(crate) fn current(&self) -> Classifier {
        self.model.valid()
    }

    /// The weights of the best epoch, and what they took.
    pub(crate) fn finish(self) -> (Classifier, TrainingSummary) {
        let (best, summary) = self.epochs.finish();
        (best.unwrap_or_else(|| self.model.valid()), summary)
    }

    /// One optimizer step and, at the end of an epoch, one validation.
    pub(crate) async fn step(&mut self, lesson: &Lesson<'_>, host: &impl Host) -> Result<StepReport, EngineError> {
        let start = host.now_ms();
        let learning_rate = self.epochs.learning_rate();
        let indices: Vec<usize> = self.epochs.next_window().into_iter().map(|i| lesson.train[i]).collect();
        let (update, tokens) = self.backward(&indices, lesson)?;
        let weights: Vec<f64> = self.terms.iter().map(|t| t.weight).collect();
        let measured = update.measure(&self.model, &weights).await?;
        self.epochs.count(&measured)?;
        self.optimizer.apply(&mut self.model, update, measured.grad_norm, learning_rate);
        let milliseconds = host.now_ms() - start;
        let validation = self.end_of_epoch(lesson).await?;
        self.epochs.spend(host.now_ms() - start);
        let terms = &self.terms;
        Ok(self.epochs.report(Taken { terms, measured, learning_rate, tokens, milliseconds, validation }))
    }

    /// Forward and backward over the micro-batches of a window.
    fn backward(&self, window: &[usize], lesson: &Lesson<'_>) -> Result<(Update, usize), EngineError> {
        let device = lesson.device.clone().autodiff();
        let mut update = Update::default();
        let mut tokens = 0;
        for indices in window.chunks(self.epochs.batch_size()) {
            let batch = lesson.corpus.batch(indices, &device);
            let teacher = lesson.teacher.map(|t| t.batch(indices, &device));
            let student = self.model.forward(&batch.input);
            let loss = loss::weighted(&self.terms, &student, teacher.as_ref(), &batch.labels, window.len())?;
            update.add(&self.model, loss);
            tokens += batch.tokens;
        }
        Ok((update, tokens))
    }

    async fn end_of_epoch(&mut self, lesson: &Lesson<'_>) -> Result<Option<Validation>, EngineError> {
        if !self.epochs.is_between() {
            return Ok(None);
        }
        let model = self.model.valid();
        let values = logits(&model, lesson.corpus, lesson.validation, lesson.device).await?;
        let labels = lesson.corpus.labels(lesson.validation);
        let metrics = stillroom_eval::metrics(&values, lesson.classes, &labels, None);
        self.epochs.end_epoch(model, metrics.nll)?;
        Ok(Some(Validation { loss: metrics.nll, accuracy: metrics.accuracy, bits_per_byte: None }))
    }
}

#[cfg(test)]
mod tests;
