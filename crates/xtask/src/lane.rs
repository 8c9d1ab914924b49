//! The wasm artefacts, one for each lane: compiled, bound to JavaScript, pressed.
//!
//! A lane is made in the cache and copied into the checkout, so that a fresh clone of the same sources has it in
//! a second. Two stamps save work: `inputs` (sources, compiler, flags) skips everything, `raw` (what Cargo made)
//! skips wasm-opt when a change did not reach the artefact.

use crate::claim::claim;
use crate::house::House;
use crate::process::{program, run};
use crate::stamp::{self, Fingerprint};
use crate::step::Step;
use crate::tools::{self, Tool};
use crate::wasm_toolchain::{TARGET, WasmToolchain};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// One artefact.
pub struct Lane {
    /// Its folder below `web/engine/wasm`.
    pub name: &'static str,
    /// Features of `stillroom-wasm`.
    features: &'static str,
    /// Minutes from nothing on 2 cores.
    minutes: f32,
}

/// The CPU lane, which every visit loads, and the WebGPU lane, loaded where the browser has WebGPU.
pub const LANES: [Lane; 2] =
    [Lane { name: "cpu", features: "cpu", minutes: 10.0 }, Lane { name: "webgpu", features: "webgpu", minutes: 19.0 }];

/// Small before fast: the kernels that matter were compiled for speed (`[profile.wasm.package]`). The features are
/// those of rustc's baseline and `.cargo/config.toml`; wasm-opt must not use others.
const WASM_OPT: [&str; 10] = [
    "-Os",
    "--strip-debug",
    "--strip-producers",
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Crates that are not in an artefact.
const NATIVE_CRATES: [&str; 3] = ["cli", "testkit", "xtask"];
/// Folders of a crate that are not in an artefact.
const NOT_COMPILED: [&str; 3] = ["tests", "benches", "examples"];

impl Lane {
    /// Where the page finds it.
    pub fn folder(&self, house: &House) -> PathBuf {
        house.root.join("web/engine/wasm").join(self.name)
    }

    /// The step that builds it.
    pub fn step<'a>(&'a self, house: &'a House) -> Step<'a> {
        Step {
            what: format!("Build the {} lane", self.name),
            minutes: if house.wasm().exists() { self.minutes / 4.0 } else { self.minutes },
            ready: Box::new(|| {
                self.inputs(house).is_ok_and(|inputs| stamp::matches(&self.folder(house).join("inputs"), &inputs))
            }),
            run: Box::new(|| self.build(house)),
        }
    }

    fn build(&self, house: &House) -> Result<()> {
        let inputs = self.inputs(house)?;
        let made = house.cache.join("lanes").join(self.name);
        if !stamp::matches(&made.join("inputs"), &inputs) {
            let raw = self.compile(house)?;
            press(house, &raw, &made)?;
            stamp::write(&made.join("inputs"), &inputs)?;
        }
        copy_folder(&made, &self.folder(house))
    }

    fn compile(&self, house: &House) -> Result<PathBuf> {
        let toolchain = toolchain(house)?;
        claim(house, &house.wasm())?;
        let mut command = toolchain.cargo_build(house);
        command.args([
            "--profile",
            "wasm",
            "-p",
            "stillroom-wasm",
            "--no-default-features",
            "--features",
            self.features,
        ]);
        run(&mut command)?;
        Ok(house.wasm().join(TARGET).join("wasm/stillroom_wasm.wasm"))
    }

    /// A fingerprint of everything that the artefact is made of.
    fn inputs(&self, house: &House) -> Result<String> {
        let compiled = |path: &Path| !is_named(path, &NOT_COMPILED);
        let mut print = tool_fingerprint(house)?.text(self.features).text(&toolchain(house)?.version(house)?);
        for file in ["Cargo.toml", "Cargo.lock", ".cargo/config.toml"] {
            print = print.files(&house.root, file, |_| true)?;
        }
        let crates = |path: &Path| {
            compiled(path) && !NATIVE_CRATES.iter().any(|name| path.ends_with(Path::new("crates").join(name)))
        };
        Ok(print.files(&house.root, "crates", crates)?.finish())
    }
}

fn toolchain(house: &House) -> Result<WasmToolchain> {
    WasmToolchain::find(house).context("There is no compiler for WebAssembly yet")
}

/// What turns the compiler's output into the artefact.
fn tool_fingerprint(house: &House) -> Result<Fingerprint> {
    let bindgen = tools::wasm_bindgen(house)?.version;
    let print = Fingerprint::default().text(&bindgen).text(&WASM_OPT.join(" "));
    print.files(&house.root, "node_modules/binaryen/package.json", |_| true)
}

/// Binds the compiler's output to JavaScript and presses it, unless `made` holds just that.
fn press(house: &House, raw: &Path, made: &Path) -> Result<()> {
    let folder = raw.parent().context("The artefact lies in a folder")?;
    let print = tool_fingerprint(house)?.files(folder, "stillroom_wasm.wasm", |_| true)?.finish();
    if stamp::matches(&made.join("raw"), &print) {
        return Ok(());
    }
    if made.exists() {
        fs::remove_dir_all(made)?;
    }
    fs::create_dir_all(made)?;
    bind(house, &tools::wasm_bindgen(house)?, raw, made)?;
    optimise(house, &made.join("stillroom_wasm_bg.wasm"))?;
    stamp::write(&made.join("raw"), &print)
}

fn bind(house: &House, bindgen: &Tool, raw: &Path, made: &Path) -> Result<()> {
    run(program(house, bindgen.path(house)).args(["--target", "web", "--out-dir"]).arg(made).arg(raw))
}

fn optimise(house: &House, wasm: &Path) -> Result<()> {
    let before = fs::metadata(wasm)?.len();
    run(program(house, house.npm_program("wasm-opt")).args(WASM_OPT).arg(wasm).arg("-o").arg(wasm))?;
    println!("  {} KB, {} KB before wasm-opt", fs::metadata(wasm)?.len() / 1000, before / 1000);
    Ok(())
}

/// Replaces `to` by a copy of the files in `from`.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        // The stamp of the raw artefact belongs to the cache.
        if entry.file_name() != "raw" {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

fn is_named(path: &Path, names: &[&str]) -> bool {
    path.file_name().is_some_and(|name| names.iter().any(|known| name == *known))
}
