//! `stillroom logits`: what a model computes for token ids.

use crate::checkpoint;
use crate::device::DeviceChoice;
use anyhow::{Context, Result};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use stillroom_engine::{ModelOutputs, OutputModel, TokenRows};
use stillroom_spec::{ErrorReport, Place};

/// Writes logits and last hidden states of the rows in `input`.
///
/// # Errors
/// If the model or the input cannot be used, or the output cannot be written.
pub fn run(model: &Path, input: &Path, output: &Path, device: DeviceChoice) -> Result<()> {
    let rows = read(input)?;
    let opened = checkpoint::open(model)?;
    let (device, _) = device.open()?;
    let model = OutputModel::new(&opened, &device).map_err(ErrorReport::from)?;
    drop(opened);
    let place = Place { file: input.display().to_string(), ..Place::default() };
    let outputs = pollster::block_on(model.outputs(&rows, &device)).map_err(|e| ErrorReport::from(e).at(place))?;
    write(&outputs, output).with_context(|| format!("`{}` cannot be written", output.display()))
}

fn read(path: &Path) -> Result<TokenRows> {
    let json = fs::read(path).with_context(|| format!("`{}` cannot be opened", path.display()))?;
    let form = r#"it must be {"input_ids": [[…]], "attention_mask": [[…]]}, the mask being optional"#;
    serde_json::from_slice(&json).with_context(|| format!("`{}` cannot be read; {form}", path.display()))
}

fn write(outputs: &ModelOutputs, path: &Path) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    serde_json::to_writer(&mut file, outputs)?;
    Ok(file.flush()?)
}
