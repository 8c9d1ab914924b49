use burn::tensor::Device;
use std::cell::Cell;
use stillroom_engine::{Engine, EngineError, Host, LoadedData, load};
use stillroom_spec::{
    Environment, Lane, Phase, Recipe, Report, RunReport, StepReport, TeacherCard, TeacherRecipe, TrainRecipe,
};
use stillroom_testkit::{block_on, toy};

/// A clock that ticks a millisecond at each look, and a memory that grows.
#[derive(Default)]
pub struct Clock(Cell<f64>);

impl Host for Clock {
    fn now_ms(&self) -> f64 {
        self.0.replace(self.0.get() + 1.0)
    }

    fn memory_bytes(&self) -> Option<f64> {
        Some(self.0.get() * 1000.0)
    }
}

impl Clock {
    /// Time that passes between two steps.
    pub fn wait(&self, milliseconds: f64) {
        self.0.set(self.0.get() + milliseconds);
    }
}

/// The toy recipe without dropout: its seed is the device's, and tests share the device.
pub fn recipe() -> Recipe {
    let mut recipe = toy::recipe();
    if let TeacherRecipe::Train { model, .. } = &mut recipe.teacher {
        *model = toy::encoder(16, 0.0);
    }
    recipe
}

pub fn teacher_train(recipe: &mut Recipe) -> &mut TrainRecipe {
    let TeacherRecipe::Train { train, .. } = &mut recipe.teacher else { panic!("the recipe trains a teacher") };
    train
}

pub fn data(recipe: &Recipe, csv: &str) -> LoadedData {
    load(recipe, "toy.csv", Some(csv.len() as f64), csv.as_bytes()).unwrap()
}

pub fn engine(recipe: &Recipe, csv: &str) -> Engine<Clock> {
    let environment = Environment { lane: Lane::Cpu, device: "test".into(), version: "0".into() };
    Engine::new(recipe.clone(), data(recipe, csv), Device::flex(), environment, Clock(Cell::new(0.0))).unwrap()
}

/// Everything that a run said.
#[derive(Default)]
pub struct Log {
    pub all: Vec<Report>,
}

impl Log {
    pub fn steps(&self, phase: Phase) -> Vec<&StepReport> {
        self.all.iter().filter_map(step_of).filter(|step| step.phase == phase).collect()
    }

    pub fn losses(&self, phase: Phase) -> Vec<f64> {
        self.steps(phase).iter().map(|s| s.loss).collect()
    }

    pub fn card(&self) -> Option<&TeacherCard> {
        self.all.iter().find_map(|r| if let Report::Card(card) = r { Some(card) } else { None })
    }

    pub fn done(&self) -> &RunReport {
        let Some(Report::Done(report)) = self.all.last() else { panic!("the run is not done") };
        report
    }
}

fn step_of(report: &Report) -> Option<&StepReport> {
    if let Report::Step(step) = report { Some(step) } else { None }
}

/// Steps to the end.
pub fn run(engine: &mut Engine<Clock>) -> Result<Log, EngineError> {
    let mut log = Log::default();
    loop {
        log.all.push(block_on(engine.step())?);
        if let Some(Report::Done(_)) = log.all.last() {
            return Ok(log);
        }
    }
}

/// A whole run of toy rows in three classes.
pub fn run_toy(recipe: &Recipe) -> Log {
    run(&mut engine(recipe, &toy::csv(3, 30))).unwrap()
}
