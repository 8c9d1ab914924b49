//! The step machine.

use crate::adopted::Adopted;
use crate::corpus::{Corpus, input};
use crate::evaluate::{Cast, Trained};
use crate::plan::{Role, Task, plan};
use crate::teacher::TeacherLogits;
use crate::text::TextEncoder;
use crate::timing::phase;
use crate::trainer::{Assignment, Lesson, Trainer};
use crate::{EngineError, Host, LoadedData};
use burn::tensor::Device;
use std::collections::VecDeque;
use stillroom_formats::{Manifest, PACKAGE_VERSION, StudentPackage, classifier_card};
use stillroom_models::{Classifier, count_parameters, named_parameters, read_values};
use stillroom_spec::{
    Environment, ModelRecipe, Objective, Phase, Prediction, Recipe, Report, RunReport, TeacherRecipe, TrainRecipe,
    WeightedObjective,
};

/// A run: made once, stepped until [`Report::Done`].
pub struct Engine<H> {
    pub(crate) host: H,
    pub(crate) device: Device,
    pub(crate) environment: Environment,
    pub(crate) recipe: Recipe,
    pub(crate) data: LoadedData,
    pub(crate) tasks: VecDeque<Task>,
    task_count: usize,
    pub(crate) teacher_text: Option<Readable>,
    student_text: Option<Readable>,
    pub(crate) teacher_logits: Option<TeacherLogits>,
    pub(crate) consulted: usize,
    /// The recipe's pretrained teacher.
    pub(crate) adopted: Option<Adopted>,
    active: Option<Trainer>,
    pub(crate) cast: Cast,
    /// Time spent in steps: a pause costs nothing, neither of the budget nor in the report.
    pub(crate) milliseconds: f64,
    failed: bool,
    peak_memory: Option<f64>,
    /// Once the run is over.
    report: Option<Box<RunReport>>,
}

