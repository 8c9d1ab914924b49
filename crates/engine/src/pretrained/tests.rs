use super::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;
use stillroom_formats::{GgufOptions, ReadAt, Source};

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
    assert_eq!(card.parameters, model.read_checkpoint().unwrap().parameters());
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

fn files(model: &str) -> BTreeMap<String, Source<'static>> {
    let names = ["config.json", "model.safetensors", "tokenizer.json"];
    names.map(|name| (name.into(), Box::new(fs::read(folder(model).join(name)).unwrap()) as Source<'static>)).into()
}

#[test]
fn a_map_of_files_is_the_same_model() {
    let opened = PretrainedModel::open("bert", files("bert")).unwrap();
    assert_eq!(opened.card(), read("bert").card());
    assert_eq!(opened.read_checkpoint().unwrap(), read("bert").read_checkpoint().unwrap());
    assert!(PretrainedModel::open("none", BTreeMap::new()).unwrap_err().to_string().contains("config.json"));
}

#[test]
fn a_gguf_file_is_known_by_its_first_bytes() {
    let llama = read("llama");
    let Checkpoint::Decoder(decoder) = llama.read_checkpoint().unwrap() else { panic!("a decoder") };
    let bytes = decoder.to_gguf(llama.tokenizer_json().unwrap(), &GgufOptions::default()).unwrap();
    let file = || Box::new(bytes.clone()) as Source<'static>;
    let opened = PretrainedModel::open("one", [("a.bin".into(), file())].into()).unwrap();
    assert_eq!(opened.card().family, "llama");
    assert_eq!(opened.card().file_bytes, bytes.len() as f64);
    assert_eq!(opened.card().sha256, format!("{:x}", sha2::Digest::finalize(hash_of(&bytes))));
    assert_eq!(opened.card().largest_tensor_bytes, llama.card().largest_tensor_bytes);
    let two = [("a.gguf".into(), file()), ("b.gguf".into(), file())];
    assert!(PretrainedModel::open("two", two.into()).unwrap_err().to_string().contains("a.gguf, b.gguf"));
}

fn hash_of(bytes: &[u8]) -> sha2::Sha256 {
    sha2::Digest::new_with_prefix(bytes)
}

#[test]
fn a_model_that_is_too_large_is_refused_with_the_figures() {
    let model = read("bert");
    let ModelCard { device_bytes, largest_tensor_bytes, .. } = *model.card();
    let check = |tensor_bytes: Option<f64>, total_bytes: Option<f64>, word: Option<&str>| match (
        model.check_room(&DeviceRoom { tensor_bytes, total_bytes }),
        word,
    ) {
        (Ok(()), None) => {}
        (Err(why), Some(word)) => {
            assert_eq!(why.code, ErrorCode::Device);
            assert!(why.message.contains(word) && why.hint.contains("smaller model"), "{why}");
        }
        (found, _) => panic!("{tensor_bytes:?} {total_bytes:?}: {found:?}"),
    };
    check(None, None, None);
    check(Some(largest_tensor_bytes), Some(device_bytes), None);
    check(None, Some(device_bytes - 1.0), Some("room for"));
    check(Some(largest_tensor_bytes - 1.0), None, Some("the largest that the device holds"));
}

/// A file that was there when the model was opened, and is not when its weights are wanted.
#[test]
fn a_model_whose_file_is_gone_is_an_error() {
    struct Lost(Vec<u8>, Rc<std::cell::Cell<bool>>);
    impl ReadAt for Lost {
        fn size(&self) -> u64 {
            self.0.size()
        }
        fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<(), String> {
            if self.1.get() { Err("the disk is gone".into()) } else { self.0.read_at(offset, into) }
        }
    }
    let lost = Rc::new(std::cell::Cell::new(false));
    let file = |name: &str| fs::read(folder("bert").join(name)).ok().map(|bytes| Lost(bytes, lost.clone()));
    let model = PretrainedModel::from_files("bert", file).unwrap();
    model.encoder(&Device::flex()).unwrap();
    lost.set(true);
    let error = model.encoder(&Device::flex()).unwrap_err();
    assert!(matches!(&error, EngineError::Read(why) if why.tensor == "tokens.weight"), "{error}");
    let report = ErrorReport::from(error);
    assert!(report.message.contains("the disk is gone") && report.hint.contains("open the model again"), "{report}");
}
