use burn::module::Module;
use burn::tensor::{Device, Tensor, TensorData};
use stillroom_models::{Classifier, Input, NamedTensor, load_parameters, named_parameters, read_values};
use stillroom_spec::{ModelRecipe, TokenizerRecipe};
use stillroom_testkit::block_on;

pub const IDS: usize = 11;
pub const CLASSES: usize = 3;

pub fn device() -> Device {
    Device::flex()
}

/// The shape of `tests/conformance/classifiers.py`.
pub fn encoder(dropout: f64) -> ModelRecipe {
    ModelRecipe::Encoder {
        tokenizer: TokenizerRecipe::Bytes {},
        layers: 2,
        width: 8,
        heads: 2,
        feed_forward: 12,
        max_tokens: 6,
        dropout,
    }
}

pub fn bag() -> ModelRecipe {
    ModelRecipe::NgramBag { min_n: 1, max_n: 3, buckets: IDS - 1, width: 4, max_ngrams: 16 }
}

pub fn both() -> [ModelRecipe; 2] {
    [encoder(0.0), bag()]
}

pub fn init(recipe: &ModelRecipe, seed: u64, device: &Device) -> Classifier {
    Classifier::init(recipe, IDS, CLASSES, seed, device)
}

/// A model whose vectors are not 0 and 1 either, so that what they do shows.
pub fn trained(recipe: &ModelRecipe, device: &Device) -> Classifier {
    let model = init(recipe, 3, device);
    let shift = |mut t: NamedTensor| {
        t.values.iter_mut().enumerate().for_each(|(i, v)| *v += 0.1 * (i as f32 * 1.7).sin());
        t
    };
    let tensors: Vec<_> = weights(&model).into_iter().map(shift).collect();
    load_parameters(model, &tensors).unwrap()
}

pub fn weights<M: Module>(model: &M) -> Vec<NamedTensor> {
    block_on(named_parameters(model)).unwrap()
}

/// Rows of ids as they are; 0 is padding.
pub fn input(rows: &[Vec<i32>], device: &Device) -> Input {
    let shape = [rows.len(), rows[0].len()];
    let mask: Vec<f32> = rows.concat().iter().map(|&id| f32::from(u8::from(id != 0))).collect();
    Input {
        ids: Tensor::from_data(TensorData::new(rows.concat(), shape), device),
        mask: Tensor::from_data(TensorData::new(mask, shape), device),
        features: None,
    }
}

pub fn logits(model: &Classifier, rows: &[Vec<i32>], device: &Device) -> Vec<f64> {
    read(model.forward(&input(rows, device)))
}

pub fn read<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    block_on(read_values(tensor)).unwrap().into_iter().map(f64::from).collect()
}
