use crate::disk::Disk;
use burn::tensor::Device;
use std::path::{Path, PathBuf};
use stillroom_data::ForeignTokenizer;
use stillroom_engine::{ModelOutputs, OutputModel, PretrainedModel, TokenRows};
use stillroom_testkit::block_on;

/// A file or folder of those that `tests/large/fetch.py` fetched.
pub fn fetched(path: &str) -> PathBuf {
    let folder = std::env::var_os("STILLROOM_LARGE_MODELS").expect("`npm run test:large` names the folder");
    Path::new(&folder).join(path)
}

/// A folder in Hugging Face's layout, or a GGUF file.
pub fn open(path: &str) -> PretrainedModel {
    let path = fetched(path);
    let opened = if path.is_dir() {
        PretrainedModel::from_files("large", |file| Disk::open(&path.join(file)))
    } else {
        PretrainedModel::from_gguf("large", Disk::open(&path).expect("the file"))
    };
    opened.unwrap()
}

pub fn tokenizer(model: &PretrainedModel) -> ForeignTokenizer {
    ForeignTokenizer::from_json(model.tokenizer_json().unwrap()).unwrap()
}

/// What the model computes for each text by itself, on the CPU.
pub fn outputs(model: &PretrainedModel, texts: &[&str]) -> Vec<ModelOutputs> {
    let (tokenizer, device) = (tokenizer(model), Device::flex());
    let network = OutputModel::new(model, &device).unwrap();
    let rows = |text: &&str| TokenRows { input_ids: vec![tokenizer.encode(text).unwrap()], ..TokenRows::default() };
    texts.iter().map(|text| block_on(network.outputs(&rows(text), &device)).unwrap()).collect()
}
