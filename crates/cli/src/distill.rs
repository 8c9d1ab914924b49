//! `stillroom distill`: a recipe from beginning to end.

use crate::device::DeviceChoice;
use crate::host::NativeHost;
use crate::log::{create, drive, read_recipe, verdict_words};
use crate::output::print;
use crate::{models, source};
use anyhow::{Context, Result};
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use stillroom_engine::{Engine, EngineError};
use stillroom_spec::{AnyRecipe, ErrorReport, Recipe, Report, RunReport, TeacherCard, TeacherWarning, Verdict};

/// Runs the recipe and writes what it made to `out`.
pub fn run(recipe: &Path, out: &Path, device: DeviceChoice) -> Result<()> {
    let folder = recipe.parent().unwrap_or(Path::new("."));
    match read_recipe(recipe)? {
        AnyRecipe::Classifier(recipe) => classifier(recipe, folder, out, device),
        AnyRecipe::Language(recipe) => crate::language::run(recipe, folder, out, device),
    }
}

fn classifier(recipe: Recipe, folder: &Path, out: &Path, device: DeviceChoice) -> Result<()> {
    let data = source::open(&recipe, folder)?;
    let (device, environment) = device.open()?;
    fs::create_dir_all(out).with_context(|| format!("`{}` cannot be made", out.display()))?;
    let mut log = BufWriter::new(create(out, "log.jsonl")?);
    let models = models::open(recipe.teacher.pretrained(), folder)?;
    let engine = Engine::new(recipe, data, device, environment, NativeHost::new());
    let mut engine = engine.and_then(|engine| engine.with_models(&models)).map_err(ErrorReport::from)?;
    drop(models);
    let report = pollster::block_on(drive(async || engine.step().await, &mut log, tell))?;
    log.flush()?;
    write_student(&engine, out)?;
    write_teacher(&engine, out)?;
    serde_json::to_writer_pretty(create(out, "report.json")?, &report)?;
    print_summary(&report, out)
}

/// Shows what comes between the steps; gives back the end.
fn tell(report: Report) -> Option<RunReport> {
    match report {
        Report::Card(card) => print_card(&card),
        Report::Done(report) => return Some(*report),
        _ => {}
    }
    None
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

fn write_student(engine: &Engine<NativeHost>, out: &Path) -> Result<()> {
    let package = pollster::block_on(engine.student()).map_err(ErrorReport::from)?;
    for (name, bytes) in package.files().map_err(|e| ErrorReport::from(EngineError::Format(e)))? {
        create(out, name)?.write_all(&bytes)?;
    }
    Ok(())
}

/// A pretrained teacher that was fitted lies beside the student.
fn write_teacher(engine: &Engine<NativeHost>, out: &Path) -> Result<()> {
    let Some(files) = pollster::block_on(engine.fitted_teacher()).map_err(ErrorReport::from)? else { return Ok(()) };
    let folder = out.join("teacher");
    fs::create_dir_all(&folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
    for (name, bytes) in files {
        create(&folder, name)?.write_all(&bytes)?;
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
    let Verdict { kind, difference, interval: [low, high], pairs, .. } = verdict;
    let what = verdict_words(*kind);
    format!("{what}: accuracy {difference:+.4} against the control, 95 % [{low:+.4}, {high:+.4}], {pairs} pairs")
}
