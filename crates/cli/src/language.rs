//! A language model's recipe from beginning to end.

use crate::device::DeviceChoice;
use crate::host::NativeHost;
use crate::log::{create, drive, verdict_words};
use crate::output::print;
use crate::{models, source};
use anyhow::{Context, Result};
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use stillroom_engine::LanguageEngine;
use stillroom_spec::{
    CacheCost, ErrorReport, LanguageCard, LanguageModelReport, LanguageRecipe, LanguageRunReport, Report, SampleReport,
    TeacherWarning, Verdict,
};

/// Runs the recipe and writes what it made to `out`.
pub fn run(recipe: LanguageRecipe, folder: &Path, out: &Path, device: DeviceChoice) -> Result<()> {
    let corpus = source::open_corpus(&recipe, folder)?;
    let models = models::open(recipe.pretrained(), folder)?;
    let (device, environment) = device.open()?;
    fs::create_dir_all(out).with_context(|| format!("`{}` cannot be made", out.display()))?;
    let mut log = BufWriter::new(create(out, "log.jsonl")?);
    let host = NativeHost::new();
    let mut engine =
        LanguageEngine::new(recipe, corpus, models, device, environment, host).map_err(ErrorReport::from)?;
    let report = pollster::block_on(drive(async || engine.step().await, &mut log, tell))?;
    log.flush()?;
    let student = pollster::block_on(engine.student()).map_err(ErrorReport::from)?;
    for (name, bytes) in student.files().map_err(ErrorReport::from)? {
        create(out, &name)?.write_all(&bytes)?;
    }
    serde_json::to_writer_pretty(create(out, "report.json")?, &report)?;
    print_summary(&report, out)
}

/// Shows what comes between the steps; gives back the end.
fn tell(report: Report) -> Option<LanguageRunReport> {
    match report {
        Report::Sample(sample) => print_sample(&sample),
        Report::LanguageCard(card) => print_card(&card),
        Report::Cache(cost) => print_cache(&cost),
        Report::LanguageDone(report) => return Some(*report),
        _ => {}
    }
    None
}

fn print_sample(sample: &SampleReport) {
    eprintln!("{:?} {} after {} steps: {}{}", sample.phase, sample.pair + 1, sample.step, sample.prompt, sample.text);
}

fn print_cache(cost: &CacheCost) {
    eprintln!("teacher cache: the {} likeliest ids of each token, {:.1} MB", cost.top_k, cost.bytes / 1e6);
}

fn print_card(card: &LanguageCard) {
    let control = card.control_bits_per_byte.map(|bits| format!(", control {bits:.3}")).unwrap_or_default();
    let (bits, unigram) = (card.metrics.bits_per_byte, card.unigram_bits_per_byte);
    eprintln!("teacher: validation {bits:.3} bits per byte (unigrams {unigram:.3}{control})");
    for warning in &card.warnings {
        eprintln!(
            "warning: {}",
            match warning {
                TeacherWarning::NoBetterThanMajority => "the teacher knows no more than how frequent each token is",
                TeacherWarning::NoBetterThanControl =>
                    "the teacher is no better than the student alone: there is little to teach",
            }
        );
    }
}

fn print_summary(report: &LanguageRunReport, out: &Path) -> Result<()> {
    let teachers = report.teachers.iter().map(|teacher| ("teacher", teacher));
    for (name, model) in teachers.chain([("student", &report.student), ("control", &report.control)]) {
        print(&line(name, model))?;
    }
    print(&sentence(&report.verdict))?;
    print(&format!("{:.1} s; written to {}", report.seconds, out.display()))
}

fn line(name: &str, model: &LanguageModelReport) -> String {
    let test = &model.test;
    let beside = test.kl_to_teacher.map(|kl| format!("  KL to the teacher {kl:.3}")).unwrap_or_default();
    format!(
        "{name:8} {:.3} bits per byte  perplexity {:.2}{beside}  {:>9} parameters",
        test.bits_per_byte, test.perplexity, model.parameters
    )
}

fn sentence(verdict: &Verdict) -> String {
    let Verdict { kind, difference, interval: [low, high], pairs, .. } = verdict;
    let what = verdict_words(*kind);
    format!(
        "{what}: {difference:+.4} bits per byte saved against the control, 95 % [{low:+.4}, {high:+.4}], {pairs} pairs"
    )
}
