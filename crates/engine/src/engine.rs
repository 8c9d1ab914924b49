//! The step machine.

use crate::corpus::{Corpus, input};
use crate::evaluate::{Cast, Exam, Trained};
use crate::plan::{Role, Task, plan};
use crate::predictor::logits;
use crate::teacher::TeacherLogits;
use crate::text::TextEncoder;
use crate::timing::{latency, phase};
use crate::trainer::{Assignment, Lesson, Trainer};
use crate::{EngineError, Host, LoadedData};
use burn::tensor::Device;
use std::collections::VecDeque;
use stillroom_formats::{Manifest, PACKAGE_VERSION, StudentPackage};
use stillroom_models::{Classifier, count_parameters, named_parameters, read_values};
use stillroom_spec::{
    Environment, ModelRecipe, Objective, Phase, Prediction, REPORT_VERSION, Recipe, Report, RunReport, TeacherCard,
    TeacherRecipe, TeacherWarning, TrainRecipe, WeightedObjective,
};

/// Rows that the teacher is asked about in one step.
const ROWS_PER_STEP: usize = 256;

/// A run: made once, stepped until [`Report::Done`].
pub struct Engine<H> {
    host: H,
    device: Device,
    environment: Environment,
    recipe: Recipe,
    data: LoadedData,
    tasks: VecDeque<Task>,
    task_count: usize,
    teacher_text: Option<Readable>,
    student_text: Option<Readable>,
    teacher_logits: Option<TeacherLogits>,
    consulted: usize,
    active: Option<Trainer>,
    cast: Cast,
    started_ms: f64,
    peak_memory: Option<f64>,
}

/// A network's way of reading, and all rows read.
struct Readable {
    encoder: TextEncoder,
    corpus: Corpus,
}

impl<H: Host> Engine<H> {
    /// A run of `recipe` on `data`; nothing is computed before the first step.
    ///
    /// # Errors
    /// [`EngineError::Recipe`] if the recipe is not valid.
    pub fn new(
        recipe: Recipe,
        data: LoadedData,
        device: Device,
        environment: Environment,
        host: H,
    ) -> Result<Self, EngineError> {
        recipe.validate()?;
        let tasks = plan(&recipe);
        let soft = matches!(recipe.teacher, TeacherRecipe::SoftLabels {});
        Ok(Self {
            task_count: tasks.len(),
            tasks,
            teacher_text: None,
            student_text: None,
            teacher_logits: soft.then(|| TeacherLogits::from_soft_labels(&data.dataset)),
            consulted: 0,
            active: None,
            cast: Cast::default(),
            started_ms: host.now_ms(),
            peak_memory: None,
            host,
            device,
            environment,
            recipe,
            data,
        })
    }

    /// Does the next piece of work.
    ///
    /// # Errors
    /// [`EngineError`]; the run cannot be stepped further, but its models can still be asked and saved.
    pub async fn step(&mut self) -> Result<Report, EngineError> {
        if let Some(trainer) = self.active.take() {
            return self.train(trainer).await;
        }
        let task = self.tasks.pop_front().ok_or(EngineError::State("the run is over"))?;
        match task {
            Task::Encode(role) => self.encode(role),
            Task::Train(role, pair) => self.begin(role, pair),
            Task::Consult => self.consult().await,
            Task::Card => self.card().await,
            Task::Score(role) => self.score(role).await,
            Task::Measure(role) => self.measure(role).await,
            Task::Verdict => self.sum_up(),
        }
    }

    /// Ends the phase in hand after its next step.
    pub fn skip(&mut self) {
        if let Some(trainer) = &mut self.active {
            trainer.stop();
        }
    }

