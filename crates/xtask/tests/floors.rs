//! Imports only go downwards: crates of one floor never import each other, nor anything above.

use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

/// Every product crate has a floor. A new one is given its place here and in ARCHITECTURE.md.
const FLOORS: [(&str, u8); 11] = [
    ("spec", 0),
    ("data", 0),
    ("models", 1),
    ("objectives", 1),
    ("formats", 2),
    ("compress", 2),
    ("generate", 2),
    ("eval", 3),
    ("engine", 4),
    ("wasm", 5),
    ("cli", 5),
];

/// Crates that serve the work on the product and are never part of it.
const BESIDE: [&str; 2] = ["testkit", "xtask"];

/// What a crate never names, by itself: the invariants of ARCHITECTURE.md that a dependency would break.
const NEVER: [(&str, &[&str]); 10] = [
    ("spec", &["burn", "wasm-bindgen", "js-sys", "web-sys", "csv", "tokenizers", "rand"]),
    ("data", &["burn", "wasm-bindgen", "js-sys", "web-sys"]),
    ("models", &["stillroom-data", "stillroom-objectives", "tokenizers", "csv", "wasm-bindgen", "web-sys"]),
    ("objectives", &["stillroom-data", "stillroom-models", "wasm-bindgen", "web-sys"]),
    ("formats", &["stillroom-data", "stillroom-objectives", "wasm-bindgen", "web-sys"]),
    ("generate", &["stillroom-data", "stillroom-objectives", "tokenizers", "wasm-bindgen", "web-sys"]),
    ("eval", &["burn", "stillroom-models", "wasm-bindgen", "web-sys"]),
    ("engine", &["wasm-bindgen", "js-sys", "web-sys", "pollster", "tokio", "indicatif"]),
    ("wasm", &["pollster", "indicatif", "anyhow", "stillroom-data", "stillroom-models"]),
    ("xtask", &["burn", "serde", "clap", "tokio"]),
];

/// A crate and the crates that it names: always, and in tests only.
struct Package {
    dependencies: Vec<String>,
    test_dependencies: Vec<String>,
}

type Workspace = BTreeMap<String, Package>;

fn workspace() -> Workspace {
    let cargo =
        Command::new(env!("CARGO")).args(["metadata", "--no-deps", "--locked", "--format-version", "1"]).output();
    let output = cargo.expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    parse(&serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON"))
}

fn parse(metadata: &Value) -> Workspace {
    let packages = metadata["packages"].as_array().expect("packages");
    packages.iter().map(|package| (short(text(&package["name"])), named(&package["dependencies"]))).collect()
}

fn named(dependencies: &Value) -> Package {
    let all = dependencies.as_array().expect("dependencies");
    let of = |dev: bool| {
        let wanted = all.iter().filter(|d| (d["kind"].as_str() == Some("dev")) == dev);
        wanted.map(|d| text(&d["name"]).to_owned()).collect()
    };
    Package { dependencies: of(false), test_dependencies: of(true) }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn short(name: &str) -> String {
    name.strip_prefix("stillroom-").unwrap_or(name).to_owned()
}

fn floor(name: &str) -> Option<u8> {
    FLOORS.iter().find(|(known, _)| *known == name).map(|(_, floor)| *floor)
}

/// Everything that is wrong with the imports of a workspace.
fn faults(workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    for (name, package) in workspace {
        found.extend(misplaced(name));
        found.extend(package.dependencies.iter().filter_map(|other| upward(name, &short(other), workspace)));
        found.extend(package.test_dependencies.iter().filter_map(|other| test_upward(name, &short(other))));
        found.extend(forbidden(name, package));
    }
    found
}

fn misplaced(name: &str) -> Option<String> {
    let known = floor(name).is_some() || BESIDE.contains(&name);
    (!known).then(|| format!("{name} has no floor: give it one here and in ARCHITECTURE.md"))
}

fn upward(name: &str, other: &str, workspace: &Workspace) -> Option<String> {
    if !workspace.contains_key(other) {
        return None;
    }
    let fault = |why: &str| Some(format!("{name} imports {other}: {why}"));
    match (floor(name), floor(other)) {
        (Some(own), Some(below)) if below < own => None,
        (Some(_), None) => fault("it is no part of the product"),
        // The helpers of tests may speak of recipes and reports; the build may speak of nothing.
        (None, Some(0)) if name == "testkit" => None,
        (None, _) => fault("what serves the work stands beside the product"),
        (Some(own), Some(other)) => fault(&format!("floor {own} may not look at floor {other}")),
    }
}

/// Tests may use the helpers, themselves with other features, and anything below.
fn test_upward(name: &str, other: &str) -> Option<String> {
    let (own, theirs) = (floor(name)?, floor(other)?);
    (name != other && theirs >= own).then(|| format!("{name}'s tests import {other}, which is not below it"))
}

fn forbidden(name: &str, package: &Package) -> Vec<String> {
    let never = NEVER.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, never)| *never);
    let broken = package.dependencies.iter().filter(|dependency| never.contains(&dependency.as_str()));
    broken.map(|dependency| format!("{name} names {dependency}, which it never does (ARCHITECTURE.md)")).collect()
}

#[test]
fn imports_only_go_downwards() {
    let workspace = workspace();
    assert!(workspace.len() > 8, "cargo metadata found only {:?}", workspace.keys());
    assert_eq!(faults(&workspace), Vec::<String>::new());
}

#[test]
fn every_invariant_is_about_a_crate_that_exists() {
    let workspace = workspace();
    let unknown: Vec<_> = NEVER.iter().map(|(name, _)| *name).filter(|name| !workspace.contains_key(*name)).collect();
    assert_eq!(unknown, Vec::<&str>::new());
}

/// A workspace of three crates, in which `importer` imports `imported`.
fn importing(importer: &str, imported: &str) -> Vec<String> {
    let package = |dependencies: &[&str]| Package {
        dependencies: dependencies.iter().map(|&d| d.to_owned()).collect(),
        test_dependencies: Vec::new(),
    };
    let mut all: Workspace = ["spec", "models", "objectives", "engine", "cli", "testkit"]
        .into_iter()
        .map(|name| (name.to_owned(), package(&[])))
        .collect();
    all.insert(importer.into(), package(&[imported]));
    faults(&all)
}

#[test]
fn a_broken_rule_is_found() {
    assert_eq!(importing("engine", "stillroom-models"), Vec::<String>::new());
    let broken = [
        ("spec", "stillroom-engine", "spec imports engine: floor 0 may not look at floor 4"),
        ("models", "stillroom-objectives", "models imports objectives: floor 1 may not look at floor 1"),
        ("engine", "stillroom-cli", "engine imports cli: floor 4 may not look at floor 5"),
        ("engine", "stillroom-testkit", "engine imports testkit: it is no part of the product"),
        ("testkit", "stillroom-models", "testkit imports models: what serves the work stands beside the product"),
        ("spec", "burn", "spec names burn, which it never does (ARCHITECTURE.md)"),
        ("attic", "anyhow", "attic has no floor: give it one here and in ARCHITECTURE.md"),
    ];
    for (importer, imported, fault) in broken {
        assert!(importing(importer, imported).contains(&fault.to_owned()), "{fault}");
    }
}
