//! `stillroom check`: this build on a device against values that others computed.

use crate::device::DeviceChoice;
use crate::file::FileSource;
use crate::output::print;
use anyhow::{Context, Result, bail};
use burn::tensor::Device;
use std::fs;
use std::path::{Path, PathBuf};
use stillroom_engine::{check_model, check_trajectory, golden};
use stillroom_spec::{CheckRow, ErrorReport};

/// Of losses and gradients of the objectives.
const OBJECTIVES: f64 = 1e-5;

/// Checks what a folder holds of `models/`, `objectives.json` and `trajectory/`.
///
/// # Errors
/// If nothing of these is there, a file cannot be read, or a difference is beyond its tolerance.
pub fn run(folder: &Path, device: DeviceChoice) -> Result<()> {
    let (device, environment) = device.open()?;
    print(&environment.device)?;
    let rows = pollster::block_on(all(folder, &device))?;
    if rows.is_empty() {
        bail!("`{}` holds no models, objectives.json or trajectory", folder.display());
    }
    rows.iter().try_for_each(|row| print(&line(row)))?;
    let failed = rows.iter().filter(|row| !row.passes()).count();
    if failed > 0 {
        bail!("{failed} of {} cases are beyond their tolerance", rows.len());
    }
    print(&format!("{} cases agree", rows.len()))
}

async fn all(folder: &Path, device: &Device) -> Result<Vec<CheckRow>> {
    let mut rows = Vec::new();
    for model in models(&folder.join("models")) {
        let name = model.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let checked = check_model(&name, |file| FileSource::open(&model.join(file)).ok(), device).await;
        rows.extend(checked.map_err(ErrorReport::from).with_context(|| name.clone())?);
    }
    if let Ok(json) = fs::read_to_string(folder.join("objectives.json")) {
        let golden = golden::check(&json, &device.clone().autodiff()).await.context("objectives.json")?;
        rows.extend(golden.into_iter().map(|row| CheckRow {
            name: format!("objective {}", row.name),
            difference: row.loss_error.max(row.gradient_error),
            tolerance: OBJECTIVES,
        }));
    }
    let trajectory = folder.join("trajectory");
    if trajectory.is_dir() {
        let file = |name: &str| FileSource::open(&trajectory.join(name)).ok();
        rows.extend(check_trajectory(file, device).await.map_err(ErrorReport::from)?);
    }
    Ok(rows)
}

/// Folders of models, in the order of their names.
fn models(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

fn line(row: &CheckRow) -> String {
    let verdict = if row.passes() { "agrees" } else { "DIFFERS" };
    format!("{:40} {:9.2e}  (≤ {:.0e})  {verdict}", row.name, row.difference, row.tolerance)
}
