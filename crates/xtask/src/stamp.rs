//! Fingerprints of files, to tell whether work was done already.

use anyhow::{Context, Result};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// A fingerprint of everything fed to it, in order.
#[derive(Default)]
pub struct Fingerprint(DefaultHasher);

impl Fingerprint {
    /// Adds words.
    pub fn text(mut self, text: &str) -> Self {
        text.hash(&mut self.0);
        self
    }

    /// Adds a file, or all files below a folder for which `wanted` holds, by name and content.
    ///
    /// # Errors
    /// If one cannot be read.
    pub fn files(mut self, root: &Path, path: &str, wanted: impl Fn(&Path) -> bool) -> Result<Self> {
        let mut found = Vec::new();
        walk(&root.join(path), &wanted, &mut found)?;
        found.sort();
        for file in found {
            file.strip_prefix(root).unwrap_or(&file).hash(&mut self.0);
            fs::read(&file).with_context(|| format!("Cannot read {}", file.display()))?.hash(&mut self.0);
        }
        Ok(self)
    }

    /// The fingerprint, hexadecimal.
    pub fn finish(self) -> String {
        format!("{:016x}", self.0.finish())
    }
}

fn walk(path: &Path, wanted: &impl Fn(&Path) -> bool, found: &mut Vec<PathBuf>) -> Result<()> {
    if !wanted(path) {
        return Ok(());
    }
    if !path.is_dir() {
        found.push(path.into());
        return Ok(());
    }
    for entry in fs::read_dir(path).with_context(|| format!("Cannot list {}", path.display()))? {
        walk(&entry?.path(), wanted, found)?;
    }
    Ok(())
}

/// Whether the stamp says `fingerprint`.
pub fn matches(stamp: &Path, fingerprint: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|found| found == fingerprint)
}

/// Writes the stamp; to be called when the work is done.
///
/// # Errors
/// If it cannot be written.
pub fn write(stamp: &Path, fingerprint: &str) -> Result<()> {
    fs::write(stamp, fingerprint).with_context(|| format!("Cannot write {}", stamp.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(root: &Path) -> String {
        let not_notes = |path: &Path| path.file_name().is_none_or(|name| name != "notes");
        Fingerprint::default().text("a").files(root, "src", not_notes).unwrap().finish()
    }

    #[test]
    fn a_fingerprint_follows_names_and_contents_of_wanted_files() {
        let root = std::env::temp_dir().join(format!("stillroom-stamp-{}", std::process::id()));
        fs::create_dir_all(root.join("src")).unwrap();
        fs::write(root.join("src/one"), "1").unwrap();
        let first = of(&root);
        fs::write(root.join("src/notes"), "ignored").unwrap();
        assert_eq!(of(&root), first);
        fs::write(root.join("src/one"), "2").unwrap();
        assert_ne!(of(&root), first);
        fs::write(root.join("src/one"), "1").unwrap();
        assert_eq!(of(&root), first);
        fs::rename(root.join("src/one"), root.join("src/two")).unwrap();
        assert_ne!(of(&root), first);
        fs::remove_dir_all(root).unwrap();
    }
}
