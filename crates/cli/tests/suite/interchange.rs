//! Leaves what others shall load in Cargo's folder for tests: every family as it is written here, and students. What
//! transformers makes of them: `tests/interchange/transformers_matches.py`.

use crate::support::{printed, stillroom, text, write};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use stillroom_data::LanguageTokenizer;
use stillroom_spec::{CorpusSource, DataSource, LanguageRecipe, Recipe};
use stillroom_testkit::toy;

const FAMILIES: [&str; 9] =
    ["bert", "distilbert", "gpt2", "gpt2-classifier", "llama", "llama-classifier", "llama-untied", "qwen2", "roberta"];

/// What a text may hold: letters of several scripts, spaces, the name of a special token.
const TEXTS: [&str; 3] = ["Catherine was not at all sorry.", "  Ação — 42\n\nvezes", "[PAD] is no padding here 🧪"];

/// Names that are markup, in Markdown and in YAML.
const NAMES: [&str; 4] = ["a|b `c` ``", "<b># x</b>", "- 'y': \"[z](http://w)\"", "*_\\"];

/// An empty folder, as the last run may have left other files.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("transformers").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Adds `asked.json`: rows of ids, what is computed here of them, and what else there is to compare.
fn ask(folder: &Path, rows: &Value, beside: Value) {
    let (input, output) = (folder.join("input.json"), folder.join("asked.json"));
    write(&input, &rows.to_string());
    printed(&stillroom(&["logits", &text(folder), "--input", &text(&input), "--output", &text(&output)]));
    let mut asked = read(&output);
    let (Value::Object(rows), Value::Object(beside)) = (rows.clone(), beside) else { panic!("no objects") };
    asked.as_object_mut().unwrap().extend(rows.into_iter().chain(beside));
    write(&output, &asked.to_string());
}

#[test]
fn every_family_is_left_as_it_is_written() {
    for name in FAMILIES {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/models").join(name);
        let (to, wanted) = (folder(name), read(&from.join("expected.json")));
        printed(&stillroom(&["import", &text(&from), "--out", &text(&to)]));
        ask(&to, &json!({"input_ids": wanted["input_ids"], "attention_mask": wanted["attention_mask"]}), json!({}));
    }
}

fn student(name: &str, mut recipe: LanguageRecipe) {
    for train in [&mut recipe.teachers[0].train, &mut recipe.student.train] {
        train.epochs = 1;
    }
    recipe.name = NAMES[0].into();
    let to = folder(name);
    write(&to.join("r.json"), &recipe.to_json());
    printed(&stillroom(&["distill", &text(&to.join("r.json")), "--out", &text(&to)]));
    let onnx = text(&to.join("student.onnx"));
    printed(&stillroom(&["export", &text(&to), "--format", "onnx", "--out", &onnx]));
    let tokenizer = LanguageTokenizer::from_json(&fs::read_to_string(to.join("tokenizer.json")).unwrap()).unwrap();
    let texts: Vec<Value> = TEXTS.iter().map(|text| json!({"text": text, "ids": tokenizer.encode(text)})).collect();
    ask(&to, &json!({"input_ids": [tokenizer.encode(TEXTS[0])]}), json!({"texts": texts, "names": [NAMES[0]]}));
}

/// The default run on the first pages of its novel.
#[test]
fn a_student_of_byte_pairs_is_left() {
    let mut recipe = LanguageRecipe::preset("northanger").unwrap();
    recipe.corpus.max_bytes = 20_000;
    student("student-pairs", recipe);
}

#[test]
fn a_student_of_characters_is_left() {
    let mut recipe = LanguageRecipe::preset("arithmetic").unwrap();
    recipe.corpus.source = CorpusSource::Arithmetic { modulus: 12, count: 144, answers_only: false };
    student("student-characters", recipe);
}

/// A classifier whose classes and file have names that must not be read as markup.
#[test]
fn a_classifier_with_hostile_names_is_left() {
    let to = folder("classifier");
    let file = "a|b `c`, {d}.csv";
    let mut recipe = Recipe { name: NAMES[3].into(), ..toy::recipe() };
    recipe.student.model = toy::encoder(8, 0.0);
    recipe.data.source = DataSource::File { name: file.into() };
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let mut rows = toy::csv(3, 30);
    for (class, name) in toy::CLASSES[..3].iter().zip(NAMES) {
        rows = rows.replace(&format!(",{class}\n"), &format!(",{}\n", quoted(name)));
    }
    write(&to.join(file), &rows);
    write(&to.join("r.json"), &recipe.to_json());
    printed(&stillroom(&["distill", &text(&to.join("r.json")), "--out", &text(&to)]));
    let onnx = text(&to.join("student.onnx"));
    printed(&stillroom(&["export", &text(&to), "--format", "onnx", "--out", &onnx]));
    let classes = read(&to.join("student.json"))["classes"].clone();
    assert_eq!(classes.as_array().unwrap().len(), 3);
    let path = text(&to.join(file));
    write(&to.join("asked.json"), &json!({"names": [NAMES[3], file], "classes": classes, "path": path}).to_string());
}
