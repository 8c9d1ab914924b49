//! Every dependency has its reason in ARCHITECTURE.md.

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

fn read(path: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    fs::read_to_string(&file).unwrap_or_else(|e| panic!("{path} cannot be read: {e}"))
}

fn crates() -> BTreeSet<String> {
    let cargo =
        Command::new(env!("CARGO")).args(["metadata", "--no-deps", "--locked", "--format-version", "1"]).output();
    let metadata: Value = serde_json::from_slice(&cargo.expect("cargo runs").stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages").iter();
    let named = packages.flat_map(|package| package["dependencies"].as_array().expect("dependencies"));
    // Those of the workspace have a path and no source.
    named.filter(|d| !d["source"].is_null()).map(|d| d["name"].as_str().expect("a name").to_owned()).collect()
}

fn npm_packages() -> BTreeSet<String> {
    let package: Value = serde_json::from_str(&read("package.json")).expect("package.json is JSON");
    let kinds = ["dependencies", "devDependencies"].iter().filter_map(|kind| package[kind].as_object());
    kinds.flat_map(|kind| kind.keys().cloned()).collect()
}

/// Dependencies that no table names, by themselves or with their family (`@scope/name-*`).
fn unexplained(dependencies: &BTreeSet<String>, text: &str) -> Vec<String> {
    let rows: Vec<_> = text.lines().filter(|line| line.starts_with("| `")).collect();
    let told = |word: &str| rows.iter().any(|row| row.contains(&format!("`{word}`")));
    let family = |name: &str| name.match_indices('-').any(|(at, _)| told(&format!("{}-*", &name[..at])));
    dependencies.iter().filter(|name| !told(name) && !family(name)).cloned().collect()
}

#[test]
fn every_dependency_has_its_reason() {
    let text = read("ARCHITECTURE.md");
    let (rust, npm) = (crates(), npm_packages());
    assert!(rust.len() > 10 && npm.len() > 5, "{rust:?} {npm:?}");
    assert_eq!(unexplained(&rust, &text), Vec::<String>::new());
    assert_eq!(unexplained(&npm, &text), Vec::<String>::new());
}

#[test]
fn one_without_a_reason_is_found() {
    let names = ["csv", "left-pad", "@tensorflow/tfjs-core"].map(str::to_owned).into();
    let text = "| `csv`, `zip` | files |\n| `@tensorflow/tfjs-*` | compared with |\nleft-pad is mentioned";
    assert_eq!(unexplained(&names, text), ["left-pad"]);
}