    /// What the models say of a text now; a model that has not begun says nothing.
    ///
    /// # Errors
    /// [`EngineError::Device`] if the device cannot be read.
    pub async fn predict(&self, text: &str) -> Result<Prediction, EngineError> {
        Ok(Prediction {
            classes: self.data.dataset.classes.clone(),
            teacher: self.ask(Role::Teacher, text).await?,
            student: self.ask(Role::Student, text).await?,
            control: self.ask(Role::Control, text).await?,
        })
    }

    /// The first pair's student as a package.
    ///
    /// # Errors
    /// [`EngineError::State`] before it has begun.
    pub async fn student(&self) -> Result<StudentPackage, EngineError> {
        let nothing = EngineError::State("there is no student yet");
        let (Some(model), Some(text)) = (self.current(Role::Student), &self.student_text) else {
            return Err(nothing);
        };
        let manifest = Manifest {
            version: PACKAGE_VERSION,
            model: self.recipe.student.model.clone(),
            ids: text.encoder.ids(),
            classes: self.data.dataset.classes.clone(),
        };
        let weights = named_parameters(&model).await?;
        Ok(StudentPackage { manifest, tokenizer: text.encoder.tokenizer_json(), recipe: self.recipe.clone(), weights })
    }

    /// The host that drives this run.
    pub fn host(&self) -> &H {
        &self.host
    }

    async fn ask(&self, role: Role, text: &str) -> Result<Option<Vec<f32>>, EngineError> {
        let (Some(model), Some(readable)) = (self.current(role), self.text(role)) else { return Ok(None) };
        let ids = readable.encoder.encode(text);
        Ok(Some(read_values(model.forward(&input(&[&ids], &self.device))).await?))
    }

    /// The model of the first pair, trained or in training.
    fn current(&self, role: Role) -> Option<Classifier> {
        let trained = self.cast.of(role).first().map(|t| t.model.clone());
        let active = self.active.as_ref().filter(|t| t.phase() == phase(role) && t.pair() == 0);
        trained.or_else(|| active.map(Trainer::current))
    }

    fn text(&self, role: Role) -> Option<&Readable> {
        if role == Role::Teacher { self.teacher_text.as_ref() } else { self.student_text.as_ref() }
    }

    fn need_text(&self, role: Role) -> Result<&Readable, EngineError> {
        self.text(role).ok_or(EngineError::State("the rows are not encoded yet"))
    }

    fn model_recipe(&self, role: Role) -> Result<(&ModelRecipe, &TrainRecipe), EngineError> {
        match (&self.recipe.teacher, role) {
            (TeacherRecipe::Train { model, train }, Role::Teacher) => Ok((model, train)),
            (TeacherRecipe::SoftLabels {}, Role::Teacher) => Err(EngineError::State("the recipe trains no teacher")),
            _ => Ok((&self.recipe.student.model, &self.recipe.student.train)),
        }
    }

    fn progress(&self, phase: Phase) -> Report {
        Report::Progress { phase, done: self.task_count - self.tasks.len(), total: self.task_count }
    }

    fn encode(&mut self, role: Role) -> Result<Report, EngineError> {
        let texts: Vec<&str> =
            self.data.split.train.iter().map(|&i| self.data.dataset.examples[i].text.as_str()).collect();
        let encoder = TextEncoder::train(self.model_recipe(role)?.0, &texts)?;
        let corpus = Corpus::encode(&self.data.dataset, &encoder);
        let readable = Some(Readable { encoder, corpus });
        match role {
            Role::Teacher => self.teacher_text = readable,
            _ => self.student_text = readable,
        }
        Ok(self.progress(Phase::Prepare))
    }

