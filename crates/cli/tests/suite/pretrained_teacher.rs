//! A model of others teaches, from the command line.

use crate::support::{printed, refused, stillroom, text, write};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use stillroom_spec::LanguageRecipe;
use tempfile::TempDir;

/// A folder with a model in `teacher`.
fn folder(model: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/models").join(model);
    fs::create_dir(folder.path().join("teacher")).unwrap();
    for file in ["config.json", "model.safetensors", "tokenizer.json"] {
        fs::copy(from.join(file), folder.path().join("teacher").join(file)).unwrap();
    }
    folder
}

fn at(folder: &TempDir, name: &str) -> String {
    text(&folder.path().join(name))
}

/// What `recipe --teacher` prints, on a few pages and with the teacher beside the recipe.
fn recipe(folder: &TempDir) -> Value {
    let said = printed(&stillroom(&["recipe", "northanger", "--teacher", &at(folder, "teacher")]));
    LanguageRecipe::from_json(&said).unwrap();
    let mut recipe: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(recipe["teachers"][0]["model"]["name"], at(folder, "teacher"));
    recipe["teachers"][0]["model"]["name"] = json!("teacher");
    recipe["corpus"]["max_bytes"] = json!(20_000);
    recipe["student"]["train"]["epochs"] = json!(1);
    recipe
}

#[test]
fn a_recipe_for_a_teacher_is_run_and_its_student_writes() {
    let folder = folder("qwen2");
    let recipe = recipe(&folder);
    write(&folder.path().join("r.json"), &recipe.to_string());
    let said = printed(&stillroom(&["distill", &at(&folder, "r.json"), "--out", &at(&folder, "out")]));
    assert!(said.contains("teacher") && said.contains("bits per byte"), "{said}");
    let report: Value = serde_json::from_str(&fs::read_to_string(at(&folder, "out/report.json")).unwrap()).unwrap();
    assert_eq!(report["teachers"][0]["training"]["steps"], 0);
    let vocabulary = report["vocabulary"].as_u64().unwrap();
    assert!(vocabulary < 384, "{vocabulary}");
    let config: Value = serde_json::from_str(&fs::read_to_string(at(&folder, "out/config.json")).unwrap()).unwrap();
    assert_eq!(config["vocab_size"], vocabulary);
    assert!(report["cache"]["top_k"].as_u64().unwrap() > 0);
    let written = printed(&stillroom(&["generate", &at(&folder, "out"), "--prompt", "Catherine", "--tokens", "8"]));
    assert!(written.starts_with("Catherine") && written.trim_end().len() > "Catherine".len(), "{written}");
}

#[test]
fn a_teacher_that_is_not_the_one_meant_is_refused() {
    let folder = folder("llama");
    let refused_with = |change: &dyn Fn(&mut Value), word: &str| {
        let mut recipe = recipe(&folder);
        change(&mut recipe);
        write(&folder.path().join("r.json"), &recipe.to_string());
        let said = refused(&stillroom(&["distill", &at(&folder, "r.json"), "--out", &at(&folder, "out")]));
        assert!(said.contains(word), "{said}");
    };
    refused_with(&|recipe| recipe["teachers"][0]["model"]["name"] = json!("nowhere"), "nowhere");
    refused_with(&|recipe| recipe["teachers"][0]["model"]["sha256"] = json!("0".repeat(64)), "SHA-256");
    refused_with(&|recipe| recipe["tokenizer"] = json!({ "kind": "bytes" }), "compares ids");
    let said = refused(&stillroom(&["recipe", "spam", "--teacher", &at(&folder, "teacher")]));
    assert!(said.contains("northanger"), "{said}");
}

/// The spam preset on few rows, with a small BERT beside the recipe.
#[test]
fn an_encoder_teaches_a_classifier_and_the_fitted_one_is_kept() {
    let folder = folder("bert");
    let said = printed(&stillroom(&["recipe", "spam", "--teacher", &at(&folder, "teacher")]));
    let mut recipe: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(recipe["teacher"]["model"]["name"], at(&folder, "teacher"));
    recipe["teacher"]["model"]["name"] = json!("teacher");
    recipe["data"]["max_rows"] = json!(300);
    recipe["evaluation"]["pairs"] = json!(1);
    write(&folder.path().join("r.json"), &recipe.to_string());
    printed(&stillroom(&["distill", &at(&folder, "r.json"), "--out", &at(&folder, "out")]));
    let report: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("out/report.json")).unwrap()).unwrap();
    assert!(report["teacher"]["training"]["steps"].as_u64().unwrap() > 0);
    for file in ["config.json", "model.safetensors", "head.safetensors", "tokenizer.json"] {
        assert!(folder.path().join("out/teacher").join(file).exists(), "{file}");
    }
}
