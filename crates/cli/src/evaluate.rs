//! `stillroom eval`: a finished student on other rows.

use crate::device::DeviceChoice;
use crate::{source, student};
use anyhow::Result;
use std::path::Path;
use stillroom_spec::ErrorReport;

/// Prints the student's metrics on every row of `data`.
pub fn run(
    path: &Path,
    data: &Path,
    text: Option<String>,
    label: Option<String>,
    device: DeviceChoice,
) -> Result<()> {
    let (device, _) = device.open()?;
    let (student, mut recipe) = student::open(path, &device)?;
    recipe.data.text_column = text;
    recipe.data.label_column = label;
    let rows = source::file(&recipe, data)?;
    let metrics = pollster::block_on(student.evaluate(&rows.rows())).map_err(ErrorReport::from)?;
    println!("{}", serde_json::to_string_pretty(&metrics)?);
    Ok(())
}