    fn begin(&mut self, role: Role, pair: usize) -> Result<Report, EngineError> {
        if role == Role::Student && pair > 0 && self.is_over_budget() {
            self.tasks.retain(|t| !matches!(t, Task::Train(..)));
            return Ok(self.progress(Phase::Evaluate));
        }
        let seed = pair_seed(self.recipe.seed, role, pair);
        self.device.seed(seed);
        let (model, train) = self.model_recipe(role)?;
        let ids = self.need_text(role)?.encoder.ids();
        let model = Classifier::init(model, ids, self.data.dataset.classes.len(), seed, &self.device.clone().autodiff());
        let assignment = Assignment { phase: phase(role), pair, recipe: train.clone(), terms: self.terms(role), seed };
        let parameters = count_parameters(&model);
        let trainer = Trainer::new(model, self.data.split.train.len(), assignment);
        let steps = trainer.steps();
        self.active = Some(trainer);
        self.peak_memory = self.host.memory_bytes();
        Ok(Report::Phase { phase: phase(role), pair, pairs: self.recipe.evaluation.pairs, steps, parameters })
    }

    fn terms(&self, role: Role) -> Vec<WeightedObjective> {
        match role {
            Role::Student => self.recipe.student.objectives.clone(),
            _ => vec![WeightedObjective { weight: 1.0, objective: Objective::Hard {} }],
        }
    }

    fn is_over_budget(&self) -> bool {
        let seconds = (self.host.now_ms() - self.started_ms) / 1000.0;
        self.recipe.evaluation.budget_seconds.is_some_and(|budget| seconds > budget)
    }

    async fn train(&mut self, mut trainer: Trainer) -> Result<Report, EngineError> {
        let role = match trainer.phase() {
            Phase::Teacher => Role::Teacher,
            Phase::Student => Role::Student,
            _ => Role::Control,
        };
        let lesson = Lesson {
            corpus: &self.need_text(role)?.corpus,
            train: &self.data.split.train,
            validation: &self.data.split.validation,
            teacher: self.teacher_logits.as_ref().filter(|_| role == Role::Student),
            classes: self.data.dataset.classes.len(),
            device: &self.device,
        };
        let report = trainer.step(&lesson, &self.host).await;
        self.peak_memory = max(self.peak_memory, self.host.memory_bytes());
        if report.is_ok() && trainer.is_finished() {
            let (model, summary) = trainer.finish();
            let trained = Trained { model, summary, peak_memory: self.peak_memory, test_logits: Vec::new() };
            self.cast.add(role, trained);
        } else {
            self.active = Some(trainer);
        }
        Ok(Report::Step(report?))
    }

    /// Asks the teacher about the next rows; comes back until all are asked.
    async fn consult(&mut self) -> Result<Report, EngineError> {
        let (examples, classes) = (self.data.dataset.examples.len(), self.data.dataset.classes.len());
        let indices: Vec<usize> = (self.consulted..examples.min(self.consulted + ROWS_PER_STEP)).collect();
        let teacher = self.cast.teacher.as_ref().ok_or(EngineError::State("the teacher is not trained yet"))?;
        let corpus = &self.need_text(Role::Teacher)?.corpus;
        let values = logits(&teacher.model, corpus, &indices, &self.device).await?;
        self.teacher_logits.get_or_insert_with(|| TeacherLogits::uniform(examples, classes)).put(&indices, &values);
        self.consulted += indices.len();
        if self.consulted < examples {
            self.tasks.push_front(Task::Consult);
        }
        Ok(Report::Progress { phase: Phase::ReportCard, done: self.consulted, total: examples })
    }

    async fn card(&self) -> Result<Report, EngineError> {
        let classes = self.data.dataset.classes.len();
        let validation = &self.data.split.validation;
        let student = self.need_text(Role::Student)?;
        let labels = student.corpus.labels(validation);
        let teacher = self.teacher_logits.as_ref().ok_or(EngineError::State("the teacher is not trained yet"))?;
        let metrics = stillroom_eval::metrics(&teacher.rows(validation), classes, &labels, None);
        let control = self.cast.controls.first().ok_or(EngineError::State("the control is not trained yet"))?;
        let control = logits(&control.model, &student.corpus, validation, &self.device).await?;
        let control_accuracy = Some(stillroom_eval::metrics(&control, classes, &labels, None).accuracy);
        let majority_accuracy = self.majority_accuracy(&labels);
        let warnings = warnings(metrics.accuracy, majority_accuracy, control_accuracy);
        Ok(Report::Card(TeacherCard { metrics, majority_accuracy, control_accuracy, warnings }))
    }

