//! `stillroom generate`: what a language model's student writes.

use crate::device::DeviceChoice;
use anyhow::{Context, Result};
use std::io::{Write, stdout};
use std::path::Path;
use stillroom_engine::{EngineError, GenerateOptions, LanguageWriter};
use stillroom_formats::from_zip;
use stillroom_spec::ErrorReport;

/// Continues `prompt` on standard output, token by token.
pub fn run(path: &Path, prompt: &str, options: &GenerateOptions, device: DeviceChoice) -> Result<()> {
    let (device, _) = device.open()?;
    let writer = if path.is_dir() {
        LanguageWriter::from_files(|name| std::fs::read(path.join(name)).ok(), &device)
    } else {
        let bytes = std::fs::read(path).with_context(|| format!("`{}` cannot be opened", path.display()))?;
        let files = from_zip(&bytes).map_err(|e| ErrorReport::from(EngineError::Format(e)))?;
        LanguageWriter::from_files(files, &device)
    };
    let writer = writer.map_err(ErrorReport::from)?;
    let mut out = stdout().lock();
    let mut written = write!(out, "{prompt}");
    let say = |text: &str| {
        if written.is_ok() {
            written = write!(out, "{text}").and_then(|()| out.flush());
        }
    };
    pollster::block_on(writer.write(prompt, options, say)).map_err(ErrorReport::from)?;
    written?;
    Ok(writeln!(out)?)
}
