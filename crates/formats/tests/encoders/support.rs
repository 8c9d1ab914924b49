use burn::tensor::{Device, Int, Tensor, TensorData};
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;
use stillroom_formats::EncoderCheckpoint;
use stillroom_models::{TextEncoder, TextEncoderInput, load_parameters, read_values};
use stillroom_testkit::{block_on, fixture};

/// The encoders of `tests/conformance/models`.
pub const FAMILIES: [&str; 3] = ["bert", "distilbert", "roberta"];

/// `config.json` and `model.safetensors` of a family.
pub fn files(family: &str) -> (Vec<u8>, Vec<u8>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/models").join(family);
    let read = |file: &str| std::fs::read(folder.join(file)).unwrap_or_else(|e| panic!("{family}/{file}: {e}"));
    (read("config.json"), read("model.safetensors"))
}

pub fn checkpoint(family: &str) -> EncoderCheckpoint {
    let (config, weights) = files(family);
    EncoderCheckpoint::from_hugging_face(&config, &[&weights]).unwrap()
}

pub fn encoder(checkpoint: &EncoderCheckpoint, device: &Device) -> TextEncoder {
    let blank = TextEncoder::blank(&checkpoint.shape, checkpoint.vocabulary, device);
    load_parameters(blank, &checkpoint.weights).unwrap()
}

/// The configuration of a family with some keys set; `null` takes one away.
pub fn config(family: &str, keys: &Value) -> Vec<u8> {
    let mut config: Value = serde_json::from_slice(&files(family).0).unwrap();
    let object = config.as_object_mut().unwrap();
    for (key, value) in keys.as_object().unwrap() {
        object.shift_remove(key);
        if !value.is_null() {
            object.insert(key.clone(), value.clone());
        }
    }
    config.to_string().into_bytes()
}

/// A tensor of a file: name, type, shape, bytes.
pub type Raw = (String, Dtype, Vec<usize>, Vec<u8>);

pub fn raw(bytes: &[u8]) -> Vec<Raw> {
    let file = SafeTensors::deserialize(bytes).unwrap();
    let tensors = file.tensors().into_iter();
    tensors.map(|(name, view)| (name, view.dtype(), view.shape().to_vec(), view.data().to_vec())).collect()
}

pub fn write(tensors: &[Raw]) -> Vec<u8> {
    let view =
        |raw: &'_ Raw| TensorView::new(raw.1, raw.2.clone(), Box::leak(raw.3.clone().into_boxed_slice())).unwrap();
    serialize(tensors.iter().map(|raw| (raw.0.clone(), view(raw))), None).unwrap()
}

/// The weights of a family, each tensor changed.
pub fn changed(family: &str, change: impl FnMut(Raw) -> Raw) -> Vec<u8> {
    write(&raw(&files(family).1).into_iter().map(change).collect::<Vec<_>>())
}

#[derive(Deserialize)]
pub struct Expected {
    pub input_ids: Vec<Vec<i32>>,
    pub attention_mask: Vec<Vec<u8>>,
    pub logits: Vec<Vec<f64>>,
    pub hidden_states: Vec<Vec<Vec<f64>>>,
}

impl Expected {
    pub fn of(family: &str) -> Self {
        fixture(&format!("models/{family}/expected.json"))
    }

    pub fn input(&self, device: &Device) -> TextEncoderInput {
        let shape = [self.input_ids.len(), self.input_ids[0].len()];
        let mask: Vec<f32> = self.attention_mask.concat().into_iter().map(f32::from).collect();
        TextEncoderInput::new(ids(&self.input_ids, device), Tensor::from_data(TensorData::new(mask, shape), device))
    }

    /// The values at tokens, without those at padding.
    pub fn tokens(&self, values: &[f64]) -> Vec<f64> {
        let mask = self.attention_mask.concat();
        let kept = values.chunks_exact(values.len() / mask.len()).zip(&mask).filter(|(_, mask)| **mask == 1);
        kept.flat_map(|(token, _)| token.to_vec()).collect()
    }
}

/// Rows of ids.
pub fn ids(rows: &[Vec<i32>], device: &Device) -> Tensor<2, Int> {
    Tensor::from_data(TensorData::new(rows.concat(), [rows.len(), rows[0].len()]), device)
}

pub fn read<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    block_on(read_values(tensor)).unwrap().into_iter().map(f64::from).collect()
}
