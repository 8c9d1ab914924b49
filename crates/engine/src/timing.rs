//! How long things take: one text, a batch, a training step.

use crate::corpus::{Corpus, input};
use crate::plan::Role;
use crate::teacher::TeacherLogits;
use crate::text::TextEncoder;
use crate::trainer::{Assignment, Lesson, Trainer};
use crate::{EngineError, Host, LoadedData};
use burn::tensor::Device;
use stillroom_models::{Classifier, read_values};
use stillroom_spec::{Latency, Phase, Recipe};

const WARM_UP: usize = 5;
const SINGLE_TEXTS: usize = 40;
const BATCH: usize = 32;
const BATCHES: usize = 5;

/// Latency of `model` over `texts`, from text to probabilities on the host.
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
        let rows: Vec<Vec<u32>> = texts.iter().map(|t| encoder.encode(t)).collect();
        let rows: Vec<&[u32]> = rows.iter().map(Vec::as_slice).collect();
        read_values(model.forward(&input(&rows, device))).await?;
        milliseconds.push(host.now_ms() - start);
    }
    Ok(milliseconds)
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
    let texts: Vec<&str> = data.split.train.iter().map(|&i| data.dataset.examples[i].text.as_str()).collect();
    let encoder = TextEncoder::train(&recipe.student.model, &texts)?;
    let corpus = Corpus::encode(&data.dataset, &encoder);
    let classes = data.dataset.classes.len();
    let teacher = TeacherLogits::uniform(data.dataset.examples.len(), classes);
    let model = Classifier::init(&recipe.student.model, encoder.ids(), classes, 0, &device.clone().autodiff());
    let mut trainer = Trainer::new(model, data.split.train.len(), assignment(recipe));
    let validation = data.split.validation.as_slice();
    let lesson = Lesson { corpus: &corpus, train: &data.split.train, validation, teacher: Some(&teacher), classes, device };
    let mut milliseconds = Vec::with_capacity(count);
    for _ in 0..=count {
        milliseconds.push(trainer.step(&lesson, host).await?.milliseconds);
    }
    Ok(milliseconds.split_off(1))
}

fn assignment(recipe: &Recipe) -> Assignment {
    Assignment {
        phase: Phase::Student,
        pair: 0,
        recipe: recipe.student.train.clone(),
        terms: recipe.student.objectives.clone(),
        seed: 0,
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
