use burn::tensor::{Device, Int, Tensor, TensorData};
use std::path::{Path, PathBuf};
use stillroom_formats::DecoderCheckpoint;
use stillroom_models::{Decoder, load_parameters, read_values};
use stillroom_testkit::block_on;

/// The decoders of `tests/conformance/models`.
pub const FAMILIES: [&str; 4] = ["gpt2", "llama", "llama-untied", "qwen2"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance").join(name)
}

/// `config.json` and `model.safetensors` of a folder of `tests/conformance`.
pub fn files(name: &str) -> (Vec<u8>, Vec<u8>) {
    let read = |file: &str| std::fs::read(folder(name).join(file)).unwrap_or_else(|e| panic!("{name}/{file}: {e}"));
    (read("config.json"), read("model.safetensors"))
}

/// A decoder of `tests/conformance/models`.
pub fn checkpoint(family: &str) -> DecoderCheckpoint {
    checkpoint_in(&format!("models/{family}"))
}

pub fn checkpoint_in(name: &str) -> DecoderCheckpoint {
    let (config, weights) = files(name);
    DecoderCheckpoint::from_hugging_face(&config, &[&weights]).unwrap()
}

pub fn decoder(checkpoint: &DecoderCheckpoint, device: &Device) -> Decoder {
    let blank = Decoder::blank(&checkpoint.recipe, checkpoint.vocabulary, device);
    load_parameters(blank, &checkpoint.weights).unwrap()
}

/// Rows of ids.
pub fn ids(rows: &[Vec<i32>], device: &Device) -> Tensor<2, Int> {
    Tensor::from_data(TensorData::new(rows.concat(), [rows.len(), rows[0].len()]), device)
}

pub fn read<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    block_on(read_values(tensor)).unwrap().into_iter().map(f64::from).collect()
}
