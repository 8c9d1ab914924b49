//! One cache, several checkouts.
//!
//! Cargo tells whether a crate of the workspace must be compiled again by the times of its files, and names what it
//! makes by paths within the checkout. Two checkouts that share a target folder would each take the other's crates for
//! their own. So the checkout that comes after another forgets the workspace's crates there; dependencies stay.

use crate::house::House;
use anyhow::Result;
use std::fs;
use std::path::Path;

/// Names which checkout last compiled into a target folder.
const OWNER: &str = "checkout";

/// Makes a target folder this checkout's own.
///
/// # Errors
/// If the folder cannot be written.
pub fn claim(house: &House, target: &Path) -> Result<()> {
    let owner = target.join(OWNER);
    let own = house.root.to_string_lossy();
    if fs::read_to_string(&owner).is_ok_and(|found| found == own) {
        return Ok(());
    }
    forget(target)?;
    fs::create_dir_all(target)?;
    Ok(fs::write(owner, own.as_bytes())?)
}

/// Removes Cargo's fingerprints of the workspace's crates, wherever in the folder they lie.
fn forget(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name == ".fingerprint") {
            forget_in(&path)?;
        } else if path.is_dir() && !is_output(&path) {
            forget(&path)?;
        }
    }
    Ok(())
}

fn forget_in(fingerprints: &Path) -> Result<()> {
    for entry in fs::read_dir(fingerprints)? {
        let entry = entry?;
        let name = entry.file_name();
        if ["stillroom-", "xtask-"].iter().any(|own| name.to_string_lossy().starts_with(own)) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Large folders that hold no fingerprints.
fn is_output(path: &Path) -> bool {
    path.file_name().is_some_and(|name| ["deps", "build", "incremental", "examples"].iter().any(|known| name == *known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(target: &Path, name: &str) -> std::path::PathBuf {
        let path = target.join("debug/.fingerprint").join(name);
        fs::create_dir_all(&path).unwrap();
        path
    }

    fn house(root: &str) -> House {
        House { root: root.into(), cache: "unused".into() }
    }

    #[test]
    fn another_checkout_forgets_the_workspace_and_keeps_its_dependencies() {
        let target = std::env::temp_dir().join(format!("stillroom-claim-{}", std::process::id()));
        let (own, burn) = (fingerprint(&target, "stillroom-spec-1"), fingerprint(&target, "burn-1"));
        claim(&house("/a"), &target).unwrap();
        assert!(!own.exists() && burn.exists(), "nobody's folder may hold anybody's crates");
        let own = fingerprint(&target, "stillroom-spec-2");
        claim(&house("/a"), &target).unwrap();
        assert!(own.exists(), "one's own stay");
        claim(&house("/b"), &target).unwrap();
        assert!(!own.exists() && burn.exists());
        fs::remove_dir_all(target).unwrap();
    }
}
