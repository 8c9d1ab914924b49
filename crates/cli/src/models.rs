//! The pretrained models that a recipe names.

use crate::checkpoint;
use anyhow::Result;
use std::path::Path;
use stillroom_engine::Models;
use stillroom_spec::ModelSource;

/// Reads the models of a recipe; their paths are relative to `folder`.
///
/// # Errors
/// If one is not there or cannot be read.
pub fn open<'a>(sources: impl IntoIterator<Item = &'a ModelSource>, folder: &Path) -> Result<Models> {
    let mut models = Models::default();
    for source in sources {
        models.insert(&source.name, checkpoint::open(&folder.join(&source.name))?);
    }
    Ok(models)
}
