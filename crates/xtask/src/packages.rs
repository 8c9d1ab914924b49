//! Packages of the operating system and of npm.

use crate::house::House;
use crate::process::{is_there, output, program, run, run_quietly};
use crate::stamp::{self, Fingerprint};
use crate::step::Step;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// The step that installs the npm packages of `package-lock.json`.
pub fn npm(house: &House) -> Step<'_> {
    let stamp = house.root.join("node_modules/.stillroom-lock");
    let ready = {
        let stamp = stamp.clone();
        move || npm_fingerprint(house).is_ok_and(|fingerprint| stamp::matches(&stamp, &fingerprint))
    };
    let install = move || {
        run(program(house, "npm").args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
        stamp::write(&stamp, &npm_fingerprint(house)?)
    };
    Step { what: "Install npm packages".into(), minutes: 0.5, ready: Box::new(ready), run: Box::new(install) }
}

fn npm_fingerprint(house: &House) -> Result<String> {
    Ok(Fingerprint::default().files(&house.root, "package-lock.json", |_| true)?.finish())
}

/// Installs Debian packages.
///
/// # Errors
/// Where there is no apt, or neither root nor sudo; the message says what to do by hand.
pub fn apt_install(house: &House, packages: &[&str]) -> Result<()> {
    let by_hand = format!("apt-get install {}", packages.join(" "));
    if !is_there("apt-get") {
        bail!("This is not Debian. On Debian it would be `{by_hand}`.");
    }
    // An old list of packages names versions that are gone; an unreachable one is not yet a reason to give up.
    let _ = run_quietly(as_root(house, "apt-get")?.args(["update", "--quiet"]));
    let mut install = as_root(house, "apt-get")?;
    install.env("DEBIAN_FRONTEND", "noninteractive");
    run_quietly(install.args(["install", "--yes", "--no-install-recommends"]).args(packages))
        .with_context(|| format!("`{by_hand}` as root did not work"))
}

fn as_root(house: &House, name: &str) -> Result<std::process::Command> {
    if output(program(house, "id").arg("-u")).as_deref() == Some("0") {
        return Ok(program(house, name));
    }
    if !is_there("sudo") {
        bail!("This needs root, and there is no sudo.");
    }
    let mut command = program(house, "sudo");
    command.arg(name);
    Ok(command)
}

/// Where a Chromium is commonly found.
const CHROMIUM: [&str; 7] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// The browser of the tests: `$CHROMIUM`, or one that is installed.
pub fn find_chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    named.into_iter().chain(CHROMIUM.map(PathBuf::from)).find(|path| path.exists())
}

/// The step that installs Chromium.
pub fn chromium(house: &House) -> Step<'_> {
    let install = || {
        apt_install(house, &["chromium"])
            .context("The tests need Chromium or Chrome. Install one, or name it: CHROMIUM=/path/to/it npm test")
    };
    Step {
        what: "Install Chromium for the tests".into(),
        minutes: 1.0,
        ready: Box::new(|| find_chromium().is_some()),
        run: Box::new(install),
    }
}
