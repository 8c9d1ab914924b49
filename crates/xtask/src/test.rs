//! All tests: native, page, browser.

use crate::house::House;
use crate::lint;
use crate::packages::{chromium, find_chromium};
use crate::page::{bundle, lane_steps, toolchain_steps};
use crate::process::{cargo, each_line, program};
use crate::python;
use crate::step::carry_out;
use crate::tally::Tally;
use crate::types;
use anyhow::{Context, Result, bail};
use std::process::Command;
use std::thread;

/// What is proved in Python: a name, a script, and the folder in Cargo's that the native tests filled.
const PROOFS: [(&str, &str, &str); 2] = [
    ("ONNX in onnxruntime", "tests/interchange/onnx_matches.py", "tmp/onnx"),
    ("GGUF in gguf and llama.cpp", "tests/interchange/gguf_reads.py", "tmp/gguf"),
];

/// Sets up everything and runs all tests, to the end even when some fail.
///
/// # Errors
/// If set-up fails or a test does.
pub fn run(house: &House) -> Result<()> {
    let mut steps = toolchain_steps(house)?;
    steps.extend([chromium(house), python::packages(house)]);
    carry_out(&steps)?;
    let mut tally = native_beside_lanes(house)?;
    tally += report("Types of the wasm module", &types::check(house));
    tally += report("Static page", &bundle(house));
    tally += report("TypeScript", &lint::type_check(house));
    tally += suite("Page", program(house, house.npm_program("vitest")).arg("run"))?;
    tally += other_programs(house)?;
    tally += transformers(house)?;
    tally += browser(house)?;
    println!("\n{tally}");
    if tally.failed > 0 {
        bail!("Some tests failed.");
    }
    Ok(())
}

/// The lanes end in long links on one core each; the native tests use the other.
fn native_beside_lanes(house: &House) -> Result<Tally> {
    thread::scope(|scope| {
        let native = scope.spawn(|| native(house));
        let lanes = carry_out(&lane_steps(house));
        let tally = native.join().map_err(|_| anyhow::anyhow!("The native tests broke down"))?;
        lanes.and(tally)
    })
}

fn native(house: &House) -> Result<Tally> {
    suite("Rust", cargo(house).args(["test", "--workspace", "--locked", "--no-fail-fast", "--quiet"]))
}

/// Programs that others wrote, on the files that the native tests left in Cargo's folder.
fn other_programs(house: &House) -> Result<Tally> {
    let mut vitest = program(house, house.npm_program("vitest"));
    vitest.args(["run", "--config", "tests/interchange/vitest.config.ts"]).env("CARGO_TARGET_DIR", house.native());
    let mut tally = suite("ONNX in onnxruntime-web, pages' tokenizers", &mut vitest)?;
    let Some(python) = python::python(house) else {
        println!("\nThe proofs in Python were NOT run: their packages are missing.");
        return Ok(tally);
    };
    for (name, script, folder) in PROOFS {
        let mut proof = program(house, &python);
        tally += suite(name, proof.arg(script).arg(house.native().join(folder)))?;
    }
    Ok(tally)
}

fn transformers(house: &House) -> Result<Tally> {
    let Some(python) = python::transformers(house) else {
        println!(
            "\nThe proof in transformers was NOT run: PyPI's torch for Linux has no build for the CPU alone, so that"
        );
        println!("it is installed by hand or not at all. tests/interchange/README.md says how.");
        return Ok(Tally::default());
    };
    let mut proof = program(house, &python);
    proof.arg("tests/interchange/transformers_matches.py").arg(house.native().join("tmp/transformers"));
    suite("Models and cards in transformers", &mut proof)
}

/// Tests that run the built page in Chromium. They come last and alone: they also watch whether the page stutters.
fn browser(house: &House) -> Result<Tally> {
    let chromium = find_chromium().context("There is no Chromium")?;
    suite("Browser", program(house, "npm").args(["run", "--silent", "test:e2e"]).env("CHROMIUM", chromium))
}

fn suite(name: &str, command: &mut Command) -> Result<Tally> {
    println!("\n── {name}");
    let mut tally = Tally::default();
    let well = each_line(command, |line| {
        println!("{line}");
        tally.read_line(line);
    })?;
    Ok(tally.ended(well))
}

fn report(name: &str, result: &Result<()>) -> Tally {
    println!("\n── {name}");
    if let Err(error) = result {
        println!("{error:#}");
    }
    Tally::of(result.is_ok())
}
