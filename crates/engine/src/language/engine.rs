//! The step machine of a language-model run.

use super::author::Scribe;
use super::cache::TeacherCache;
use super::cast::{LanguageCast, Trained};
use super::features::projections;
use super::foreign::Foreigner;
use super::inspect::inspect;
use super::plan::{Job, Role, plan};
use super::pupil::Pupil;
use super::reader::Reader;
use super::source::{LoadedCorpus, prompt_of};
use super::speed::{prompt, write};
use super::teachers::Panel;
use super::terms::hard_alone;
use super::trainer::{Assignment, LanguageTrainer, Lesson};
use crate::{EngineError, Host};
use burn::tensor::Device;
use std::collections::VecDeque;
use stillroom_models::{Decoder, count_parameters};
use stillroom_spec::{
    AlignmentReport, DecoderRecipe, Environment, LanguageRecipe, LanguageRunReport, OnPolicyCost, Phase, Report,
    SampleReport, StepReport, TokenJudgement, TrainRecipe,
};

/// A language-model run: made once, stepped until [`Report::LanguageDone`].
pub struct LanguageEngine<H> {
    pub(crate) host: H,
    pub(crate) device: Device,
    pub(crate) environment: Environment,
    pub(crate) recipe: LanguageRecipe,
    pub(crate) corpus: LoadedCorpus,
    pub(crate) jobs: VecDeque<Job>,
    job_count: usize,
    pub(crate) reader: Option<Reader>,
    /// Of a teacher whose tokenizer is not the student's.
    pub(crate) foreign: Option<Reader>,
    pub(crate) panel: Panel,
    pub(crate) cache: Option<TeacherCache>,
    active: Option<(Role, LanguageTrainer)>,
    /// Models of which a sample is due.
    due: Option<Role>,
    pub(crate) cast: LanguageCast,
    pub(crate) writing_cost: Option<OnPolicyCost>,
    pub(crate) alignment: Option<AlignmentReport>,
    pub(crate) milliseconds: f64,
    /// Spent on filling the cache.
    pub(crate) cache_milliseconds: f64,
    failed: bool,
    peak_memory: Option<f64>,
    /// Once the run is over.
    pub(crate) report: Option<Box<LanguageRunReport>>,
}

impl<H: Host> LanguageEngine<H> {
    /// A run of `recipe` on `corpus`; nothing is computed before the first step.
    ///
    /// # Errors
    /// [`EngineError::Recipe`] if the recipe is not valid.
    pub fn new(
        recipe: LanguageRecipe,
        corpus: LoadedCorpus,
        device: Device,
        environment: Environment,
        host: H,
    ) -> Result<Self, EngineError> {
        recipe.validate()?;
        let jobs = plan(&recipe);
        Ok(Self {
            job_count: jobs.len(),
            jobs,
            reader: None,
            foreign: None,
            panel: Panel::default(),
            cache: None,
            active: None,
            due: None,
            cast: LanguageCast::default(),
            writing_cost: None,
            alignment: None,
            milliseconds: 0.0,
            cache_milliseconds: 0.0,
            failed: false,
            peak_memory: None,
            report: None,
            host,
            device,
            environment,
            recipe,
            corpus,
        })
    }

    /// Does the next piece of work.
    ///
    /// # Errors
    /// [`EngineError`]; the run cannot be stepped further, but its models can still be asked and saved.
    pub async fn step(&mut self) -> Result<Report, EngineError> {
        if self.failed {
            return Err(EngineError::State("the run ended with an error"));
        }
        let start = self.host.now_ms();
        // Boxed: what a step keeps over its waits would be copied at every level above.
        let report = Box::pin(self.next()).await;
        self.milliseconds += self.host.now_ms() - start;
        self.failed = report.is_err();
        report
    }

    async fn next(&mut self) -> Result<Report, EngineError> {
        if let Some(role) = self.due.take() {
            return Ok(Report::Sample(self.sample(role).await?));
        }
        if let Some((role, trainer)) = self.active.take() {
            return Box::pin(self.train(role, trainer)).await;
        }
        let job = self.jobs.pop_front().ok_or(EngineError::State("the run is over"))?;
        match job {
            Job::Read => self.read(),
            Job::Train(role) => self.begin(role),
            Job::Card => self.card().await,
            Job::OpenCache => self.open_cache().await,
            Job::FillCache => self.fill_cache().await,
            Job::Score(role) => self.score(role).await,
            Job::Measure(role) => self.measure(role).await,
            Job::Verdict => {
                let report = self.sum_up()?;
                if let Report::LanguageDone(report) = &report {
                    self.report = Some(report.clone());
                }
                Ok(report)
            }
        }
    }

