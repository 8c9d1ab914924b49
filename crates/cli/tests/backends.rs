//! `tests/backends/parity.recipe.json` on the CPU and on a GPU: the same losses, step by step.
//!
//! `cargo test -p stillroom-cli --features wgpu --test backends`; it needs a GPU, or a Vulkan driver that computes on
//! the CPU. In the browser the same recipe is run by the tests of `tests/e2e`.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Steps compared, of each phase.
const STEPS: usize = 50;

/// Of the loss, as `tests/backends/README.md` argues.
const RELATIVE: f64 = 2e-3;

#[test]
fn both_lanes_lose_alike() {
    let (cpu, gpu) = (losses("cpu"), losses("wgpu"));
    assert_eq!(cpu.len(), gpu.len());
    for (a, b) in cpu.iter().zip(&gpu) {
        assert_eq!(a.0, b.0);
        let apart = (a.1 - b.1).abs() / a.1;
        assert!(apart <= RELATIVE, "{}: {} on the CPU, {} on the GPU", a.0, a.1, b.1);
    }
}

/// Phase and step, and the loss.
fn losses(device: &str) -> Vec<(String, f64)> {
    let recipe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/backends/parity.recipe.json");
    let out = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_stillroom"));
    command.arg("distill").arg(recipe).arg("--out").arg(out.path()).args(["--device", device]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let log = std::fs::read_to_string(out.path().join("log.jsonl")).unwrap();
    let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let early = lines.filter(|line| line["step"].as_u64().is_some_and(|step| step <= STEPS as u64));
    early.map(|line| (format!("{} {}", line["phase"], line["step"]), line["loss"].as_f64().unwrap())).collect()
}
