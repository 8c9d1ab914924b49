//! Programs that `cargo install` provides, each of one exact version.

use crate::house::House;
use crate::process::{cargo, output, program, run_quietly};
use crate::step::Step;
use anyhow::{Context, Result};
use std::path::PathBuf;

/// A program from crates.io.
pub struct Tool {
    /// The crate.
    pub package: &'static str,
    /// The program that it installs.
    pub program: &'static str,
    /// Its exact version.
    pub version: String,
    /// Minutes to build it.
    pub minutes: f32,
}

/// `wasm-bindgen`, of the version that the workspace is locked to: any other refuses the artefact.
///
/// # Errors
/// If `Cargo.lock` names none.
pub fn wasm_bindgen(house: &House) -> Result<Tool> {
    let lock = house.read("Cargo.lock")?;
    let version = locked_version(&lock, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")?;
    Ok(Tool { package: "wasm-bindgen-cli", program: "wasm-bindgen", version: version.into(), minutes: 3.0 })
}

/// `cargo-deny`: licences, bans, sources and advisories.
pub fn cargo_deny() -> Tool {
    Tool { package: "cargo-deny", program: "cargo-deny", version: "0.20.2".into(), minutes: 5.0 }
}

impl Tool {
    /// Where it is installed.
    pub fn path(&self, house: &House) -> PathBuf {
        house.tools().join("bin").join(self.program)
    }

    /// The step that installs it.
    pub fn step(self, house: &House) -> Step<'_> {
        let what = format!("Build {} {}", self.program, self.version);
        let minutes = self.minutes;
        let (path, version) = (self.path(house), self.version.clone());
        let ready =
            move || output(program(house, &path).arg("--version")).is_some_and(|said| is_version(&said, &version));
        Step { what, minutes, ready: Box::new(ready), run: Box::new(move || self.install(house)) }
    }

    /// Its own lock file comes first; where a registry mirror lacks a version of it, the newest that fit will do.
    fn install(&self, house: &House) -> Result<()> {
        let install = |lock: &[&str]| {
            let mut command = cargo(house);
            command.env("CARGO_TARGET_DIR", house.cache.join("tools-target"));
            command.args(["install", "--force", "--root"]).arg(house.tools()).args(lock);
            run_quietly(command.arg(format!("{}@{}", self.package, self.version)))
        };
        install(&["--locked"]).or_else(|_| {
            println!("  its locked dependencies could not be had; building with the newest that fit");
            install(&[])
        })
    }
}

fn is_version(said: &str, version: &str) -> bool {
    said.split_whitespace().any(|word| word == version)
}

fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }

    #[test]
    fn another_version_is_not_taken_for_it() {
        assert!(is_version("wasm-bindgen 0.2.130", "0.2.130"));
        assert!(is_version("wasm-bindgen 0.2.130 (abcdef)", "0.2.130"));
        assert!(!is_version("wasm-bindgen 0.2.13", "0.2.130"));
        assert!(!is_version("wasm-bindgen 0.2.130", "0.2.13"));
    }
}