/// A network's way of reading, and all rows read.
pub(crate) struct Readable {
    pub(crate) encoder: TextEncoder,
    pub(crate) corpus: Corpus,
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
        let tasks = plan(&recipe, data.is_labelled(&recipe));
        let soft = matches!(recipe.teacher, TeacherRecipe::SoftLabels {});
        Ok(Self {
            task_count: tasks.len(),
            tasks,
            teacher_text: None,
            student_text: None,
            teacher_logits: soft.then(|| TeacherLogits::from_soft_labels(&data.dataset)),
            consulted: 0,
            adopted: None,
            active: None,
            cast: Cast::default(),
            milliseconds: 0.0,
            failed: false,
            peak_memory: None,
            report: None,
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
        if self.failed {
            return Err(EngineError::State("the run ended with an error"));
        }
        let start = self.host.now_ms();
        let report = self.next().await;
        self.milliseconds += self.host.now_ms() - start;
        self.failed = report.is_err();
        report
    }

    async fn next(&mut self) -> Result<Report, EngineError> {
        if let Some(trainer) = self.active.take() {
            return self.train(trainer).await;
        }
        let task = self.tasks.pop_front().ok_or(EngineError::State("the run is over"))?;
        match task {
            Task::Encode(role) => self.encode(role),
            Task::Fetch => self.fetch(),
            Task::Read => self.read().await,
            Task::Train(role, pair) => self.begin(role, pair),
            Task::Consult => self.consult().await,
            Task::Card => self.card().await,
            Task::Score(role) => self.score(role).await,
            Task::Measure(role) => self.measure(role).await,
            Task::Verdict => {
                let report = self.sum_up()?;
                if let Report::Done(report) = &report {
                    self.report = Some(report.clone());
                }
                Ok(report)
            }
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

    /// The first pair's student as a package; its card knows the verdict once the run is over.
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
        let readme = Some(classifier_card(&self.recipe, &manifest, self.report.as_deref()));
        let (tokenizer, recipe) = (text.encoder.tokenizer_json(), self.recipe.clone());
        Ok(StudentPackage { manifest, tokenizer, recipe, readme, weights })
    }

    /// The host that drives this run.
    pub fn host(&self) -> &H {
        &self.host
    }

    async fn ask(&self, role: Role, text: &str) -> Result<Option<Vec<f32>>, EngineError> {
        let (Some(model), Some(readable)) = (self.current(role), self.text(role)) else { return Ok(None) };
        let ids = readable.encoder.encode(text)?;
        Ok(Some(read_values(model.forward(&input(&[&ids], readable.encoder.frame(), &self.device))).await?))
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

    pub(crate) fn need_text(&self, role: Role) -> Result<&Readable, EngineError> {
        self.text(role).ok_or(EngineError::State("the rows are not encoded yet"))
    }

    fn model_recipe(&self, role: Role) -> Result<(&ModelRecipe, &TrainRecipe), EngineError> {
        match (&self.recipe.teacher, role) {
            (TeacherRecipe::Train { model, train }, Role::Teacher) => Ok((model, train)),
            (_, Role::Teacher) => Err(EngineError::State("the recipe makes no teacher")),
            _ => Ok((&self.recipe.student.model, &self.recipe.student.train)),
        }
    }

    pub(crate) fn progress(&self, phase: Phase) -> Report {
        Report::Progress { phase, done: self.task_count - self.tasks.len(), total: self.task_count }
    }

    fn encode(&mut self, role: Role) -> Result<Report, EngineError> {
        let encoder = self.encoder(role)?;
        let corpus = Corpus::encode(&self.data.dataset, &encoder)?;
        let readable = Some(Readable { encoder, corpus });
        match role {
            Role::Teacher => self.teacher_text = readable,
            _ => self.student_text = readable,
        }
        Ok(self.progress(Phase::Prepare))
    }

    fn encoder(&self, role: Role) -> Result<TextEncoder, EngineError> {
        if let (Role::Teacher, Some(_)) = (role, self.recipe.teacher.pretrained()) {
            return self.adopted()?.encoder();
        }
        let text = |&i: &usize| self.data.dataset.examples[i].text.as_str();
        let texts: Vec<&str> = self.data.split.train.iter().map(text).collect();
        TextEncoder::train(self.model_recipe(role)?.0, &texts)
    }

    fn begin(&mut self, role: Role, pair: usize) -> Result<Report, EngineError> {
        if role == Role::Student && pair > 0 && self.is_over_budget() {
            self.tasks.retain(|t| !matches!(t, Task::Train(..)));
            return Ok(self.progress(Phase::Evaluate));
        }
        let seed = pair_seed(self.recipe.seed, role, pair);
        self.device.seed(seed);
        let (model, recipe) = self.beginner(role, seed)?;
        let assignment = Assignment { phase: phase(role), pair, recipe, terms: self.terms(role), seed };
        let parameters = count_parameters(&model);
        let trainer = Trainer::new(model, self.data.split.train.len(), assignment);
        let steps = trainer.steps();
        self.active = Some(trainer);
        self.peak_memory = self.host.memory_bytes();
        Ok(Report::Phase { phase: phase(role), pair, pairs: self.recipe.evaluation.pairs, steps, parameters })
    }

    /// A model that has learnt nothing yet of these rows, and how it will.
    fn beginner(&mut self, role: Role, seed: u64) -> Result<(Classifier, TrainRecipe), EngineError> {
        if let (Role::Teacher, Some(adopted)) = (role, &mut self.adopted) {
            return adopted.beginner();
        }
        let (model, train) = self.model_recipe(role)?;
        let ids = self.need_text(role)?.encoder.ids();
        let device = self.device.clone().autodiff();
        Ok((Classifier::init(model, ids, self.data.dataset.classes.len(), seed, &device), train.clone()))
    }

    fn terms(&self, role: Role) -> Vec<WeightedObjective> {
        match role {
            Role::Student => self.recipe.student.objectives.clone(),
            _ => vec![WeightedObjective { weight: 1.0, objective: Objective::Hard {} }],
        }
    }

    fn is_over_budget(&self) -> bool {
        self.recipe.evaluation.budget_seconds.is_some_and(|budget| self.milliseconds / 1000.0 > budget)
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
            let model = merged(model);
            let trained = Trained { model, summary, peak_memory: self.peak_memory, test_logits: Vec::new() };
            self.cast.add(role, trained);
        } else {
            self.active = Some(trainer);
        }
        Ok(Report::Step(report?))
    }
}

/// Student and control of a pair share their seed: the same weights and batches.
pub(crate) fn pair_seed(seed: u32, role: Role, pair: usize) -> u64 {
    let stream = if role == Role::Teacher { 0 } else { pair as u64 + 1 };
    (u64::from(seed) << 16) | stream
}

/// What was added to a pretrained model's matrices while it learnt becomes part of them.
fn merged(model: Classifier) -> Classifier {
    match model {
        Classifier::Pretrained(model) => Classifier::Pretrained(model.merged()),
        other => other,
    }
}

fn max(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.into_iter().chain(b).reduce(f64::max)
}
