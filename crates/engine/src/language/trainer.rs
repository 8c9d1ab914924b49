//! One decoder through its optimizer steps.

use super::author::Scribe;
use super::batch::TokenBatch;
use super::cache::TeacherCache;
use super::evaluate::judge;
use super::foreign::{Compared, Foreigner};
use super::loss::Exercise;
use super::pupil::Pupil;
use super::reader::Reader;
use super::teachers::{Panel, Teaching};
use super::terms::at_step;
use crate::epochs::{Epochs, Taken};
use crate::optimizer::{Optimizer, Update};
use crate::{EngineError, Host};
use burn::module::Module;
use burn::tensor::Device;
use stillroom_data::BlockBatch;
use stillroom_models::Decoder;
use stillroom_spec::{
    Author, LanguageTerm, Phase, StepReport, TrainRecipe, TrainingSummary, Validation, WeightedObjective,
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
    /// Milliseconds that take the place of the recipe's epochs.
    pub(crate) time: Option<f64>,
}

/// A decoder on its way.
pub(crate) struct LanguageTrainer {
    epochs: Epochs<Decoder>,
    terms: Vec<LanguageTerm>,
    scribe: Option<Scribe>,
    chunk: Option<usize>,
    pupil: Pupil,
    optimizer: Optimizer,
    compared: Compared,
}

/// A micro-batch before it is learnt.
struct Portion {
    blocks: Vec<usize>,
    batch: BlockBatch,
    author: Option<Author>,
}

impl LanguageTrainer {
    pub(crate) fn new(pupil: Pupil, blocks: usize, assignment: Assignment) -> Self {
        let Assignment { phase, pair, recipe, terms, scribe, chunk, seed, time } = assignment;
        let optimizer = Optimizer::new(&pupil, &recipe, &[]);
        let epochs = Epochs::new((phase, pair), recipe, blocks, seed).within(time);
        Self { epochs, terms, scribe, chunk, pupil, optimizer, compared: Compared::default() }
    }

    pub(crate) fn taken(&self) -> usize {
        self.epochs.taken()
    }

    pub(crate) fn steps(&self) -> usize {
        self.epochs.steps()
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.epochs.is_finished()
    }

    /// Whether an epoch has just ended.
    pub(crate) fn is_between_epochs(&self) -> bool {
        self.epochs.is_between()
    }

    /// Ends after the step in hand.
    pub(crate) fn stop(&mut self) {
        self.epochs.stop();
    }

    /// The model as it is now, without dropout and without autodiff.
    pub(crate) fn current(&self) -> Decoder {
        self.pupil.decoder.valid()
    }

    /// What writing batches took, where any were written.
    pub(crate) fn writing_cost(&self) -> Option<stillroom_spec::OnPolicyCost> {
        self.scribe.as_ref().map(|scribe| scribe.cost(self.epochs.milliseconds()))
    }

    /// What a teacher of another tokenizer was asked about so far.
    pub(crate) fn compared(&self) -> Compared {
        self.compared
    }

    /// The weights of the best epoch, and what they took.
    pub(crate) fn finish(self) -> (Decoder, TrainingSummary) {
        let (best, summary) = self.epochs.finish();
        (best.unwrap_or_else(|| self.pupil.decoder.valid()), summary)
    }

    /// One optimizer step and, at the end of an epoch, one validation.
    pub(crate) async fn step(&mut self, lesson: &Lesson<'_>, host: &impl Host) -> Result<StepReport, EngineError> {
        let start = host.now_ms();
        let learning_rate = self.epochs.learning_rate();
        let terms = at_step(&self.terms, self.epochs.taken(), self.epochs.steps());
        let portions = self.portions(lesson, host).await?;
        let tokens = portions.iter().map(|portion| portion.batch.rows * portion.batch.length).sum();
        let update = self.backward(&portions, &terms, lesson).await?;
        let weights: Vec<f64> = terms.iter().map(|term| term.weight).collect();
        let measured = update.measure(&self.pupil, &weights).await?;
        self.epochs.count(&measured)?;
        self.optimizer.apply(&mut self.pupil, update, measured.grad_norm, learning_rate);
        let milliseconds = host.now_ms() - start;
        self.epochs.spend(milliseconds);
        let validation = self.end_of_epoch(lesson).await?;
        if validation.is_some() {
            self.epochs.spend(host.now_ms() - start - milliseconds);
        }
        let terms = &terms;
        Ok(self.epochs.report(Taken { terms, measured, learning_rate, tokens, milliseconds, validation }))
    }

    /// The micro-batches of a window, some of them written by a model.
    async fn portions(&mut self, lesson: &Lesson<'_>, host: &impl Host) -> Result<Vec<Portion>, EngineError> {
        let window = self.epochs.next_window();
        let mut portions = Vec::new();
        for blocks in window.chunks(self.epochs.batch_size()) {
            let batch = lesson.reader.train.batch(blocks);
            let Some(scribe) = &mut self.scribe else {
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
        &mut self,
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
                chunk: self.chunk,
                author: portion.author,
            };
            let learned = exercise.backward().await?;
            if let Teaching::Foreign(aligned) = &teaching {
                self.compared.add(aligned.compared(&portion.batch));
            }
            update.take(&self.pupil, learned.gradients, learned.parts);
        }
        Ok(update)
    }

    async fn end_of_epoch(&mut self, lesson: &Lesson<'_>) -> Result<Option<Validation>, EngineError> {
        if !self.epochs.is_between() {
            return Ok(None);
        }
        let model = self.current();
        let exam = &lesson.reader.validation;
        let metrics = judge(&model, None, (lesson.reader, exam), lesson.device).await?.metrics(exam.bytes);
        self.epochs.end_epoch(model, metrics.nll)?;
        let bits_per_byte = Some(metrics.bits_per_byte);
        Ok(Some(Validation { loss: metrics.nll, accuracy: metrics.accuracy, bits_per_byte }))
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
