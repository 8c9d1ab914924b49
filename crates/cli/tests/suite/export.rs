//! Models as files for other programs. What those make of them: `tests/interchange`.

use crate::support::{RUN, printed, refused, stillroom, text, write};
use std::fs;
use std::path::{Path, PathBuf};
use stillroom_formats::{
    Checkpoint, DecoderCheckpoint, OnnxWeights, StudentPackage, from_safetensors, from_zip, to_safetensors, to_zip,
};
use tempfile::TempDir;

fn model(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/models").join(name)
}

fn decoder(folder: &Path) -> DecoderCheckpoint {
    let read = |file: &str| fs::read(folder.join(file)).unwrap();
    DecoderCheckpoint::from_hugging_face(&read("config.json"), &[&read("model.safetensors")]).unwrap()
}

fn student() -> StudentPackage {
    StudentPackage::from_files(|name| fs::read(RUN.path("out").join(name)).ok()).unwrap()
}

/// What the command writes; it must say how much.
fn exported(model: &Path, format: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("model");
    let said = printed(&stillroom(&["export", &text(model), "--format", format, "--out", &text(&out)]));
    let bytes = fs::read(out).unwrap();
    assert!(said.contains(&bytes.len().to_string()), "{said}");
    bytes
}

#[test]
fn a_decoder_is_written_as_the_library_writes_it() {
    for name in ["gpt2", "qwen2"] {
        let (folder, decoder) = (model(name), decoder(&model(name)));
        assert!(exported(&folder, "onnx") == decoder.to_onnx(OnnxWeights::F32).unwrap(), "{name}");
        assert!(exported(&folder, "onnx-int8") == decoder.to_onnx(OnnxWeights::Int8).unwrap(), "{name}");
        assert!(exported(&folder, "safetensors") == decoder.to_hugging_face().unwrap().weights, "{name}");
    }
}

#[test]
fn a_student_is_written_from_its_folder_and_from_its_zip() {
    let zip = RUN.path("student-to-export.zip");
    fs::write(&zip, student().to_zip().unwrap()).unwrap();
    for from in [RUN.path("out"), zip] {
        assert!(exported(&from, "onnx") == student().to_onnx(OnnxWeights::F32).unwrap());
        assert!(exported(&from, "onnx-int8") == student().to_onnx(OnnxWeights::Int8).unwrap());
        // A file of tensors has no order.
        let (mut found, mut own) = (from_safetensors(&exported(&from, "safetensors")).unwrap(), student().weights);
        [&mut found, &mut own].into_iter().for_each(|weights| weights.sort_by(|a, b| a.name.cmp(&b.name)));
        assert!(found == own);
    }
}

#[test]
fn a_decoder_is_written_from_a_zip() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["config.json", "model.safetensors"].map(|name| (name, fs::read(model("llama").join(name)).unwrap()));
    let zip = folder.path().join("llama.zip");
    fs::write(&zip, to_zip(&files).unwrap()).unwrap();
    assert!(exported(&zip, "onnx") == decoder(&model("llama")).to_onnx(OnnxWeights::F32).unwrap());
}

#[test]
fn a_decoder_is_written_as_gguf_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let again = folder.path().join("llama.gguf");
    fs::write(&again, exported(&model("llama"), "gguf-f32")).unwrap();
    let read = DecoderCheckpoint::from_gguf(&fs::read(&again).unwrap()).unwrap();
    assert!(read.weights == decoder(&model("llama")).weights);
    assert!(exported(&model("llama"), "gguf").len() < fs::metadata(&again).unwrap().len() as usize);
    assert!(exported(&again, "safetensors") == exported(&model("llama"), "safetensors"));
}

#[test]
fn models_of_others_that_read_a_text_whole_are_written() {
    for name in ["bert", "distilbert", "roberta", "gpt2-classifier"] {
        let (checkpoint, folder) = (Checkpoint::from_files(|file| fs::read(model(name).join(file)).ok()), model(name));
        let (f32, int8) = match checkpoint.as_ref().unwrap() {
            Checkpoint::Encoder(found) => (found.to_onnx(OnnxWeights::F32), found.to_onnx(OnnxWeights::Int8)),
            Checkpoint::DecoderClassifier(found) => (found.to_onnx(OnnxWeights::F32), found.to_onnx(OnnxWeights::Int8)),
            Checkpoint::Decoder(_) => panic!("{name} predicts tokens"),
        };
        assert!(exported(&folder, "onnx") == f32.unwrap() && exported(&folder, "onnx-int8") == int8.unwrap(), "{name}");
        let zip = exported(&folder, "zip");
        let mut file = from_zip(&zip).unwrap();
        assert_eq!(file("tokenizer.json").unwrap(), fs::read(folder.join("tokenizer.json")).unwrap());
        assert_eq!(Checkpoint::from_files(file), checkpoint, "{name}");
    }
}

#[test]
fn students_are_written_as_pages() {
    for from in [RUN.path("out"), model("llama")] {
        let page = String::from_utf8(exported(&from, "html")).unwrap();
        assert!(page.starts_with("<!doctype html>") && page.contains("id=\"weights\""));
    }
    assert!(refusal(&RUN.path("out"), "gguf").contains("classifier"));
}

/// What the command says when it refuses; nothing is written then.
fn refusal(model: &Path, format: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("model");
    let said = refused(&stillroom(&["export", &text(model), "--format", format, "--out", &text(&out)]));
    assert!(!out.exists());
    said
}

#[test]
fn what_cannot_be_written_is_said() {
    assert!(refusal(&model("bert"), "gguf").contains("ONNX"));
    assert!(refusal(&model("llama-classifier"), "html").contains("neither"));
    assert!(refusal(Path::new("nowhere"), "onnx").contains("nowhere"));
    assert!(refusal(&model("gpt2"), "tflite").contains("tflite"));
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("broken.zip"), "PK\u{3}\u{4} and no more");
    assert!(refusal(&folder.path().join("broken.zip"), "onnx").contains("zip"));
    let arguments = ["export", &text(&model("gpt2")), "--format", "onnx", "--out", &text(folder.path())];
    assert!(refused(&stillroom(&arguments)).contains("cannot be written"));
}

/// A student's folder without one of its weights.
fn without(weight: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["student.json", "recipe.json"] {
        fs::copy(RUN.path("out").join(name), folder.path().join(name)).unwrap();
    }
    let mut weights = student().weights;
    weights.retain(|tensor| tensor.name != weight);
    fs::write(folder.path().join("model.safetensors"), to_safetensors(&weights, &[]).unwrap()).unwrap();
    folder
}

#[test]
fn a_weight_that_is_missing_is_named() {
    let said = refusal(without("NgramBag.head.weight").path(), "onnx-int8");
    assert!(said.contains("`NgramBag.head.weight` is missing"), "{said}");
}
