//! Language models from the command line, and `stillroom check`.

use crate::support::{printed, refused, stillroom, text, write};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use stillroom_spec::{CorpusSource, LanguageRecipe};
use tempfile::TempDir;

/// A run of a few seconds, made once for all tests that only read it.
static RUN: LazyLock<(TempDir, String)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("r.json"), &recipe().to_json());
    let said = printed(&stillroom(&["distill", &at(&folder, "r.json"), "--out", &at(&folder, "out")]));
    (folder, said)
});

fn recipe() -> LanguageRecipe {
    let mut recipe = LanguageRecipe::preset("arithmetic").unwrap();
    recipe.corpus.source = CorpusSource::Arithmetic { modulus: 12, count: 144, answers_only: false };
    for train in [&mut recipe.teachers[0].train, &mut recipe.student.train] {
        train.epochs = 2;
    }
    recipe
}

fn at(folder: &TempDir, name: &str) -> String {
    text(&folder.path().join(name))
}

fn json(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(RUN.0.path().join("out").join(name)).unwrap()).unwrap()
}

#[test]
fn the_folder_holds_report_log_and_student() {
    let report = json("report.json");
    for model in [&report["teachers"][0], &report["student"], &report["control"]] {
        assert!(model["test"]["bits_per_byte"].as_f64().unwrap() > 0.0);
        assert!(model["parameters"].as_u64().unwrap() > 0);
    }
    let kind = report["verdict"]["kind"].as_str().unwrap();
    assert!(["helps", "does_not_help", "inconclusive"].contains(&kind), "{kind}");
    assert!(RUN.1.contains("bits per byte"), "{}", RUN.1);
    assert_eq!(json("config.json")["model_type"], "llama");
    assert_eq!(json("recipe.json")["task"], "language_model");
    let log = fs::read_to_string(RUN.0.path().join("out/log.jsonl")).unwrap();
    let steps: usize = ["teachers", "student", "control"].iter().map(|who| steps(&report, who)).sum();
    assert_eq!(log.lines().count(), steps);
}

fn steps(report: &Value, who: &str) -> usize {
    let model = if who == "teachers" { &report[who][0] } else { &report[who] };
    model["training"]["steps"].as_u64().unwrap() as usize
}

/// All that `transformers` needs to cut and continue a text as Stillroom does; `tests/interchange` lets it.
#[test]
fn the_folder_is_a_model_of_hugging_face() {
    let (tokenizer, generation) = (json("tokenizer_config.json"), json("generation_config.json"));
    assert_eq!(tokenizer["tokenizer_class"], "PreTrainedTokenizerFast");
    assert_eq!(tokenizer["model_max_length"], json("config.json")["max_position_embeddings"]);
    assert_eq!(generation["eos_token_id"], json("config.json")["eos_token_id"]);
    assert_eq!(generation["do_sample"].as_bool(), Some(recipe().evaluation.sample.temperature > 0.0));
    let card = fs::read_to_string(RUN.0.path().join("out/README.md")).unwrap();
    let verdict = json("report.json")["verdict"]["difference"].as_f64().unwrap();
    for words in ["library_name: transformers", "text-generation", "# `arithmetic`", "| teacher | student | control |"]
    {
        assert!(card.contains(words), "`{words}` is not in {card}");
    }
    assert!(card.contains(&format!("{verdict:+.4} bits per byte")), "{card}");
    assert!(!card.lines().any(|line| line.starts_with("license:")), "that is the user's to say");
}

#[test]
fn a_student_writes_and_the_same_seed_writes_the_same() {
    let out = at(&RUN.0, "out");
    let generate =
        |seed: &str| printed(&stillroom(&["generate", &out, "--prompt", "03+04=", "--tokens", "6", "--seed", seed]));
    assert!(generate("1").starts_with("03+04="));
    assert_eq!(generate("1"), generate("1"));
    let said = refused(&stillroom(&["generate", &text(&RUN.0.path().join("nowhere"))]));
    assert!(said.contains("nowhere"), "{said}");
}

#[test]
fn a_recipe_is_printed_and_faults_in_it_are_named() {
    let printed = printed(&stillroom(&["recipe", "northanger"]));
    assert_eq!(LanguageRecipe::from_json(&printed).unwrap(), LanguageRecipe::preset("northanger").unwrap());
    let folder = tempfile::tempdir().unwrap();
    for (from, to, word) in [
        ("\"block_tokens\": 32", "\"block_tokens\": 999", "block_tokens"),
        ("\"weight_decay\"", "\"wait_decay\"", "wait_decay"),
        ("\"modulus\": 12", "\"modulus\": 2", "corpus.source.count"),
    ] {
        write(&folder.path().join("r.json"), &recipe().to_json().replacen(from, to, 1));
        let said = refused(&stillroom(&["distill", &at(&folder, "r.json"), "--out", &at(&folder, "out")]));
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn this_build_agrees_with_values_of_others() {
    let said = printed(&stillroom(&["check", &text(&conformance())]));
    for case in ["qwen2: logits", "objective uld", "trajectory: step 10", "bert"] {
        assert!(said.contains(case), "{said}");
    }
}

/// A weight that is off must show, or the comparison says nothing.
#[test]
fn a_difference_beyond_its_tolerance_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("models/gpt2");
    fs::create_dir_all(&model).unwrap();
    for file in ["config.json", "model.safetensors", "expected.json"] {
        fs::copy(conformance().join("models/gpt2").join(file), model.join(file)).unwrap();
    }
    let config = fs::read_to_string(model.join("config.json")).unwrap();
    let other = config.replacen("\"layer_norm_epsilon\": 1e-05", "\"layer_norm_epsilon\": 0.1", 1);
    assert_ne!(config, other);
    fs::write(model.join("config.json"), other).unwrap();
    let output = stillroom(&["check", &text(folder.path())]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("DIFFERS"));
}

#[test]
fn a_folder_with_nothing_to_check_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(refused(&stillroom(&["check", &text(folder.path())])).contains("trajectory"));
}

fn conformance() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance")
}
