use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use stillroom_spec::Recipe;
use stillroom_testkit::toy;
use tempfile::TempDir;

/// A folder with a recipe, its rows and what `distill` made of them; made once for all tests that only read it.
pub static RUN: LazyLock<Run> = LazyLock::new(|| Run::new(&toy::recipe()));

/// A folder of its own.
pub struct Run {
    folder: TempDir,
    pub output: Output,
}

impl Run {
    pub fn new(recipe: &Recipe) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join("toy.csv"), &toy::csv(3, 30));
        write(&folder.path().join("r.json"), &recipe.to_json());
        let output =
            stillroom(&["distill", &text(&folder.path().join("r.json")), "--out", &text(&folder.path().join("out"))]);
        Self { folder, output }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn report(&self) -> Value {
        serde_json::from_str(&std::fs::read_to_string(self.path("out/report.json")).unwrap()).unwrap()
    }

    pub fn log(&self) -> Vec<Value> {
        lines(&std::fs::read_to_string(self.path("out/log.jsonl")).unwrap())
    }
}

pub fn stillroom(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

/// With `input` on standard input, in `folder`.
pub fn stillroom_with(arguments: &[&str], folder: &Path, input: &[u8]) -> Output {
    let mut child = program(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stillroom"));
    command.args(arguments);
    command
}

pub fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
}

pub fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

pub fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What a successful program printed.
pub fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What a program that refused said; it must say something and exit with a failure.
pub fn refused(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!output.status.success() && said.len() > 10, "{said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}