    fn majority_accuracy(&self, labels: &[usize]) -> f64 {
        let mut rows = vec![0; self.data.dataset.classes.len()];
        self.data.split.train.iter().for_each(|&i| rows[self.data.dataset.examples[i].label] += 1);
        let majority = (0..rows.len()).max_by_key(|&c| rows[c]).unwrap_or(0);
        labels.iter().filter(|&&l| l == majority).count() as f64 / labels.len().max(1) as f64
    }

    async fn score(&mut self, role: Role) -> Result<Report, EngineError> {
        let test = &self.data.split.test;
        let mut all = Vec::new();
        for trained in self.cast.of(role) {
            all.push(match &self.teacher_logits {
                Some(known) if role == Role::Teacher => known.rows(test),
                _ => logits(&trained.model, &self.need_text(role)?.corpus, test, &self.device).await?,
            });
        }
        self.cast.of_mut(role).iter_mut().zip(all).for_each(|(t, l)| t.test_logits = l);
        Ok(self.progress(Phase::Evaluate))
    }

    async fn measure(&mut self, role: Role) -> Result<Report, EngineError> {
        let texts: Vec<&str> =
            self.data.split.test.iter().map(|&i| self.data.dataset.examples[i].text.as_str()).collect();
        if let Some(trained) = self.cast.of(role).first() {
            let encoder = &self.need_text(role)?.encoder;
            let latency = latency(&trained.model, encoder, &texts, &self.device, &self.host).await?;
            self.cast.latencies.push((role, latency));
        }
        Ok(self.progress(Phase::Evaluate))
    }

    fn sum_up(&mut self) -> Result<Report, EngineError> {
        let test = &self.data.split.test;
        let classes = self.data.dataset.classes.len();
        let labels = self.need_text(Role::Student)?.corpus.labels(test);
        let teacher = self.teacher_logits.as_ref().ok_or(EngineError::State("there are no soft targets yet"))?;
        let teacher = stillroom_eval::predictions(&teacher.rows(test), classes);
        let exam = Exam { labels: &labels, classes, teacher: &teacher };
        let seed = u64::from(self.recipe.seed);
        let missing = EngineError::State("a student and a control must be trained before the verdict");
        let verdict = self.cast.verdict(&exam, self.recipe.evaluation.resamples, seed)?;
        let (Some(student), Some(control)) =
            (self.cast.report(Role::Student, &exam), self.cast.report(Role::Control, &exam))
        else {
            return Err(missing);
        };
        Ok(Report::Done(Box::new(RunReport {
            version: REPORT_VERSION,
            recipe: self.recipe.clone(),
            environment: self.environment.clone(),
            data: self.data.report.clone(),
            teacher: self.cast.report(Role::Teacher, &exam),
            student,
            control,
            verdict,
            seconds: (self.host.now_ms() - self.started_ms) / 1000.0,
        })))
    }
}

/// Student and control of a pair share their seed: the same weights and batches.
fn pair_seed(seed: u32, role: Role, pair: usize) -> u64 {
    let stream = if role == Role::Teacher { 0 } else { pair as u64 + 1 };
    (u64::from(seed) << 16) | stream
}

fn warnings(teacher: f64, majority: f64, control: Option<f64>) -> Vec<TeacherWarning> {
    let mut found = Vec::new();
    if teacher <= majority {
        found.push(TeacherWarning::NoBetterThanMajority);
    }
    if control.is_some_and(|c| teacher <= c) {
        found.push(TeacherWarning::NoBetterThanControl);
    }
    found
}

fn max(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.into_iter().chain(b).reduce(f64::max)
}
