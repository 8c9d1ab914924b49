//! Models of others: their logits, importing them, checking them all.

use crate::support::{printed, refused, stillroom, text, write};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use stillroom_formats::{DecoderCheckpoint, GgufOptions};
use tempfile::TempDir;

const MODELS: [&str; 9] =
    ["bert", "distilbert", "gpt2", "gpt2-classifier", "llama", "llama-classifier", "llama-untied", "qwen2", "roberta"];
/// f32 on both sides, in another order of sums.
const TOLERANCE: f64 = 1e-4;

fn conformance() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance")
}

fn model(name: &str) -> PathBuf {
    conformance().join("models").join(name)
}

fn expected(name: &str) -> Value {
    serde_json::from_slice(&fs::read(model(name).join("expected.json")).unwrap()).unwrap()
}

/// Runs the command on `input`; what it wrote.
fn logits(model: &Path, input: &Value) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let (ids, out) = (folder.path().join("ids.json"), folder.path().join("out.json"));
    write(&ids, &input.to_string());
    let arguments = ["logits", &text(model), "--input", &text(&ids), "--output", &text(&out)];
    printed(&stillroom(&arguments));
    serde_json::from_slice(&fs::read(out).unwrap()).unwrap()
}

/// Largest difference at tokens; the shapes must agree. `mask` goes along the first axes that it has.
fn difference(found: &Value, wanted: &Value, mask: &Value) -> f64 {
    match (found, wanted) {
        _ if *mask == json!(0) => 0.0,
        (Value::Array(found), Value::Array(wanted)) => {
            assert_eq!(found.len(), wanted.len());
            let mask = |at: usize| if mask.is_array() { &mask[at] } else { mask };
            let each = found.iter().zip(wanted).enumerate().map(|(at, (a, b))| difference(a, b, mask(at)));
            each.fold(0.0, f64::max)
        }
        _ => (found.as_f64().expect("a number") - wanted.as_f64().expect("a number")).abs(),
    }
}

#[test]
fn every_family_computes_what_transformers_computed() {
    for name in MODELS {
        let wanted = expected(name);
        let mask = &wanted["attention_mask"];
        let found = logits(&model(name), &json!({"input_ids": wanted["input_ids"], "attention_mask": mask}));
        let of_classes = wanted["logits"][0][0].is_number();
        let off = difference(&found["logits"], &wanted["logits"], if of_classes { &Value::Null } else { mask });
        let hidden = difference(&found["hidden_states"], &wanted["hidden_states"], mask);
        println!("{name}: logits off by {off:.1e}, hidden states by {hidden:.1e}");
        assert!(off <= TOLERANCE && hidden <= TOLERANCE, "{name}: {off:e} {hidden:e}");
    }
}

#[test]
fn without_a_mask_all_are_tokens() {
    let row = json!([[2, 165, 3]]);
    let plain = logits(&model("bert"), &json!({"input_ids": row}));
    assert_eq!(plain, logits(&model("bert"), &json!({"input_ids": row, "attention_mask": [[1, 1, 1]]})));
    assert_ne!(plain, logits(&model("bert"), &json!({"input_ids": row, "attention_mask": [[1, 1, 0]]})));
    assert_ne!(plain, logits(&model("bert"), &json!({"input_ids": row, "token_type_ids": [[1, 1, 1]]})));
}

#[test]
fn a_model_without_a_head_has_no_logits() {
    let folder = copied("bert");
    change(folder.path(), "config.json", "BertForSequenceClassification", "BertForMaskedLM");
    let said = refused(&import(folder.path(), &folder.path().join("out")));
    assert!(said.contains("classifier."), "the head of sequences must not be dropped: {said}");
    change(folder.path(), "config.json", "BertForMaskedLM", "BertForSequenceClassification");
    printed(&import(folder.path(), &folder.path().join("out")));
    let found = logits(&folder.path().join("out"), &json!({"input_ids": [[2, 3]]}));
    assert!(found["logits"].is_array());
}

fn copied(name: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["config.json", "model.safetensors", "tokenizer.json"] {
        fs::copy(model(name).join(file), folder.path().join(file)).unwrap();
    }
    folder
}

fn change(folder: &Path, file: &str, from: &str, to: &str) {
    let before = fs::read_to_string(folder.join(file)).unwrap();
    assert!(before.contains(from));
    write(&folder.join(file), &before.replace(from, to));
}

