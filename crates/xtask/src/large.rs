//! Real models: fetched once into the cache, then tried natively.

use crate::house::House;
use crate::process::{cargo, program, run};
use anyhow::{Context, Result};

/// Fetches what is not there yet, and runs the tests that need it (`crates/engine/tests/large`).
///
/// # Errors
/// If a model cannot be fetched or has another hash, or a test fails.
pub fn test(house: &House) -> Result<()> {
    let folder = house.cache.join("large");
    let fetched = run(program(house, "python3").arg("tests/large/fetch.py").arg(&folder));
    fetched.context("The models could not be fetched; python3 with pip and a network are needed once")?;
    let mut tests = cargo(house);
    tests.args(["test", "--locked", "-p", "stillroom-engine", "-p", "stillroom-cli", "--test", "large"]);
    tests.args(["--", "--ignored", "--nocapture", "--test-threads", "1"]);
    run(tests.env("STILLROOM_LARGE_MODELS", folder))
}
