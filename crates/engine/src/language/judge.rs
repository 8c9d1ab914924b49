//! The judging half of a language-model run: the card, the cache, the test text and the final report.

use super::batch::TokenBatch;
use super::cache::TeacherCache;
use super::cast::{Trained, Writing};
use super::engine::place;
use super::evaluate::judge;
use super::plan::{Job, Role};
use super::speed::{speed, write};
use crate::{EngineError, Host, LanguageEngine};
use stillroom_eval::{distinct, language_verdict, repetition};
use stillroom_spec::{
    CachePlace, LanguageCard, LanguageRunReport, Phase, REPORT_VERSION, Report, SampleReport, SampleStatistics,
    TeacherWarning, Verdict,
};

/// Blocks whose teacher outputs are kept in one step.
const BLOCKS_PER_STEP: usize = 8;
/// Samples that a model's statistics are of.
const SAMPLES: usize = 8;
/// Length of the n-grams whose repetition is counted.
const REPEATED: usize = 4;

impl<H: Host> LanguageEngine<H> {
    /// The teachers against unigram frequencies and the control, before anything is distilled.
    pub(crate) async fn card(&mut self) -> Result<Report, EngineError> {
        let teacher = self.cast.get(Role::Teacher(0)).ok_or(EngineError::State("the teacher is not trained yet"))?;
        let reader = self.reader_of(Role::Teacher(0))?;
        let metrics = if self.panel.members.len() > 1 {
            self.panel_metrics().await?
        } else {
            judge(&teacher.model, None, (reader, &reader.validation), &self.device)
                .await?
                .metrics(reader.validation.bytes)
        };
        let unigram_bits_per_byte = reader.unigram_bits_per_byte();
        let control_bits_per_byte = self.control_bits_per_byte().await?;
        let mut warnings = Vec::new();
        if metrics.bits_per_byte >= unigram_bits_per_byte {
            warnings.push(TeacherWarning::NoBetterThanMajority);
        }
        if control_bits_per_byte.is_some_and(|control| metrics.bits_per_byte >= control) {
            warnings.push(TeacherWarning::NoBetterThanControl);
        }
        Ok(Report::LanguageCard(LanguageCard { metrics, unigram_bits_per_byte, control_bits_per_byte, warnings }))
    }

    async fn panel_metrics(&self) -> Result<stillroom_spec::LanguageMetrics, EngineError> {
        let reader = self.reader_of(Role::Student(0))?;
        let exam = &reader.validation;
        Ok(super::evaluate::judge_panel(&self.panel, (reader, exam), &self.device).await?.metrics(exam.bytes))
    }

    async fn control_bits_per_byte(&self) -> Result<Option<f64>, EngineError> {
        let Some(control) = self.cast.get(Role::Control(0)) else { return Ok(None) };
        let reader = self.reader_of(Role::Control(0))?;
        let exam = &reader.validation;
        let judged = judge(&control.model, None, (reader, exam), &self.device).await?;
        Ok(Some(judged.metrics(exam.bytes).bits_per_byte))
    }

    /// Chooses the cache's size on a sample, and its place.
    pub(crate) async fn open_cache(&mut self) -> Result<Report, EngineError> {
        let start = self.host.now_ms();
        let student = &self.recipe.student;
        let top_k = student.cache.as_ref().and_then(|cache| cache.top_k);
        let temperature = student.cached_temperature().unwrap_or(1.0);
        let train = &self.reader_of(Role::Student(0))?.train;
        let sample = train.batch(&(0..train.blocks.count().min(BLOCKS_PER_STEP)).collect::<Vec<_>>());
        let size = (train.blocks.count(), sample.length);
        let sample = TokenBatch::new(&sample, &self.device);
        let mut cache = TeacherCache::new(&self.panel, &sample, top_k, temperature, size).await?;
        cache.settle(self.host.room(cache.cost().bytes).await);
        let cost = cache.cost();
        self.cache = Some(cache);
        self.jobs.push_front(Job::FillCache);
        self.cache_milliseconds += self.host.now_ms() - start;
        Ok(Report::Cache(cost))
    }

