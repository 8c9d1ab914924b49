//! The page's folders know of each other in one direction only, as ARCHITECTURE.md draws it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// A folder, the folders that it may import from, and those of which it may name the types.
/// An `import type` is gone after compilation: it shares words, not work.
struct Room {
    name: &'static str,
    imports: &'static [&'static str],
    types: &'static [&'static str],
    /// Whether it may touch the document.
    document: bool,
}

const ROOMS: [Room; 6] = [
    Room { name: "engine", imports: &[], types: &[], document: false },
    Room { name: "state", imports: &[], types: &["engine"], document: false },
    Room { name: "i18n", imports: &["state"], types: &["engine"], document: false },
    Room { name: "ui", imports: &["state", "i18n"], types: &["engine"], document: true },
    Room { name: "views", imports: &["state", "i18n", "ui"], types: &["engine"], document: true },
    Room { name: "session", imports: &["engine", "state", "i18n"], types: &[], document: false },
];

/// Words that belong to the document, and the packages that draw it.
const DOCUMENT: [&str; 6] = ["document.", "HTMLElement", "customElements", "\"lit\"", "\"lit/", "\"uplot\""];

/// One import of a file.
#[derive(Debug, PartialEq, Eq)]
struct Import {
    from: String,
    type_only: bool,
}

/// Every import and re-export, in whatever form: each names its module in a string after `from` or `import`.
fn imports(source: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let mut statement = String::new();
    for line in source.lines().map(str::trim).filter(|line| !line.starts_with("//") && !line.starts_with('*')) {
        let opens = line.starts_with("import") || line.starts_with("export");
        statement = if opens { line.to_owned() } else { format!("{statement} {line}") };
        found.extend(
            module_after(&statement, " from \"").map(|from| Import { type_only: is_type_only(&statement), from }),
        );
        for keyword in ["import(\"", "import \""] {
            found.extend(module_after(line, keyword).map(|from| Import { type_only: false, from }));
        }
        if line.ends_with(';') {
            statement.clear();
        }
    }
    found
}

fn module_after(text: &str, keyword: &str) -> Option<String> {
    let (_, rest) = text.split_once(keyword)?;
    rest.split_once('"').map(|(module, _)| module.to_owned())
}

/// `import type { A }`, `export type { A }` or `import { type A, type B }`.
fn is_type_only(statement: &str) -> bool {
    if statement.starts_with("import type") || statement.starts_with("export type") {
        return true;
    }
    let names = statement.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map(|(names, _)| names);
    names.is_some_and(|names| names.split(',').all(|name| name.trim().is_empty() || name.trim().starts_with("type ")))
}

/// The room that a relative import leads to, if it leaves its own.
fn room_of(file: &Path, import: &str) -> Option<String> {
    if !import.starts_with('.') {
        return None;
    }
    let mut path: Vec<String> = Vec::new();
    for part in file.parent()?.join(import).components() {
        match part {
            Component::ParentDir => drop(path.pop()),
            Component::Normal(name) => path.push(name.to_string_lossy().into_owned()),
            _ => {}
        }
    }
    path.first().cloned()
}

/// What is wrong with a file of a room; `file` is relative to `web`.
fn faults(room: &Room, file: &Path, source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for import in imports(source) {
        let Some(target) = room_of(file, &import.from).filter(|target| target != room.name) else { continue };
        let allowed = room.imports.contains(&target.as_str())
            || room.types.contains(&target.as_str()) && import.type_only
            || target == "crates";
        if !allowed {
            found.push(format!("web/{} imports {}: {} never does", file.display(), import.from, room.name));
        }
    }
    let touched = DOCUMENT.iter().filter(|word| !room.document && source.contains(*word));
    found.extend(touched.map(|word| format!("web/{} says `{word}`: {} has no document", file.display(), room.name)));
    found
}

fn web() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let skipped = ["wasm", "generated", "node_modules"].iter().any(|name| path.ends_with(name));
        let test = path.to_string_lossy().ends_with(".test.ts");
        if path.is_dir() && !skipped {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "ts") && !test {
            found.push(path);
        }
    }
}

#[test]
fn rooms_import_in_one_direction() {
    let mut found = Vec::new();
    for room in &ROOMS {
        let mut files = Vec::new();
        sources(&web().join(room.name), &mut files);
        assert!(!files.is_empty(), "web/{} holds nothing", room.name);
        for path in files {
            let source = fs::read_to_string(&path).expect("a source file");
            found.extend(faults(room, path.strip_prefix(web()).expect("below web"), &source));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn every_room_has_its_rules() {
    let folders = fs::read_dir(web()).expect("web").flatten().filter(|entry| entry.path().is_dir());
    let found: BTreeSet<_> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let known: BTreeSet<_> = ROOMS.iter().map(|room| room.name.to_owned()).collect();
    let unknown: Vec<_> =
        found.difference(&known).filter(|name| *name != "public" && *name != "node_modules").collect();
    assert_eq!(unknown, Vec::<&String>::new());
}

fn check(room: &str, file: &str, source: &str, wrong: usize) {
    let room = ROOMS.iter().find(|known| known.name == room).expect("a room");
    let found = faults(room, Path::new(file), source);
    assert_eq!(found.len(), wrong, "{source}\n{found:?}");
}

#[test]
fn a_broken_rule_is_found() {
    check("views", "views/data/a.ts", "import { run } from \"../../state/run\";", 0);
    check("views", "views/data/a.ts", "import type { Recipe } from \"../../engine/generated/spec\";", 0);
    check("views", "views/data/a.ts", "import { type Recipe, type Lane } from \"../../engine/protocol\";", 0);
    check("views", "views/data/a.ts", "import { type Recipe, openLab } from \"../../engine/lab\";", 1);
    check("views", "views/a.ts", "import {\n  spawn,\n  type Lane,\n} from \"../engine/spawn\";", 1);
    check("views", "views/a.ts", "const lab = await import(\"../engine/lab\");", 1);
    check("views", "views/a.ts", "import \"../session/session\";", 1);
    check("ui", "ui/a.ts", "export { app } from \"../views/app\";", 1);
    check("state", "state/a.ts", "import { html } from \"lit\";", 1);
    check("state", "state/a.ts", "document.title = \"x\";", 1);
    check("engine", "engine/a.ts", "import { run } from \"../state/run\";", 1);
    check("engine", "engine/a.ts", "import csv from \"../../crates/data/presets/spam.csv?url\";", 0);
    check("session", "session/a.ts", "import { icons } from \"../ui/icons\";", 1);
}
