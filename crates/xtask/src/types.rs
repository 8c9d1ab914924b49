//! What is made from the Rust types: TypeScript declarations, the recipe's JSON Schema, the wasm module's types.

use crate::house::House;
use crate::lane::LANES;
use crate::process::{cargo, run_quietly};
use anyhow::{Result, bail};
use std::fs;

/// The declarations that wasm-bindgen made of `crates/wasm`.
const MADE: &str = "stillroom_wasm.d.ts";
/// Their committed copy: `tsc` checks a fresh clone without a wasm build.
const KEPT: &str = "web/engine/generated/lab.d.ts";

/// Writes them all; those of the wasm module only where a lane was built.
///
/// # Errors
/// If a test of `crates/spec` fails or a file cannot be written.
pub fn write(house: &House) -> Result<()> {
    // The test that compares them writes them when asked to: what is checked is what is made.
    let mut command = cargo(house);
    command.env("STILLROOM_WRITE", "1");
    run_quietly(command.args(["test", "--quiet", "--locked", "-p", "stillroom-spec", "--test", "generated"]))?;
    match made(house) {
        Some(text) => fs::write(house.root.join(KEPT), text)?,
        None => println!("{KEPT} was left as it is: no lane is built yet."),
    }
    Ok(())
}

/// Checks that the committed declarations are those of the artefact. The others are tested in `crates/spec`.
///
/// # Errors
/// If they differ.
pub fn check(house: &House) -> Result<()> {
    if made(house).as_deref() != Some(&house.read(KEPT)?) {
        bail!("{KEPT} is not what crates/wasm exports. Run `npm run types` and commit it.");
    }
    Ok(())
}

/// Without the module's inner names: they hold hashes that every compiler makes anew.
fn made(house: &House) -> Option<String> {
    let text = fs::read_to_string(LANES[0].folder(house).join(MADE)).ok()?;
    let is_public = |line: &&str| !line.trim_start().starts_with("readonly wasm_bindgen_");
    Some(text.lines().filter(is_public).map(|line| format!("{line}\n")).collect())
}
