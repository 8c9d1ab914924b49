//! Formats, lints, licences.

use crate::fuzz::MANIFEST as FUZZ_MANIFEST;
use crate::house::House;
use crate::packages::npm;
use crate::process::{cargo, program, run, run_quietly};
use crate::step::carry_out;
use crate::tools::cargo_deny;
use anyhow::{Result, bail};
use std::process::Command;

/// Crates that also run in a tab, where nothing may block and there is no clock, thread or file of std.
const TAB_CRATES: [&str; 9] = ["spec", "data", "models", "objectives", "formats", "generate", "eval", "engine", "wasm"];

/// A name and what must succeed.
type Check = (&'static str, fn(&House) -> Result<()>);

/// Runs every check, to the end even when some fail.
///
/// # Errors
/// If a check fails, with the names of all that did.
pub fn run_all(house: &House) -> Result<()> {
    carry_out(&[npm(house), cargo_deny().step(house)])?;
    let checks: [Check; 6] = [
        ("Rust format", |house| formatters(house, &["--check"])),
        ("Rust lints", |house| run(clippy(house).args(["--workspace", "--all-targets", "--", "-D", "warnings"]))),
        ("Rust lints for the tab", tab_lints),
        ("TypeScript format and lints", |house| {
            run(program(house, house.npm_program("biome")).args(["ci", "--error-on-warnings"]))
        }),
        ("TypeScript types", type_check),
        ("Licences, sources, advisories", dependencies),
    ];
    let failed: Vec<_> = checks.iter().filter(|(name, check)| !passes(name, &check(house))).collect();
    if !failed.is_empty() {
        bail!("Failed: {}", failed.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "));
    }
    Ok(())
}

/// Checks the types of the page, then those of the tests in a browser and of other programs, which know Node too.
///
/// # Errors
/// If a type does not fit.
pub fn type_check(house: &House) -> Result<()> {
    let project = |path: &str| run(program(house, house.npm_program("tsc")).args(["--noEmit", "--project", path]));
    ["tsconfig.json", "tests/e2e/tsconfig.json", "tests/interchange/tsconfig.json"].into_iter().try_for_each(project)
}

/// Formats everything that has a formatter.
///
/// # Errors
/// If a formatter fails.
pub fn format(house: &House) -> Result<()> {
    carry_out(&[npm(house)])?;
    formatters(house, &[])?;
    run(program(house, house.npm_program("biome")).args(["check", "--write"]))
}

/// The workspace, and the fuzz targets beside it.
fn formatters(house: &House, more: &[&str]) -> Result<()> {
    run(cargo(house).args(["fmt", "--all"]).args(more))?;
    run(cargo(house).args(["fmt", "--manifest-path", FUZZ_MANIFEST]).args(more))
}

fn clippy(house: &House) -> Command {
    let mut command = cargo(house);
    command.args(["clippy", "--quiet", "--locked", "--keep-going"]);
    command
}

/// The second configuration. Only libraries: their tests run natively.
fn tab_lints(house: &House) -> Result<()> {
    let mut command = clippy(house);
    command.env("CLIPPY_CONF_DIR", house.root.join("crates/wasm/clippy")).arg("--lib");
    command.args(TAB_CRATES.iter().flat_map(|name| ["-p".into(), format!("stillroom-{name}")]));
    run(command.args(["--", "-D", "clippy::disallowed_methods", "-D", "clippy::disallowed_types"]))
}

/// Advisories need a database that is not always in reach; licences, bans and sources are checked always.
fn dependencies(house: &House) -> Result<()> {
    let deny = || program(house, cargo_deny().path(house));
    run(deny().args(["--locked", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"]))?;
    if run_quietly(deny().args(["fetch", "db"])).is_err() {
        println!("Advisories were NOT checked: the database of RustSec cannot be reached from here.");
        return Ok(());
    }
    run(deny().args(["--locked", "check", "--disable-fetch", "advisories"]))
}

fn passes(name: &str, result: &Result<()>) -> bool {
    match result {
        Ok(()) => println!("✓ {name}"),
        Err(error) => println!("✗ {name}: {error:#}"),
    }
    result.is_ok()
}