    /// Ends the phase in hand after its next step.
    pub fn skip(&mut self) {
        if let Some((_, trainer)) = &mut self.active {
            trainer.stop();
        }
    }

    /// What teacher and student think of a text now, token by token. Of an instruction (the text holds what stands between
    /// prompt and response) the prompt is marked: training does not learn it.
    ///
    /// # Errors
    /// [`EngineError::Device`] if the device cannot be read.
    pub async fn inspect(&self, text: &str) -> Result<Vec<TokenJudgement>, EngineError> {
        let Some(reader) = &self.reader else { return Ok(Vec::new()) };
        let student = self.current(Role::Student(0)).or_else(|| self.current(Role::Control(0)));
        let prompt = prompt_of(text, &self.corpus, &self.recipe.corpus.source);
        inspect((text, prompt), reader, &self.panel_now(), student.as_ref(), &self.device).await
    }

    /// The host that drives this run.
    pub fn host(&self) -> &H {
        &self.host
    }

    /// The teachers that are trained, or the one in training.
    fn panel_now(&self) -> Panel {
        if self.foreign.is_some() || !self.panel.members.is_empty() {
            return self.panel.clone();
        }
        Panel { members: self.current(Role::Teacher(0)).map(|model| (1.0, model)).into_iter().collect() }
    }

    /// A model, trained or in training.
    pub(crate) fn current(&self, role: Role) -> Option<Decoder> {
        let trained = self.cast.get(role).map(|trained| trained.model.clone());
        let active = self.active.as_ref().filter(|(active, _)| *active == role);
        trained.or_else(|| active.map(|(_, trainer)| trainer.current()))
    }

    /// The text as a role's models read it.
    pub(crate) fn reader_of(&self, role: Role) -> Result<&Reader, EngineError> {
        let own = matches!(role, Role::Teacher(_)).then_some(self.foreign.as_ref()).flatten();
        own.or(self.reader.as_ref()).ok_or(EngineError::State("the text is not read yet"))
    }

    pub(crate) fn progress(&self, phase: Phase) -> Report {
        Report::Progress { phase, done: self.job_count.saturating_sub(self.jobs.len()), total: self.job_count }
    }

    fn read(&mut self) -> Result<Report, EngineError> {
        let (length, seed) = (self.recipe.block_tokens, u64::from(self.recipe.seed));
        self.reader = Some(Reader::new(&self.recipe.tokenizer, &self.corpus, length, seed)?);
        let own = self.recipe.teachers[0].tokenizer.as_ref().filter(|own| **own != self.recipe.tokenizer);
        self.foreign = own.map(|own| Reader::new(own, &self.corpus, length, seed)).transpose()?;
        Ok(self.progress(Phase::Prepare))
    }

    fn shape(&self, role: Role) -> (&DecoderRecipe, &TrainRecipe) {
        match role {
            Role::Teacher(number) => (&self.recipe.teachers[number].model, &self.recipe.teachers[number].train),
            _ => (&self.recipe.student.model, &self.recipe.student.train),
        }
    }

    fn begin(&mut self, role: Role) -> Result<Report, EngineError> {
        if matches!(role, Role::Student(pair) if pair > 0) && self.is_over_budget() {
            self.jobs.retain(|job| !matches!(job, Job::Train(_)));
            return Ok(self.progress(Phase::Evaluate));
        }
        let assignment = self.assignment(role)?;
        self.device.seed(assignment.seed);
        let reader = self.reader_of(role)?;
        let (shape, _) = self.shape(role);
        let pairs = self.projections(role);
        let device = self.device.clone().autodiff();
        let pupil = Pupil::init(shape, reader.vocabulary(), pairs, assignment.seed, &device);
        let parameters = count_parameters(&pupil.decoder);
        let (phase, pair) = (assignment.phase, assignment.pair);
        let trainer = LanguageTrainer::new(pupil, reader.train.blocks.count(), assignment);
        let steps = trainer.steps();
        self.active = Some((role, trainer));
        self.peak_memory = self.host.memory_bytes();
        let pairs = if phase == Phase::Teacher { self.recipe.teachers.len() } else { self.recipe.evaluation.pairs };
        Ok(Report::Phase { phase, pair, pairs, steps, parameters })
    }

    fn assignment(&self, role: Role) -> Result<Assignment, EngineError> {
        let (phase, pair) = place(role);
        let is_student = phase == Phase::Student;
        let seed = seed(self.recipe.seed, role);
        let student = &self.recipe.student;
        let end = self.reader_of(role)?.tokenizer.end_of_text();
        let policy = student.on_policy.as_ref().filter(|_| is_student);
        Ok(Assignment {
            phase,
            pair,
            recipe: self.shape(role).1.clone(),
            terms: if is_student { student.objectives.clone() } else { hard_alone() },
            scribe: policy.map(|policy| Scribe::new(policy, end, seed)),
            chunk: student.chunk_tokens,
            seed,
            time: self.control_milliseconds(role),
        })
    }