#[test]
fn input_that_is_no_batch_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let check = |input: &str, words: &[&str]| {
        let (ids, out) = (folder.path().join("ids.json"), folder.path().join("out.json"));
        write(&ids, input);
        let said =
            refused(&stillroom(&["logits", &text(&model("gpt2")), "--input", &text(&ids), "--output", &text(&out)]));
        assert!(words.iter().all(|word| said.contains(word)) && said.contains("ids.json"), "{said}");
        assert!(!out.exists());
    };
    check(r#"{"input_ids": []}"#, &["no rows"]);
    check(r#"{"input_ids": [[1, 2], [3]]}"#, &["row 2", "`input_ids`"]);
    check(r#"{"input_ids": [[1, 384]]}"#, &["place 2", "384"]);
    check(&json!({"input_ids": [vec![1; 65]]}).to_string(), &["65", "64"]);
    check(r#"{"input_ids": [[1]], "attention_mask": [[1, 1]]}"#, &["`attention_mask`"]);
    check(r#"{"input_ids": [[1]], "token_type_ids": [[0]]}"#, &["`token_type_ids`"]);
    check("{\n\"input_ids\": [[-1]]}", &["line 2", "-1"]);
    check("{}", &["input_ids"]);
}

/// The class is read at the last token, on whichever side the padding is; without an id for it, where the mask ends.
#[test]
fn a_class_is_read_at_the_last_token() {
    let found = |model: &Path, input: Value| logits(model, &input)["logits"].clone();
    let alone = found(&model("gpt2-classifier"), json!({"input_ids": [[5, 6, 7]]}));
    assert_eq!(alone[0].as_array().unwrap().len(), 3);
    let padded = json!({"input_ids": [[5, 6, 7, 1, 1]], "attention_mask": [[1, 1, 1, 0, 0]]});
    assert!(difference(&found(&model("gpt2-classifier"), padded), &alone, &Value::Null) <= TOLERANCE);
    let folder = copied("gpt2-classifier");
    change(folder.path(), "config.json", "\"pad_token_id\": 1", "\"pad_token_id\": null");
    let zeros = json!({"input_ids": [[5, 6, 7, 0, 0]], "attention_mask": [[1, 1, 1, 0, 0]]});
    assert!(difference(&found(folder.path(), zeros), &alone, &Value::Null) <= TOLERANCE);
    let unmasked = found(folder.path(), json!({"input_ids": [[5, 6, 7, 0, 0]]}));
    assert!(difference(&unmasked, &alone, &Value::Null) > 0.01, "the last place is read then");
}

#[test]
fn what_is_no_model_is_named() {
    let folder = copied("qwen2");
    let input = folder.path().join("ids.json");
    write(&input, r#"{"input_ids": [[1]]}"#);
    let out = folder.path().join("out.json");
    let check = |path: &Path, words: &[&str]| {
        let said = refused(&stillroom(&["logits", &text(path), "--input", &text(&input), "--output", &text(&out)]));
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
    };
    check(&folder.path().join("none"), &["none", "not there"]);
    check(&input, &["ids.json", "no model"]);
    fs::remove_file(folder.path().join("model.safetensors")).unwrap();
    check(folder.path(), &["model.safetensors", "missing"]);
    change(folder.path(), "config.json", "qwen2", "mamba");
    write(&folder.path().join("model.safetensors"), "");
    check(folder.path(), &["mamba", "distilbert"]);
}

fn import(model: &Path, out: &Path) -> std::process::Output {
    stillroom(&["import", &text(model), "--out", &text(out)])
}

/// Header and values of a safetensors file, whatever its order of tensors.
fn tensors(path: &Path) -> Vec<(String, Value, Vec<u8>)> {
    let bytes = fs::read(path).unwrap();
    let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let (header, data) = bytes[8..].split_at(length);
    let header: serde_json::Map<String, Value> = serde_json::from_slice(header).unwrap();
    let place = |entry: &Value, end: usize| entry["data_offsets"][end].as_u64().unwrap() as usize;
    let mut all: Vec<_> = header
        .into_iter()
        .filter(|(name, _)| name != "__metadata__")
        .map(|(name, entry)| {
            (name, json!([entry["dtype"], entry["shape"]]), data[place(&entry, 0)..place(&entry, 1)].to_vec())
        })
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

#[test]
fn an_imported_model_is_the_same_bit_for_bit() {
    for name in MODELS {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let card = printed(&import(&model(name), &out));
        assert_eq!(tensors(&out.join("model.safetensors")), tensors(&model(name).join("model.safetensors")), "{name}");
        let tokenizer = |folder: &Path| fs::read(folder.join("tokenizer.json")).unwrap();
        assert_eq!(tokenizer(&out), tokenizer(&model(name)));
        let bytes = fs::metadata(model(name).join("model.safetensors")).unwrap().len().to_string();
        for word in ["architecture", "layers of width", &bytes, "tokenizer.json", "not stated"] {
            assert!(card.contains(word), "`{word}` is not in {card}");
        }
        let ids = json!({"input_ids": [[2, 165, 3]]});
        assert_eq!(logits(&out, &ids), logits(&model(name), &ids), "{name}");
    }
}

#[test]
fn a_gguf_file_is_a_model_too() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["llama", "llama-untied", "qwen2"] {
        let read = |file: &str| fs::read(model(name).join(file)).unwrap();
        let checkpoint = DecoderCheckpoint::from_hugging_face(&read("config.json"), &[&read("model.safetensors")]);
        let tokenizer = String::from_utf8(read("tokenizer.json")).unwrap();
        let (file, out) = (folder.path().join(format!("{name}.gguf")), folder.path().join(name));
        fs::write(&file, checkpoint.unwrap().to_gguf(&tokenizer, &GgufOptions::default()).unwrap()).unwrap();
        let ids = json!({"input_ids": [[9, 165, 3]]});
        assert_eq!(logits(&file, &ids), logits(&model(name), &ids), "{name}");
        let card = printed(&import(&file, &out));
        assert!(card.contains("tokenizer     tokenizer.json"), "{card}");
        assert_eq!(tensors(&out.join("model.safetensors")), tensors(&model(name).join("model.safetensors")), "{name}");
        assert!(out.join("tokenizer.json").exists());
    }
    let cut = folder.path().join("cut.gguf");
    fs::write(&cut, &fs::read(folder.path().join("qwen2.gguf")).unwrap()[..5000]).unwrap();
    let said = refused(&import(&cut, &folder.path().join("cut")));
    assert!(said.contains("cut.gguf") && said.contains("GGUF"), "{said}");
}

#[test]
fn a_card_tells_what_it_knows() {
    let folder = copied("distilbert");
    write(&folder.path().join("README.md"), "---\nlicense: apache-2.0\n---\n# A model\n");
    let out = folder.path().join("out");
    let card = printed(&import(folder.path(), &out));
    let values: usize = tensors(&out.join("model.safetensors")).iter().map(|(_, _, data)| data.len() / 4).sum();
    for word in ["encoder", "4 heads", "LABEL_4", "384 ids", "apache-2.0", &values.to_string()] {
        assert!(card.contains(word), "`{word}` is not in {card}");
    }
    assert!(!card.contains("left out"), "{card}");
    assert!(refused(&import(folder.path(), folder.path())).contains("the model itself"));
}

#[test]
fn check_looks_at_every_family() {
    let folder = tempfile::tempdir().unwrap();
    let models = folder.path().join("models");
    for name in ["bert", "distilbert", "qwen2"] {
        fs::create_dir_all(models.join(name)).unwrap();
        for file in ["config.json", "model.safetensors", "expected.json"] {
            fs::copy(model(name).join(file), models.join(name).join(file)).unwrap();
        }
    }
    let said = printed(&stillroom(&["check", &text(folder.path())]));
    for row in ["bert: logits", "bert: hidden states", "distilbert: logits", "qwen2: hidden states", "6 cases agree"] {
        assert!(said.contains(row), "`{row}` is not in {said}");
    }
    let wrong = expected("bert")["logits"][1][2].as_f64().unwrap();
    change(&models.join("bert"), "expected.json", &wrong.to_string(), &(wrong + 0.01).to_string());
    let said = stillroom(&["check", &text(folder.path())]);
    assert!(refused(&said).contains("1 of 6"));
    assert!(String::from_utf8_lossy(&said.stdout).contains("DIFFERS"));
}
