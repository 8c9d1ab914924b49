//! `stillroom predict`: texts in, classes out.

use crate::device::DeviceChoice;
use crate::student;
use anyhow::{Context, Result};
use serde::Serialize;
use std::io::{BufRead, BufReader, BufWriter, Read, Write, stdin, stdout};
use std::path::Path;
use stillroom_engine::Student;
use stillroom_spec::ErrorReport;

/// Texts predicted at once.
const BATCH: usize = 64;

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
    let mut input = BufReader::new(stdin().lock());
    let mut out = BufWriter::new(stdout().lock());
    let mut read = 0;
    loop {
        let texts = next_texts(&mut input, read)?;
        if texts.is_empty() {
            return Ok(());
        }
        read += texts.len();
        predict(&student, &texts, &mut out)?;
        out.flush()?;
    }
}

/// The lines that have arrived, at most [`BATCH`]; waits for one only: a person who types gets an answer to each
/// line, a file goes in batches. None at the end of the input.
fn next_texts<R: Read>(input: &mut BufReader<R>, read: usize) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    while texts.len() < BATCH && (texts.is_empty() || input.buffer().contains(&b'\n')) {
        let mut line = String::new();
        let number = read + texts.len() + 1;
        let bytes = input.read_line(&mut line);
        if bytes.with_context(|| format!("line {number} of the input is not UTF-8 text"))? == 0 {
            break;
        }
        texts.push(line.trim_end_matches(['\n', '\r']).to_owned());
    }
    Ok(texts)
}

fn predict(student: &Student, texts: &[String], out: &mut impl Write) -> Result<()> {
    let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
    let logits = pollster::block_on(student.logits(&borrowed)).map_err(ErrorReport::from)?;
    for (text, logits) in texts.iter().zip(&logits) {
        serde_json::to_writer(&mut *out, &line(student.classes(), text, logits))?;
        writeln!(out)?;
    }
    Ok(())
}

fn line<'a>(classes: &'a [String], text: &'a str, logits: &[f32]) -> Line<'a> {
    let best = (0..logits.len()).fold(0, |best, c| if logits[c] > logits[best] { c } else { best });
    let probabilities = softmax(logits).into_iter().map(Into::into);
    Line { text, label: &classes[best], probabilities: classes.iter().cloned().zip(probabilities).collect() }
}

/// Probabilities at temperature 1.
fn softmax(logits: &[f32]) -> Vec<f64> {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f64> = logits.iter().map(|&z| f64::from(z - largest).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|p| p / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches(text: &str, buffer: usize) -> Vec<usize> {
        let mut input = BufReader::with_capacity(buffer, text.as_bytes());
        let mut sizes = Vec::new();
        while let Some(size) = Some(next_texts(&mut input, 0).unwrap().len()).filter(|&n| n > 0) {
            sizes.push(size);
        }
        sizes
    }

    #[test]
    fn what_has_arrived_goes_in_batches() {
        assert_eq!(batches(&"a\n".repeat(130), 1 << 10), [64, 64, 2]);
    }

    #[test]
    fn what_arrives_line_by_line_is_answered_line_by_line() {
        assert_eq!(batches("a\nb\nc", 2), [1, 1, 1]);
    }

    #[test]
    fn empty_lines_are_texts_too_and_carriage_returns_are_not() {
        let mut input = BufReader::new(&b"\r\n\nx\r\n"[..]);
        assert_eq!(next_texts(&mut input, 0).unwrap(), ["", "", "x"]);
    }

    #[test]
    fn a_line_that_is_no_text_is_named() {
        let mut input = BufReader::new(&b"a\n\xff\n"[..]);
        assert!(next_texts(&mut input, 6).unwrap_err().to_string().contains("line 8"));
    }

    #[test]
    fn probabilities_of_far_logits_are_finite() {
        assert_eq!(softmax(&[1e4, -1e4]), [1.0, 0.0]);
    }
}