    /// How many projections the role learns, and to what width.
    fn projections(&self, role: Role) -> (usize, usize) {
        let teacher = &self.recipe.teachers[0].model;
        let layers = (self.recipe.student.model.layers, teacher.layers);
        let objectives = self.recipe.student.objectives.iter().map(|term| &term.objective);
        let count = if matches!(role, Role::Student(_)) { projections(objectives, layers) } else { 0 };
        (count, teacher.width)
    }

    fn is_over_budget(&self) -> bool {
        self.recipe.evaluation.budget_seconds.is_some_and(|budget| self.milliseconds / 1000.0 > budget)
    }

    async fn train(&mut self, role: Role, mut trainer: LanguageTrainer) -> Result<Report, EngineError> {
        let report = self.take_step(role, &mut trainer).await;
        self.peak_memory = self.peak_memory.into_iter().chain(self.host.memory_bytes()).reduce(f64::max);
        if report.is_ok() && trainer.is_between_epochs() && place(role).1 == 0 {
            self.due = Some(role);
        }
        if report.is_ok() && trainer.is_finished() {
            self.keep(role, trainer);
        } else {
            self.active = Some((role, trainer));
        }
        Ok(Report::Step(report?))
    }

    async fn take_step(&self, role: Role, trainer: &mut LanguageTrainer) -> Result<StepReport, EngineError> {
        let is_student = matches!(role, Role::Student(_));
        let nobody = Panel::default();
        let lesson = Lesson {
            reader: self.reader_of(role)?,
            panel: if is_student { &self.panel } else { &nobody },
            foreigner: self.foreigner().filter(|_| is_student),
            cache: self.cache.as_ref().filter(|_| is_student),
            device: &self.device,
        };
        trainer.step(&lesson, &self.host).await
    }

    fn foreigner(&self) -> Option<Foreigner<'_>> {
        let (reader, teacher) = self.foreign.as_ref().zip(self.cast.get(Role::Teacher(0)))?;
        Some(Foreigner { model: &teacher.model, tokenizer: &reader.tokenizer })
    }

    fn keep(&mut self, role: Role, trainer: LanguageTrainer) {
        if role == Role::Student(0) {
            self.writing_cost = trainer.writing_cost();
            self.alignment = trainer.compared().report();
        }
        let (model, summary) = trainer.finish();
        if let (Role::Teacher(number), None) = (role, &self.foreign) {
            self.panel.members.push((self.recipe.teachers[number].weight, model.clone()));
        }
        let peak_memory = self.peak_memory;
        self.cast.add(role, Trained { model, summary, peak_memory, judged: None, writing: None });
    }

    /// What a model writes now.
    pub(crate) async fn sample(&self, role: Role) -> Result<SampleReport, EngineError> {
        let model = self.current(role).ok_or(EngineError::State("the model is not there yet"))?;
        let reader = self.reader_of(role)?;
        let recipe = &self.recipe.evaluation.sample;
        let prompt = self.prompt();
        let written = write(&model, reader, (&prompt, 1), recipe, u64::from(self.recipe.seed)).await?;
        let (phase, pair) = place(role);
        let step = self.active.as_ref().filter(|(active, _)| *active == role).map(|(_, trainer)| trainer.taken());
        let step = step.or(self.cast.get(role).map(|trained| trained.summary.steps)).unwrap_or_default();
        Ok(SampleReport { phase, pair, step, prompt, text: reader.tokenizer.decode(&written.concat()) })
    }

    /// What samples begin with.
    pub(crate) fn prompt(&self) -> String {
        let test = self.corpus.split.test.first().map(|span| self.corpus.corpus.text(span)).unwrap_or_default();
        prompt(&self.recipe.evaluation.sample, test)
    }
}

/// A role's phase, and which teacher or pair it is.
pub(crate) fn place(role: Role) -> (Phase, usize) {
    match role {
        Role::Teacher(number) => (Phase::Teacher, number),
        Role::Student(pair) => (Phase::Student, pair),
        Role::Control(pair) => (Phase::Control, pair),
    }
}

/// Student and control of a pair share their seed: the same weights and batches.
fn seed(seed: u32, role: Role) -> u64 {
    let stream = match role {
        Role::Teacher(number) => (1 << 15) | number as u64,
        Role::Student(pair) | Role::Control(pair) => pair as u64,
    };
    (u64::from(seed) << 16) | stream
}
