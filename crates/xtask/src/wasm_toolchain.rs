//! A compiler for `wasm32-unknown-unknown`: the user's own with the target's library, else Debian's.

use crate::house::House;
use crate::packages::apt_install;
use crate::process::{cargo, is_there, output, program, run_quietly};
use crate::step::Step;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target's name.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's compiler, its Cargo and the standard library's source: its packages bring no library for wasm.
const DEBIAN_PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_SOURCE: &str = "/usr/lib/rustlib/src/rust/library/Cargo.lock";

/// Who builds for wasm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WasmToolchain {
    /// The compiler on the path has the target's library.
    Native,
    /// Debian's compiler builds the library, too; the linker comes from the native toolchain or Debian.
    Debian {
        /// An lld that speaks wasm.
        linker: PathBuf,
    },
}

impl WasmToolchain {
    /// The toolchain that is in place.
    pub fn find(house: &House) -> Option<Self> {
        if has_library(house) {
            return Some(Self::Native);
        }
        let debian = [DEBIAN_RUSTC, DEBIAN_CARGO, DEBIAN_SOURCE].iter().all(|path| Path::new(path).exists());
        debian.then(|| find_linker(house)).flatten().map(|linker| Self::Debian { linker })
    }

    /// The step that puts one in place.
    pub fn step(house: &House) -> Step<'_> {
        Step {
            what: "Install a compiler for WebAssembly".into(),
            minutes: 1.0,
            ready: Box::new(|| Self::find(house).is_some()),
            run: Box::new(|| install(house)),
        }
    }

    /// `cargo build` for the target. Everything that Cargo fingerprints is set here: another value anywhere
    /// else would compile Burn anew.
    pub fn cargo_build(&self, house: &House) -> Command {
        let mut command = match self {
            Self::Native => cargo(house),
            Self::Debian { linker } => debian_cargo(house, linker),
        };
        command.env("CARGO_TARGET_DIR", house.wasm()).args(["build", "--locked", "--target", TARGET]);
        if let Self::Debian { .. } = self {
            command.args(["-Z", "build-std=std,panic_abort"]);
        }
        command
    }

    /// The compiler's version.
    ///
    /// # Errors
    /// If it cannot be run.
    pub fn version(&self, house: &House) -> Result<String> {
        let rustc = match self {
            Self::Native => "rustc",
            Self::Debian { .. } => DEBIAN_RUSTC,
        };
        output(program(house, rustc).arg("--version")).context("rustc cannot be run")
    }
}

fn debian_cargo(house: &House, linker: &Path) -> Command {
    let mut command = program(house, DEBIAN_CARGO);
    // A stable compiler builds its own library only when told that it may.
    command.env("RUSTC_BOOTSTRAP", "1").env("RUSTC", DEBIAN_RUSTC);
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    command
}

fn has_library(house: &House) -> bool {
    let folder = output(program(house, "rustc").args(["--print", "target-libdir", "--target", TARGET]));
    let files = folder.and_then(|folder| fs::read_dir(folder).ok());
    files.is_some_and(|files| files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libcore-")))
}

/// The lld that comes with rustup's compiler, else Debian's.
fn find_linker(house: &House) -> Option<PathBuf> {
    let sysroot = output(program(house, "rustc").args(["--print", "sysroot"]));
    // From the compiler's own folder on, as `rustup which rustc` leads there: Cargo compares the path as text.
    let libraries = sysroot.map(|sysroot| Path::new(&sysroot).join("bin/../lib/rustlib"));
    let bundled = libraries.zip(host(house)).map(|(libraries, host)| libraries.join(host).join("bin/rust-lld"));
    let debian = ["/usr/bin/lld-22", "/usr/bin/lld"].map(PathBuf::from);
    bundled.into_iter().chain(debian).find(|path| path.exists())
}

fn host(house: &House) -> Option<String> {
    let version = output(program(house, "rustc").arg("-vV"))?;
    version.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned)
}

fn install(house: &House) -> Result<()> {
    if is_there("rustup") && run_quietly(program(house, "rustup").args(["target", "add", TARGET])).is_ok() {
        return Ok(());
    }
    println!("  rustup cannot add {TARGET}; taking Debian's compiler");
    apt_install(house, &DEBIAN_PACKAGES)
        .and_then(|()| if find_linker(house).is_some() { Ok(()) } else { apt_install(house, &["lld-22"]) })
        .with_context(|| format!("Rust needs the target {TARGET}: `rustup target add {TARGET}`"))?;
    if WasmToolchain::find(house).is_none() {
        bail!("The compiler was installed, but not where it was expected ({DEBIAN_RUSTC}, {DEBIAN_SOURCE}).");
    }
    Ok(())
}
