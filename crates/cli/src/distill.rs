//! `stillroom distill`: a recipe from beginning to end.

use crate::device::DeviceChoice;
use crate::host::NativeHost;
use crate::output::print;
use crate::source;
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write, stdin};
use std::path::Path;
use stillroom_engine::{Engine, EngineError};
use stillroom_spec::{
    ErrorReport, Phase, Recipe, Report, RunReport, StepReport, TeacherCard, TeacherWarning, Verdict, VerdictKind,
};

/// Runs the recipe and writes what it made to `out`.
pub fn run(recipe: &Path, out: &Path, device: DeviceChoice) -> Result<()> {
    let folder = recipe.parent().unwrap_or(Path::new("."));
    let recipe = read_recipe(recipe)?;
    let data = source::open(&recipe, folder)?;
    let (device, environment) = device.open()?;
    fs::create_dir_all(out).with_context(|| format!("`{}` cannot be made", out.display()))?;
    let mut log = BufWriter::new(create(out, "log.jsonl")?);
    let mut engine = Engine::new(recipe, data, device, environment, NativeHost::new()).map_err(ErrorReport::from)?;
    let report = pollster::block_on(drive(&mut engine, &mut log))?;
    log.flush()?;
    write_student(&engine, out)?;
    serde_json::to_writer_pretty(create(out, "report.json")?, &report)?;
    print_summary(&report, out)
}

fn read_recipe(path: &Path) -> Result<Recipe> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        stdin().read_to_string(&mut text)
    } else {
        File::open(path).and_then(|mut f| f.read_to_string(&mut text))
    };
    read.with_context(|| format!("the recipe `{}` cannot be read", path.display()))?;
    Recipe::from_json(&text).map_err(|error| named(error, path).into())
}

/// An error in a recipe names its file.
fn named(mut error: ErrorReport, path: &Path) -> ErrorReport {
    let file = if path == Path::new("-") { "standard input".into() } else { path.display().to_string() };
    error.place.get_or_insert_default().file = file;
    error
}

fn create(folder: &Path, name: &str) -> Result<File> {
    let path = folder.join(name);
    File::create(&path).with_context(|| format!("`{}` cannot be written", path.display()))
}

async fn drive(engine: &mut Engine<NativeHost>, log: &mut impl Write) -> Result<RunReport> {
    let mut bar = ProgressBar::hidden();
    loop {
        match engine.step().await.map_err(ErrorReport::from)? {
            Report::Phase { phase, pair, pairs, steps, .. } => {
                bar.finish();
                bar = phase_bar(phase, pair, pairs, steps)?;
            }
            Report::Step(step) => log_step(&step, &bar, log)?,
            Report::Card(card) => bar.suspend(|| print_card(&card)),
            Report::Progress { phase, done, total } => {
                bar.finish();
                bar = progress_bar(phase, done, total)?;
            }
            Report::Done(report) => {
                bar.finish();
                return Ok(*report);
            }
            // Of language models.
            Report::Sample(_) | Report::LanguageCard(_) | Report::LanguageDone(_) => {}
        }
    }
}

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

fn print_card(card: &TeacherCard) {
    let control = card.control_accuracy.map(|a| format!(", control {a:.3}")).unwrap_or_default();
    let (accuracy, majority) = (card.metrics.accuracy, card.majority_accuracy);
    eprintln!("teacher: validation accuracy {accuracy:.3} (majority {majority:.3}{control})");
    for warning in &card.warnings {
        eprintln!(
            "warning: {}",
            match warning {
                TeacherWarning::NoBetterThanMajority =>
                    "the teacher is no better than always saying the most frequent class",
                TeacherWarning::NoBetterThanControl =>
                    "the teacher is no better than the student alone: there is little to teach",
            }
        );
    }
}

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

fn write_student(engine: &Engine<NativeHost>, out: &Path) -> Result<()> {
    let package = pollster::block_on(engine.student()).map_err(ErrorReport::from)?;
    for (name, bytes) in package.files().map_err(|e| ErrorReport::from(EngineError::Format(e)))? {
        create(out, name)?.write_all(&bytes)?;
    }
    Ok(())
}

fn print_summary(report: &RunReport, out: &Path) -> Result<()> {
    let rows =
        [("teacher", report.teacher.as_ref()), ("student", Some(&report.student)), ("control", Some(&report.control))];
    for (name, model) in rows.into_iter().filter_map(|(n, m)| m.map(|m| (n, m))) {
        let [low, high] = model.test.accuracy_interval;
        print(&format!(
            "{name:8} test accuracy {:.3} [{low:.3}, {high:.3}]  {:>9} parameters",
            model.test.accuracy, model.parameters
        ))?;
    }
    print(&sentence(&report.verdict))?;
    print(&format!("{:.1} s; written to {}", report.seconds, out.display()))
}

fn sentence(verdict: &Verdict) -> String {
    let Verdict { difference, interval: [low, high], pairs, .. } = verdict;
    let what = match verdict.kind {
        VerdictKind::Helps => "distillation helps",
        VerdictKind::DoesNotHelp => "distillation does not help",
        VerdictKind::Inconclusive => "inconclusive",
    };
    format!("{what}: accuracy {difference:+.4} against the control, 95 % [{low:+.4}, {high:+.4}], {pairs} pairs")
}
