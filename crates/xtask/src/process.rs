//! Running other programs.

use crate::house::House;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A program in the checkout's folder.
pub fn program(house: &House, name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(&house.root);
    command
}

/// The native Cargo.
pub fn cargo(house: &House) -> Command {
    let mut command = program(house, "cargo");
    command.env("CARGO_TARGET_DIR", house.native());
    command
}

/// Runs a program in front of the user.
///
/// # Errors
/// If it cannot be started or fails, with its command line.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("Cannot start `{}`", line(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a program and keeps its output for the case that it fails.
///
/// # Errors
/// If it cannot be started or fails, with the end of what it said.
pub fn run_quietly(command: &mut Command) -> Result<()> {
    let Output { status, stderr, .. } =
        command.output().with_context(|| format!("Cannot start `{}`", line(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})\n{}", line(command), tail(&String::from_utf8_lossy(&stderr), 20));
    }
    Ok(())
}

/// What a program prints, if it runs and succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let Output { status, stdout, .. } = command.stderr(Stdio::null()).output().ok()?;
    status.success().then(|| String::from_utf8_lossy(&stdout).trim().to_owned())
}

/// Runs a program, hands each line of its standard output to `each`, and tells whether it succeeded.
///
/// # Errors
/// If it cannot be started.
pub fn each_line(command: &mut Command, mut each: impl FnMut(&str)) -> Result<bool> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("Cannot start `{}`", line(command)))?;
    let stdout = child.stdout.take().context("The output was asked for")?;
    for text in BufReader::new(stdout).lines() {
        each(&text?);
    }
    Ok(child.wait()?.success())
}

/// As [`each_line`], of a program's standard error.
///
/// # Errors
/// If it cannot be started.
pub fn each_error_line(command: &mut Command, mut each: impl FnMut(&str)) -> Result<bool> {
    let mut child =
        command.stderr(Stdio::piped()).spawn().with_context(|| format!("Cannot start `{}`", line(command)))?;
    let stderr = child.stderr.take().context("The output was asked for")?;
    for text in BufReader::new(stderr).split(b'\n') {
        each(&String::from_utf8_lossy(&text?));
    }
    Ok(child.wait()?.success())
}

/// Whether a program of this name can be started.
pub fn is_there(name: impl AsRef<Path>) -> bool {
    Command::new(name.as_ref()).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn tail(text: &str, lines: usize) -> String {
    let all: Vec<_> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}
