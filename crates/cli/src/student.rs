//! A student from a folder or from a zip.

use anyhow::{Context, Result};
use burn::tensor::Device;
use std::path::Path;
use stillroom_engine::{EngineError, Student, StudentPackage};
use stillroom_spec::{ErrorReport, Recipe};

/// Reads the student at `path` and the recipe that made it.
pub fn open(path: &Path, device: &Device) -> Result<(Student, Recipe)> {
    let package = read(path)?;
    let student = Student::from_package(&package, device).map_err(ErrorReport::from)?;
    Ok((student, package.recipe))
}

/// The package at `path`.
///
/// # Errors
/// If it cannot be read.
pub fn read(path: &Path) -> Result<StudentPackage> {
    let report = |e| ErrorReport::from(EngineError::Format(e));
    if path.is_dir() {
        return Ok(StudentPackage::from_files(|name| std::fs::read(path.join(name)).ok()).map_err(report)?);
    }
    let bytes = std::fs::read(path).with_context(|| format!("`{}` cannot be opened", path.display()))?;
    Ok(StudentPackage::from_zip(&bytes).map_err(report)?)
}
