//! Fuzzing: each reader of bytes that others made, one after another, for some seconds.
//!
//! The targets lie in `tests/fuzz`. Instrumentation alone is asked of the compiler, by flags of its stable channel;
//! libFuzzer comes with the crate `libfuzzer-sys`, and memory is counted by the targets themselves.

use crate::claim::claim;
use crate::house::House;
use crate::process::{each_error_line, output, program, run};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The package of the targets.
pub const MANIFEST: &str = "tests/fuzz/Cargo.toml";
/// Seconds of each target, where nothing else is said.
const SECONDS: u64 = 60;
/// Counters of edges and comparisons, as `cargo fuzz` asks for them.
const FLAGS: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];
/// Ten seconds for one input are a hang; the targets keep to less memory by themselves.
const LIMITS: [&str; 5] =
    ["-timeout=10", "-rss_limit_mb=2048", "-max_len=65536", "-print_final_stats=1", "-report_slow_units=5"];

/// What is to be run.
struct Plan {
    seconds: u64,
    targets: Vec<String>,
}

/// What one target did.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    executions: u64,
    seconds: u64,
    /// Edges that were reached.
    edges: u64,
}

/// Builds and runs the targets that are named, or all, and prints a table.
///
/// # Errors
/// If they cannot be built, or one finds something: what it was given lies in the folder that is named.
pub fn run_all(house: &House, arguments: &[String]) -> Result<()> {
    let plan = plan(arguments, &targets(house)?)?;
    claim(house, &house.fuzz())?;
    let host = host(house)?;
    build(house, &host)?;
    println!("| reader | seconds | executions | edges | result |\n| --- | ---: | ---: | ---: | --- |");
    let mut failed = Vec::new();
    for target in &plan.targets {
        let (outcome, well) = fuzz(house, &host, target, plan.seconds)?;
        let Outcome { executions, seconds, edges } = outcome;
        println!("| `{target}` | {seconds} | {executions} | {edges} | {} |", if well { "clean" } else { "FAILED" });
        failed.extend((!well).then_some(target.as_str()));
    }
    if !failed.is_empty() {
        bail!("Found in {}: see {}", failed.join(", "), house.fuzz().join("found").display());
    }
    Ok(())
}

fn plan(arguments: &[String], known: &[String]) -> Result<Plan> {
    let mut plan = Plan { seconds: SECONDS, targets: Vec::new() };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--seconds" {
            let seconds = rest.next().and_then(|text| text.parse().ok());
            plan.seconds =
                seconds.filter(|&seconds| seconds > 0).context("`--seconds` wants a whole number above 0")?;
        } else if known.contains(argument) {
            plan.targets.push(argument.clone());
        } else {
            bail!("There is no target `{argument}`; choose among {}.", known.join(", "));
        }
    }
    if plan.targets.is_empty() {
        plan.targets = known.to_vec();
    }
    Ok(plan)
}

/// The names of the targets, as their package lists them.
fn targets(house: &House) -> Result<Vec<String>> {
    let manifest = house.read(MANIFEST)?;
    let mut lines = manifest.lines();
    let mut found = Vec::new();
    while lines.any(|line| line == "[[bin]]") {
        let name = lines.next().and_then(|line| line.strip_prefix("name = "));
        found.push(name.with_context(|| format!("{MANIFEST} has a target without a name"))?.trim_matches('"').into());
    }
    Ok(found)
}

/// Cargo instruments build scripts as well unless the machine that it builds for is named.
fn host(house: &House) -> Result<String> {
    let told = output(program(house, "rustc").arg("-vV")).context("rustc does not run")?;
    let line = told.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(str::to_owned).context("rustc does not say for what it builds")
}

fn build(house: &House, host: &str) -> Result<()> {
    let mut cargo = program(house, "cargo");
    cargo.env("CARGO_TARGET_DIR", house.fuzz()).env("RUSTFLAGS", FLAGS.join(" "));
    run(cargo.args(["build", "--release", "--locked", "--manifest-path", MANIFEST, "--target", host]))
}

fn fuzz(house: &House, host: &str, target: &str, seconds: u64) -> Result<(Outcome, bool)> {
    let (corpus, found) = (house.fuzz().join("corpus").join(target), house.fuzz().join("found").join(target));
    for folder in [&corpus, &found] {
        fs::create_dir_all(folder).with_context(|| format!("Cannot make {}", folder.display()))?;
    }
    let mut command = program(house, house.fuzz().join(host).join("release").join(target));
    command.env("STILLROOM_FUZZ_SEEDS", &corpus).arg(&corpus).args(LIMITS);
    command.arg(format!("-max_total_time={seconds}")).arg(format!("-artifact_prefix={}/", found.display()));
    command.args(dictionary(house, target).map(|path| format!("-dict={}", path.display())));
    follow(&mut command)
}

fn dictionary(house: &House, target: &str) -> Option<PathBuf> {
    let path = house.root.join(format!("tests/fuzz/dictionaries/{target}.dict"));
    path.is_file().then_some(path)
}

/// Reads what libFuzzer says, and shows it where something was found.
fn follow(command: &mut Command) -> Result<(Outcome, bool)> {
    let mut outcome = Outcome::default();
    let mut said = Vec::new();
    let well = each_error_line(command, |line| {
        outcome.read_line(line);
        said.push(line.to_owned());
    })?;
    if !well {
        let from = said.len().saturating_sub(40);
        said[from..].iter().for_each(|line| eprintln!("{line}"));
    }
    Ok((outcome, well))
}

impl Outcome {
    /// `#12 NEW cov: 345 ft: …`, `Done 12 runs in 3 second(s)`, `stat::number_of_executed_units: 12`.
    fn read_line(&mut self, line: &str) {
        let number = |text: &str| text.split_whitespace().next().and_then(|word| word.parse().ok());
        let after = |key: &str| line.split_once(key).and_then(|(_, rest)| number(rest));
        self.edges = after(" cov: ").unwrap_or(self.edges);
        self.executions = after("stat::number_of_executed_units:").unwrap_or(self.executions);
        self.seconds = line.starts_with("Done ").then(|| after(" runs in ")).flatten().unwrap_or(self.seconds);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &[&str]) -> Result<(u64, Vec<String>)> {
        let owned: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        plan(&owned, &["a".into(), "b".into()]).map(|plan| (plan.seconds, plan.targets))
    }

    #[test]
    fn all_targets_are_run_unless_some_are_named() {
        assert_eq!(asked(&[]).unwrap(), (SECONDS, vec!["a".into(), "b".into()]));
        assert_eq!(asked(&["b", "--seconds", "600"]).unwrap(), (600, vec!["b".into()]));
        ["--seconds", "c"].iter().for_each(|wrong| assert!(asked(&[wrong]).is_err(), "{wrong}"));
        assert!(asked(&["--seconds", "0"]).is_err());
    }

    #[test]
    fn what_libfuzzer_says_is_read() {
        let mut outcome = Outcome::default();
        let said = "INFO: seed corpus\n#2 INITED cov: 17 ft: 18 corp: 1/1b\n#900 NEW    cov: 345 ft: 600 corp: 9/1Kb\n\
            Done 1234 runs in 61 second(s)\nstat::number_of_executed_units: 1234\nstat::peak_rss_mb: 50";
        said.lines().for_each(|line| outcome.read_line(line));
        assert_eq!(outcome, Outcome { executions: 1234, seconds: 61, edges: 345 });
    }
}
