//! `stillroom predict`: texts in, classes out.

use crate::device::DeviceChoice;
use crate::student;
use anyhow::{Context, Result};
use serde::Serialize;
use std::io::{BufRead, Write, stdin, stdout};
use std::path::Path;
use stillroom_engine::Student;
use stillroom_spec::ErrorReport;

#[derive(Serialize)]
struct Line<'a> {
    text: &'a str,
    label: &'a str,
    probabilities: serde_json::Map<String, serde_json::Value>,
}

/// Predicts each line of standard input, as it comes.
pub fn run(path: &Path, device: DeviceChoice) -> Result<()> {
    let (device, _) = device.open()?;
    let (student, _) = student::open(path, &device)?;
    for (number, text) in stdin().lock().lines().enumerate() {
        let text = text.with_context(|| format!("line {} of the input is not UTF-8 text", number + 1))?;
        predict(&student, &text)?;
    }
    Ok(())
}

fn predict(student: &Student, text: &str) -> Result<()> {
    let logits = pollster::block_on(student.logits(&[text])).map_err(ErrorReport::from)?.concat();
    let probabilities = softmax(&logits);
    let best = (0..logits.len()).fold(0, |best, c| if logits[c] > logits[best] { c } else { best });
    let classes = student.classes();
    let line = Line {
        text,
        label: &classes[best],
        probabilities: classes.iter().cloned().zip(probabilities.into_iter().map(Into::into)).collect(),
    };
    let mut out = stdout().lock();
    serde_json::to_writer(&mut out, &line)?;
    writeln!(out)?;
    Ok(())
}

/// Probabilities at temperature 1.
fn softmax(logits: &[f32]) -> Vec<f64> {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f64> = logits.iter().map(|&z| f64::from(z - largest).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|p| p / sum).collect()
}
