use super::*;
use std::fs;
use std::path::PathBuf;

fn folder(model: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/models").join(model)
}

fn read(model: &str) -> PretrainedModel {
    PretrainedModel::from_files(model, |name| fs::read(folder(model).join(name)).ok()).unwrap()
}

#[test]
fn a_card_tells_what_the_files_say() {
    let model = read("bert");
    let card = model.card();
    assert_eq!((card.family.as_str(), card.is_decoder), ("bert", false));
    assert_eq!(card.parameters, model.checkpoint().parameters());
    assert_eq!(card.sha256.len(), 64);
    assert!(read("llama").card().is_decoder);
}

#[test]
fn another_model_of_the_same_name_is_refused() {
    let model = read("bert");
    let source = |sha256: Option<&str>| ModelSource { name: "bert".into(), sha256: sha256.map(Into::into) };
    model.check(&source(None)).unwrap();
    model.check(&source(Some(&model.card().sha256.to_uppercase()))).unwrap();
    let error = model.check(&source(Some(&"0".repeat(64)))).unwrap_err();
    assert!(error.message.contains(&model.card().sha256), "{error}");
}

#[test]
fn a_model_of_the_other_kind_is_refused_by_name() {
    let device = Device::flex();
    let refused = |error: EngineError, name: &str| assert!(error.to_string().contains(name), "{error}");
    refused(read("bert").decoder(&device).unwrap_err(), "bert");
    refused(read("gpt2").encoder(&device).unwrap_err(), "gpt2");
}
