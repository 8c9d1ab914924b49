use burn::module::Module;
use burn::tensor::{Device, Int, Tensor, TensorData};
use stillroom_models::{Decoder, DecoderInput, NamedTensor, load_parameters, named_parameters, read_values};
use stillroom_spec::{DecoderActivation, DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe};
use stillroom_testkit::block_on;

pub const VOCABULARY: usize = 13;

pub fn device() -> Device {
    Device::flex()
}

/// Learned positions, layer norms, biases everywhere.
pub fn gpt2() -> DecoderRecipe {
    DecoderRecipe {
        layers: 2,
        width: 12,
        heads: 3,
        key_value_heads: 3,
        head_width: 4,
        feed_forward: 20,
        context: 16,
        norm: DecoderNorm::LayerNorm { epsilon: 1e-5 },
        positions: DecoderPositions::Learned {},
        activation: DecoderActivation::GeluTanh,
        tied_head: true,
        biases: DecoderBiases::All,
        dropout: 0.0,
    }
}

/// Rotary positions, shared keys and values, heads wider than their share of the width, a head of its own.
pub fn llama() -> DecoderRecipe {
    DecoderRecipe {
        heads: 6,
        key_value_heads: 2,
        norm: DecoderNorm::RmsNorm { epsilon: 1e-6 },
        positions: DecoderPositions::Rope { theta: 10_000.0 },
        activation: DecoderActivation::SwiGlu,
        tied_head: false,
        biases: DecoderBiases::None,
        ..gpt2()
    }
}

/// Biases on queries, keys and values; one head of keys for all.
pub fn qwen2() -> DecoderRecipe {
    DecoderRecipe { heads: 3, key_value_heads: 1, tied_head: true, biases: DecoderBiases::QueryKeyValue, ..llama() }
}

/// What no family has: learned positions with shared heads, and the other activations.
pub fn mixed() -> [DecoderRecipe; 2] {
    let shared = DecoderRecipe { heads: 4, key_value_heads: 2, head_width: 3, ..gpt2() };
    let with = |activation| DecoderRecipe { activation, ..shared.clone() };
    [with(DecoderActivation::Gelu), with(DecoderActivation::Relu)]
}

pub fn all() -> Vec<DecoderRecipe> {
    [vec![gpt2(), llama(), qwen2()], mixed().to_vec()].concat()
}

/// A model whose vectors are not 0 and 1 and whose matrices are not small, so that what they do shows.
pub fn trained(recipe: &DecoderRecipe, device: &Device) -> Decoder {
    let model = Decoder::init(recipe, VOCABULARY, 3, device);
    let shift = |mut t: NamedTensor| {
        // The first norm divides by what the embeddings are: small ones would make everything steep.
        let embedding = ["tokens.weight", "positions.weight"].contains(&t.name.as_str());
        let size = if embedding { 1.0 } else { 0.3 };
        t.values.iter_mut().enumerate().for_each(|(i, v)| *v += size * (i as f32 * 1.7).sin());
        t
    };
    let tensors: Vec<_> = weights(&model).into_iter().map(shift).collect();
    load_parameters(model, &tensors).unwrap()
}

pub fn weights<M: Module>(model: &M) -> Vec<NamedTensor> {
    block_on(named_parameters(model)).unwrap()
}

pub fn ids(rows: &[&[i32]], device: &Device) -> Tensor<2, Int> {
    Tensor::from_data(TensorData::new(rows.concat(), [rows.len(), rows[0].len()]), device)
}

pub fn input(rows: &[&[i32]]) -> DecoderInput {
    DecoderInput::new(ids(rows, &device()))
}

pub fn logits(model: &Decoder, rows: &[&[i32]]) -> Vec<f64> {
    read(model.forward(&input(rows)))
}

/// Logits of the token after the last.
pub fn last_logits(model: &Decoder, row: &[i32]) -> Vec<f64> {
    let all = logits(model, &[row]);
    all[all.len() - VOCABULARY..].to_vec()
}

pub fn read<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    block_on(read_values(tensor)).unwrap().into_iter().map(f64::from).collect()
}
