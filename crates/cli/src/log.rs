//! What a run reads before it and writes on its way: the recipe, the log, the progress bars.

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::fs::File;
use std::io::{Read, Write, stdin};
use std::path::Path;
use stillroom_engine::EngineError;
use stillroom_spec::{AnyRecipe, ErrorReport, Phase, Report, StepReport, VerdictKind};

/// Reads a recipe of either kind; `-` is standard input.
pub fn read_recipe(path: &Path) -> Result<AnyRecipe> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        stdin().read_to_string(&mut text)
    } else {
        File::open(path).and_then(|mut f| f.read_to_string(&mut text))
    };
    read.with_context(|| format!("the recipe `{}` cannot be read", path.display()))?;
    AnyRecipe::from_json(&text).map_err(|error| named(error, path).into())
}

/// An error in a recipe names its file.
fn named(mut error: ErrorReport, path: &Path) -> ErrorReport {
    let file = if path == Path::new("-") { "standard input".into() } else { path.display().to_string() };
    error.place.get_or_insert_default().file = file;
    error
}

/// Makes a file in the run's folder.
pub fn create(folder: &Path, name: &str) -> Result<File> {
    let path = folder.join(name);
    File::create(&path).with_context(|| format!("`{}` cannot be written", path.display()))
}

/// Steps a run to its end, under progress bars and into the log. What one kind of run alone says goes to `other`, which
/// gives back the end.
pub async fn drive<R>(
    mut step: impl AsyncFnMut() -> Result<Report, EngineError>,
    log: &mut impl Write,
    mut other: impl FnMut(Report) -> Option<R>,
) -> Result<R> {
    let mut bar = ProgressBar::hidden();
    loop {
        match step().await.map_err(ErrorReport::from)? {
            Report::Phase { phase, pair, pairs, steps, .. } => {
                bar.finish();
                bar = phase_bar(phase, pair, pairs, steps)?;
            }
            Report::Progress { phase, done, total } => {
                bar.finish();
                bar = progress_bar(phase, done, total)?;
            }
            Report::Step(step) => log_step(&step, &bar, log)?,
            report => {
                if let Some(end) = bar.suspend(|| other(report)) {
                    bar.finish();
                    return Ok(end);
                }
            }
        }
    }
}

/// The bar of a model's training.
fn phase_bar(phase: Phase, pair: usize, pairs: usize, steps: usize) -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{prefix:14} {wide_bar} {pos}/{len} {per_sec:12} {msg} {eta}")?;
    let prefix =
        if phase == Phase::Teacher { "teacher".into() } else { format!("{} {}/{pairs}", name(phase), pair + 1) };
    Ok(ProgressBar::new(steps as u64).with_style(style).with_prefix(prefix))
}

/// Work without steps: encoding, the report card, the test split.
fn progress_bar(phase: Phase, done: usize, total: usize) -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{prefix:14} {wide_bar} {pos}/{len}")?;
    Ok(ProgressBar::new(total as u64).with_style(style).with_prefix(name(phase)).with_position(done as u64))
}

fn name(phase: Phase) -> &'static str {
    match phase {
        Phase::Prepare => "prepare",
        Phase::Teacher => "teacher",
        Phase::ReportCard => "report card",
        Phase::Student => "student",
        Phase::Control => "control",
        Phase::Evaluate => "evaluate",
        Phase::Done => "done",
    }
}

/// A line of `log.jsonl`, and the bar moved on.
fn log_step(step: &StepReport, bar: &ProgressBar, log: &mut impl Write) -> Result<()> {
    write_line(log, step)?;
    bar.set_position(step.step as u64);
    bar.set_message(format!("loss {:.3}", step.loss));
    Ok(())
}

fn write_line(log: &mut impl Write, line: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *log, line)?;
    Ok(writeln!(log)?)
}

/// The verdict in words.
pub fn verdict_words(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Helps => "distillation helps",
        VerdictKind::DoesNotHelp => "distillation does not help",
        VerdictKind::Inconclusive => "inconclusive",
    }
}
