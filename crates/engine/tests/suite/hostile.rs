//! The files of `tests/hostile` at every door: what each door says is kept beside them, and the page is held to it too.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use stillroom_data::{ForeignTokenizer, LanguageTokenizer, Tokenizer};
use stillroom_engine::{EngineError, PretrainedModel, StudentPackage, load, load_corpus};
use stillroom_formats::from_safetensors;
use stillroom_spec::{AnyRecipe, ErrorReport, LanguageRecipe, Recipe};

/// Longest message for a file, in bytes.
const LONGEST: usize = 1500;

#[derive(Deserialize)]
struct Hostile {
    why: String,
    parts: Vec<Part>,
}

/// A text, bytes or a number, `times` over.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    text: Option<String>,
    hex: Option<String>,
    u32: Option<u32>,
    u64: Option<String>,
    #[serde(default = "once")]
    times: usize,
}

fn once() -> usize {
    1
}

impl Part {
    fn bytes(&self) -> Vec<u8> {
        let text = self.text.iter().flat_map(|text| text.bytes());
        let hex = self.hex.iter().flat_map(|hex| hex.as_bytes().chunks(2));
        let hex = hex.map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap());
        let short = self.u32.iter().flat_map(|number| number.to_le_bytes());
        let long = self.u64.iter().flat_map(|number| number.parse::<u64>().unwrap().to_le_bytes());
        text.chain(hex).chain(short).chain(long).collect::<Vec<_>>().repeat(self.times)
    }
}

fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/hostile").join(name)
}

fn files() -> BTreeMap<String, Vec<u8>> {
    let read: BTreeMap<String, Hostile> = serde_json::from_slice(&std::fs::read(place("files.json")).unwrap()).unwrap();
    assert!(read.values().all(|file| !file.why.is_empty()));
    read.into_iter().map(|(name, file)| (name, file.parts.iter().flat_map(Part::bytes).collect())).collect()
}

/// `accepted`, or code and place of a refusal that can be shown: short, with advice, and with the file where one is named.
fn outcome<T>(name: &str, result: Result<T, impl Into<ErrorReport>>) -> Value {
    let Err(error) = result.map(|_| ()).map_err(Into::into) else { return json!("accepted") };
    let ErrorReport { code, message, place, hint } = error;
    assert!((1..=LONGEST).contains(&message.len()), "{name}: {} bytes: {message:.300}", message.len());
    assert!(hint.ends_with('.') && hint.len() < 300, "{name}: {hint}");
    let place = place.unwrap_or_default();
    json!({"code": code, "file": place.file, "line": place.line, "column": place.column})
}

fn table(name: &str, bytes: &[u8]) -> Value {
    outcome(name, load(&Recipe::for_file(name), name, None, bytes))
}

fn text(name: &str, bytes: &[u8]) -> Value {
    outcome(name, load_corpus(&LanguageRecipe::for_file(name), name, None, bytes))
}

/// A browser reads a recipe as UTF-8 with U+FFFD for what is none.
fn recipe(name: &str, bytes: &[u8]) -> Value {
    outcome(name, AnyRecipe::from_json(&String::from_utf8_lossy(bytes)))
}

/// What reads files of a name's ending, besides the doors that take any.
fn own(name: &str, bytes: &[u8]) -> Option<(&'static str, Value)> {
    let ends = |end: &str| name.ends_with(end);
    Some(match () {
        () if ends(".zip") => ("student", outcome(name, StudentPackage::from_zip(bytes).map_err(EngineError::from))),
        () if ends(".safetensors") => ("weights", outcome(name, from_safetensors(bytes).map_err(EngineError::from))),
        () if ends(".gguf") => ("model", outcome(name, PretrainedModel::from_gguf(name, bytes.to_vec()))),
        () if ends("tokenizer.json") => ("tokenizer", tokenizer(name, &String::from_utf8_lossy(bytes))),
        () => return None,
    })
}

/// One that is accepted cuts a text on which patterns go wrong.
fn tokenizer(name: &str, json: &str) -> Value {
    assert!(Tokenizer::from_json(json).is_err() && LanguageTokenizer::from_json(json).is_err(), "{name}");
    let cut = |tokenizer: ForeignTokenizer| tokenizer.encode(&"a".repeat(200));
    outcome(name, ForeignTokenizer::from_json(json).and_then(cut).map_err(EngineError::from))
}

#[test]
fn every_door_says_what_is_kept() {
    let mut found = Map::new();
    for (name, bytes) in files() {
        let mut doors = Map::new();
        doors.insert("table".into(), table(&name, &bytes));
        doors.insert("text".into(), text(&name, &bytes));
        doors.insert("recipe".into(), recipe(&name, &bytes));
        doors.extend(own(&name, &bytes).map(|(door, outcome)| (door.to_owned(), outcome)));
        found.insert(name, doors.into());
    }
    let made = format!("{:#}\n", Value::from(found));
    if std::env::var_os("STILLROOM_WRITE").is_some() {
        std::fs::write(place("expected.json"), &made).unwrap();
    }
    let kept = std::fs::read_to_string(place("expected.json")).unwrap_or_default();
    let changed = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
    assert!(made == kept, "a door says something else than tests/hostile/expected.json: {changed:?}");
}

/// A pattern that is right and tries very many ways is read: the library gives up after a million, and leaves the rest
/// of the text in one piece.
const SLOW: &str = "backtrack.tokenizer.json";

#[test]
fn no_file_that_is_broken_is_accepted_by_its_own_reader() {
    for (name, bytes) in files() {
        if let Some((door, outcome)) = own(&name, &bytes) {
            assert_eq!(outcome == json!("accepted"), name == SLOW, "{name} at {door}");
        }
        if name.ends_with(".recipe.json") {
            assert_ne!(recipe(&name, &bytes), json!("accepted"), "{name}");
        }
    }
}