    /// Keeps some more blocks; comes back until all are kept, or there is no more room.
    pub(crate) async fn fill_cache(&mut self) -> Result<Report, EngineError> {
        let mut cache = self.cache.take().ok_or(EngineError::State("there is no cache"))?;
        let train = &self.reader_of(Role::Student(0))?.train;
        let total = train.blocks.count();
        let missing = cache.missing();
        let some = &missing[..missing.len().min(BLOCKS_PER_STEP)];
        if !some.is_empty() {
            let batch = TokenBatch::new(&train.batch(some), &self.device);
            cache.fill(&self.panel, some, &batch).await?;
        }
        let left = cache.missing().len();
        let cost = cache.cost();
        self.cache = Some(cache);
        if left > 0 {
            self.jobs.push_front(Job::FillCache);
        }
        let gave_up = !missing.is_empty() && matches!(cost.place, CachePlace::Nowhere { .. });
        let progress = Report::Progress { phase: Phase::ReportCard, done: total - left, total };
        Ok(if gave_up { Report::Cache(cost) } else { progress })
    }

    /// Judges a trained model on the test text.
    pub(crate) async fn score(&mut self, role: Role) -> Result<Report, EngineError> {
        if let Some(trained) = self.cast.get(role) {
            let reader = self.reader_of(role)?;
            let beside = !matches!(role, Role::Teacher(_)) && !self.panel.members.is_empty();
            let panel = beside.then_some(&self.panel);
            let judged = judge(&trained.model, panel, (reader, &reader.test), &self.device).await?;
            if let Some(trained) = self.cast.get_mut(role) {
                trained.judged = Some(judged);
            }
        }
        Ok(self.progress(Phase::Evaluate))
    }

    /// Lets a trained model write, and times it.
    pub(crate) async fn measure(&mut self, role: Role) -> Result<Report, EngineError> {
        if let Some(trained) = self.cast.get(role) {
            let reader = self.reader_of(role)?;
            let (prompt, recipe) = (self.prompt(), &self.recipe.evaluation.sample);
            let seed = u64::from(self.recipe.seed);
            let written = write(&trained.model, reader, (&prompt, SAMPLES), recipe, seed).await?;
            let test = self.corpus.split.test.first().map(|span| self.corpus.corpus.text(span)).unwrap_or_default();
            let speed = speed(&trained.model, reader, test, &self.host).await?;
            let (phase, pair) = place(role);
            let text = reader.tokenizer.decode(&written[0]);
            let sample = SampleReport { phase, pair, step: trained.summary.steps, prompt, text };
            let samples = statistics(&written);
            if let Some(trained) = self.cast.get_mut(role) {
                trained.writing = Some(Writing { speed, samples, sample });
            }
        }
        Ok(self.progress(Phase::Evaluate))
    }

    /// The whole run as `report.json`.
    pub(crate) fn sum_up(&mut self) -> Result<Report, EngineError> {
        let missing = || EngineError::State("a student and a control must be trained before the verdict");
        let reader = self.reader_of(Role::Student(0))?;
        let bytes = |role: Role| self.reader_of(role).map_or(0, |reader| reader.test.bytes);
        let report = |role: Role| self.cast.report(role, bytes(role));
        Ok(Report::LanguageDone(Box::new(LanguageRunReport {
            version: REPORT_VERSION,
            recipe: self.recipe.clone(),
            environment: self.environment.clone(),
            data: self.corpus.report.clone(),
            vocabulary: reader.vocabulary(),
            teachers: (0..self.cast.teachers.len()).filter_map(|number| report(Role::Teacher(number))).collect(),
            student: report(Role::Student(0)).ok_or_else(missing)?,
            control: report(Role::Control(0)).ok_or_else(missing)?,
            verdict: self.verdict().ok_or_else(missing)?,
            on_policy: self.writing_cost.clone(),
            cache: self.cache.as_ref().map(TeacherCache::cost),
            alignment: self.alignment.clone(),
            control_budget: self.control_budget(),
            reproducible: self.recipe.evaluation.control_time.is_none()
                && self.recipe.evaluation.budget_seconds.is_none(),
            seconds: self.milliseconds / 1000.0,
        })))
    }

    fn verdict(&self) -> Option<Verdict> {
        let nats = |all: &[Trained]| all.iter().map(|t| Some(t.judged.as_ref()?.nats_by_unit())).collect();
        let students: Option<Vec<Vec<f64>>> = nats(&self.cast.students);
        let controls: Option<Vec<Vec<f64>>> = nats(&self.cast.controls);
        let bytes: Vec<f64> =
            self.cast.students.first()?.judged.as_ref()?.units.iter().map(|unit| unit.bytes).collect();
        let (resamples, seed) = (self.recipe.evaluation.resamples, u64::from(self.recipe.seed));
        Some(language_verdict(&students?, &controls?, &bytes, resamples, seed))
    }
}

fn statistics(samples: &[Vec<u32>]) -> SampleStatistics {
    SampleStatistics {
        samples: samples.len(),
        distinct: [1, 2, 3].map(|n| distinct(samples, n)),
        repetition: repetition(samples, REPEATED),
    }
}
