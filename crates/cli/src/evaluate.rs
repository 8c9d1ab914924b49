//! `stillroom eval`: a finished student on other rows.

use crate::device::DeviceChoice;
use crate::{output, student};
use anyhow::{Context, Result};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use stillroom_engine::read_rows;
use stillroom_spec::ErrorReport;

/// Prints the student's metrics on every row of `data`.
pub fn run(path: &Path, data: &Path, text: Option<String>, label: Option<String>, device: DeviceChoice) -> Result<()> {
    let (device, _) = device.open()?;
    let (student, _) = student::open(path, &device)?;
    let input = File::open(data).with_context(|| format!("`{}` cannot be opened", data.display()))?;
    let rows = read_rows(&data.display().to_string(), BufReader::new(input), text, label).map_err(ErrorReport::from)?;
    let metrics = pollster::block_on(student.evaluate(&rows)).map_err(ErrorReport::from)?;
    output::print(&serde_json::to_string_pretty(&metrics)?)
}
