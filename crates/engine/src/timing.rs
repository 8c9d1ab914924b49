//! How long things take: one text, a batch, a training step.

use crate::corpus::{Corpus, input};
use crate::plan::Role;
use crate::teacher::TeacherLogits;
use crate::text::TextEncoder;
use crate::trainer::{Assignment, Lesson, Trainer};
use crate::{EngineError, Host, LoadedData};
use burn::tensor::Device;
use stillroom_models::{Classifier, read_values};
use stillroom_spec::{Latency, ModelRecipe, Objective, Phase, Recipe, TeacherRecipe, TrainRecipe, WeightedObjective};

const WARM_UP: usize = 5;
const SINGLE_TEXTS: usize = 40;
const BATCH: usize = 32;
const BATCHES: usize = 5;
/// Least milliseconds that a measurement lasts. A tab's clock ticks every 0.1 ms, in some browsers every 1 ms, and a
/// small student answers in a fraction of that.
const LEAST_MS: f64 = 5.0;
/// Bounds a measurement where the clock stands still.
const MOST_REPETITIONS: u32 = 2000;

/// Latency of `model` over `texts`, from text to probabilities on the host. Each text is asked as often as it takes
/// to outlast the clock's tick, and counts with its mean.
pub(crate) async fn latency(
    model: &Classifier,
    encoder: &TextEncoder,
    texts: &[&str],
    device: &Device,
    host: &impl Host,
) -> Result<Latency, EngineError> {
    let singles: Vec<Vec<&str>> = texts.iter().cycle().take(WARM_UP + SINGLE_TEXTS).map(|&t| vec![t]).collect();
    let batches: Vec<Vec<&str>> =
        (0..=BATCHES).map(|b| texts.iter().cycle().skip(b * BATCH).take(BATCH).copied().collect()).collect();
    let single_ms = time(model, encoder, &singles, device, host).await?;
    let batch_ms = time(model, encoder, &batches, device, host).await?;
    Ok(stillroom_eval::latency(&single_ms[WARM_UP..], BATCH, &batch_ms[1..]))
}

async fn time(
    model: &Classifier,
    encoder: &TextEncoder,
    batches: &[Vec<&str>],
    device: &Device,
    host: &impl Host,
) -> Result<Vec<f64>, EngineError> {
    let mut milliseconds = Vec::with_capacity(batches.len());
    for texts in batches {
        let start = host.now_ms();
        let (mut elapsed, mut repetitions) = (0.0, 0);
        while elapsed < LEAST_MS && repetitions < MOST_REPETITIONS {
            answer(model, encoder, texts, device).await?;
            elapsed = host.now_ms() - start;
            repetitions += 1;
        }
        milliseconds.push(elapsed / f64::from(repetitions));
    }
    Ok(milliseconds)
}

async fn answer(
    model: &Classifier,
    encoder: &TextEncoder,
    texts: &[&str],
    device: &Device,
) -> Result<Vec<f32>, EngineError> {
    let rows: Vec<Vec<u32>> = texts.iter().map(|t| encoder.encode(t)).collect::<Result<_, _>>()?;
    let rows: Vec<&[u32]> = rows.iter().map(Vec::as_slice).collect();
    Ok(read_values(model.forward(&input(&rows, encoder.frame(), device))).await?)
}

/// Milliseconds of each of `count` training steps of the recipe's own student, after one that warms up.
///
/// # Errors
/// As a run's own steps.
pub async fn time_student_steps(
    recipe: &Recipe,
    data: &LoadedData,
    device: &Device,
    host: &impl Host,
    count: usize,
) -> Result<Vec<f64>, EngineError> {
    let student = Rehearsal {
        model: &recipe.student.model,
        train: &recipe.student.train,
        terms: &recipe.student.objectives,
        phase: Phase::Student,
    };
    Ok(student.steps(data, device, host, 1 + count).await?.split_off(1))
}

/// Takes one step of every network that a run of `recipe` will train, so that a GPU's kernels are compiled
/// before the run begins. Leaves no trace but that.
///
/// # Errors
/// As a run's own steps.
pub async fn warm_up(recipe: &Recipe, data: &LoadedData, device: &Device, host: &impl Host) -> Result<(), EngineError> {
    let hard = vec![WeightedObjective { weight: 1.0, objective: Objective::Hard {} }];
    if let TeacherRecipe::Train { model, train } = &recipe.teacher {
        let teacher = Rehearsal { model, train, terms: &hard, phase: Phase::Teacher };
        teacher.steps(data, device, host, 1).await?;
    }
    time_student_steps(recipe, data, device, host, 0).await.map(drop)
}

/// Training steps outside any run.
struct Rehearsal<'a> {
    model: &'a ModelRecipe,
    train: &'a TrainRecipe,
    terms: &'a [WeightedObjective],
    phase: Phase,
}

impl Rehearsal<'_> {
    /// Milliseconds of the first `count` steps.
    async fn steps(
        &self,
        data: &LoadedData,
        device: &Device,
        host: &impl Host,
        count: usize,
    ) -> Result<Vec<f64>, EngineError> {
        let texts: Vec<&str> = data.split.train.iter().map(|&i| data.dataset.examples[i].text.as_str()).collect();
        let encoder = TextEncoder::train(self.model, &texts)?;
        let corpus = Corpus::encode(&data.dataset, &encoder)?;
        let classes = data.dataset.classes.len();
        let teacher = TeacherLogits::uniform(data.dataset.examples.len(), classes);
        let model = Classifier::init(self.model, encoder.ids(), classes, 0, &device.clone().autodiff());
        let mut trainer = Trainer::new(model, data.split.train.len(), self.assignment());
        let (train, validation) = (data.split.train.as_slice(), data.split.validation.as_slice());
        let lesson = Lesson { corpus: &corpus, train, validation, teacher: Some(&teacher), classes, device };
        let mut milliseconds = Vec::with_capacity(count);
        for _ in 0..count {
            milliseconds.push(trainer.step(&lesson, host).await?.milliseconds);
        }
        Ok(milliseconds)
    }

    fn assignment(&self) -> Assignment {
        let (recipe, terms) = (self.train.clone(), self.terms.to_vec());
        Assignment { phase: self.phase, pair: 0, recipe, terms, seed: 0 }
    }
}

/// A role's phase.
pub(crate) fn phase(role: Role) -> Phase {
    match role {
        Role::Teacher => Phase::Teacher,
        Role::Student => Phase::Student,
        Role::Control => Phase::Control,
    }
}
