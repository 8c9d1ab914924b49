//! Python packages of the proofs that other programs read what is written here (`tests/interchange`).

use crate::house::House;
use crate::process::{is_there, program, run_quietly};
use crate::stamp::{self, Fingerprint};
use crate::step::Step;
use anyhow::{Result, bail};
use std::path::PathBuf;

const REQUIREMENTS: &str = "tests/interchange/requirements.txt";
/// Of programs that are built for few machines.
const RARE: &str = "tests/interchange/requirements-llama.txt";

/// The step that installs them. It says so where that is impossible, and fails nothing: they prove, they do not build.
pub fn packages(house: &House) -> Step<'_> {
    let install = || {
        if let Err(error) = install(house) {
            println!("  NOT installed, so the proofs in Python will not run: {error:#}");
        }
        Ok(())
    };
    Step {
        what: "Python packages for the proofs".into(),
        minutes: 1.0,
        ready: Box::new(|| python(house).is_some()),
        run: Box::new(install),
    }
}

/// The Python that has them, once they are installed.
pub fn python(house: &House) -> Option<PathBuf> {
    let installed = fingerprint(house).is_ok_and(|fingerprint| stamp::matches(&stamp_file(house), &fingerprint));
    installed.then(|| folder(house).join("bin/python"))
}

/// A Python with torch and transformers, if the user made one (`tests/interchange/README.md`): they are not installed
/// unasked, because what `PyPI` has of torch for Linux is no build for the CPU alone and takes several gigabytes.
pub fn transformers(house: &House) -> Option<PathBuf> {
    let named = std::env::var_os("STILLROOM_TRANSFORMERS").map(PathBuf::from);
    let python = named.unwrap_or_else(|| house.cache.join("transformers/bin/python"));
    let mut probe = program(house, &python);
    probe.args(["-c", "import markdown_it, onnxruntime, torch, transformers"]);
    run_quietly(&mut probe).is_ok().then_some(python)
}

fn install(house: &House) -> Result<()> {
    if !is_there("python3") {
        bail!("there is no python3");
    }
    let folder = folder(house);
    run_quietly(program(house, "python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    pip_install(house, REQUIREMENTS)?;
    if pip_install(house, RARE).is_err() {
        println!("  llama.cpp is NOT installed: there is none for this machine, or the registry cannot be reached.");
    }
    stamp::write(&stamp_file(house), &fingerprint(house)?)
}

fn pip_install(house: &House, requirements: &str) -> Result<()> {
    let mut pip = program(house, folder(house).join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]);
    run_quietly(pip.args(["--only-binary", ":all:", "-r", requirements]))
}

fn folder(house: &House) -> PathBuf {
    house.cache.join("python")
}

fn stamp_file(house: &House) -> PathBuf {
    folder(house).join(".stillroom-requirements")
}

fn fingerprint(house: &House) -> Result<String> {
    let print = Fingerprint::default().files(&house.root, REQUIREMENTS, |_| true)?;
    Ok(print.files(&house.root, RARE, |_| true)?.finish())
}
