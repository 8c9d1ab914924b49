//! The page: built, served.

use crate::house::House;
use crate::lane::LANES;
use crate::packages::{chromium, find_chromium, npm};
use crate::process::{program, run};
use crate::step::{Step, carry_out};
use crate::tools;
use crate::wasm_toolchain::WasmToolchain;
use anyhow::{Context, Result};
use std::os::unix::process::CommandExt;

/// What the page is built with.
///
/// # Errors
/// If `Cargo.lock` cannot be read.
pub fn toolchain_steps(house: &House) -> Result<Vec<Step<'_>>> {
    Ok(vec![npm(house), WasmToolchain::step(house), tools::wasm_bindgen(house)?.step(house)])
}

/// Both lanes.
pub fn lane_steps(house: &House) -> Vec<Step<'_>> {
    LANES.iter().map(|lane| lane.step(house)).collect()
}

/// Puts in place whatever `dist` is made of.
///
/// # Errors
/// Of the step that fails.
pub fn set_up(house: &House) -> Result<()> {
    let mut steps = toolchain_steps(house)?;
    steps.extend(lane_steps(house));
    carry_out(&steps)
}

/// Makes the static folder `dist`.
///
/// # Errors
/// If set-up or vite fails.
pub fn build(house: &House) -> Result<()> {
    set_up(house)?;
    bundle(house)?;
    println!("dist/ is complete: any web server can serve it, from any path.");
    Ok(())
}

/// Bundles the page around lanes that are there.
///
/// # Errors
/// If vite fails.
pub fn bundle(house: &House) -> Result<()> {
    run(program(house, house.npm_program("vite")).args(["build", "--logLevel", "warn"]))
}

/// Builds the page and serves it until interrupted.
///
/// # Errors
/// If the build fails or the server cannot start.
pub fn start(house: &House) -> Result<()> {
    build(house)?;
    println!("\nServing the page; Ctrl-C ends it.");
    let mut server = program(house, house.npm_program("vite"));
    // The server takes this process's place, so that a signal meant for one reaches the other.
    Err(server.arg("preview").exec()).context("The server cannot be started")
}

/// Builds the page and runs the benchmark in a browser.
///
/// # Errors
/// If set-up, the build or the benchmark fails.
pub fn bench(house: &House) -> Result<()> {
    carry_out(&[chromium(house)])?;
    build(house)?;
    let browser = find_chromium().context("There is no Chromium")?;
    let asked = std::env::args().skip(2);
    run(program(house, "npm").args(["run", "--silent", "bench:browser", "--"]).args(asked).env("CHROMIUM", browser))
}
