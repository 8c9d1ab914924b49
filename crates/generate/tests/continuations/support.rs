use burn::tensor::{Device, Tensor, TensorData};
use stillroom_generate::{Continuation, GenerateOptions, generate};
use stillroom_models::{Decoder, DecoderInput, NamedTensor, load_parameters, named_parameters, read_values};
use stillroom_spec::{DecoderActivation, DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe};
use stillroom_testkit::block_on;

pub const VOCABULARY: usize = 17;
pub const CONTEXT: usize = 24;

/// Learned positions: where a row is padded must not show.
pub fn learned() -> DecoderRecipe {
    DecoderRecipe {
        layers: 2,
        width: 12,
        heads: 4,
        key_value_heads: 4,
        head_width: 3,
        feed_forward: 24,
        context: CONTEXT,
        norm: DecoderNorm::LayerNorm { epsilon: 1e-5 },
        positions: DecoderPositions::Learned {},
        activation: DecoderActivation::GeluTanh,
        tied_head: true,
        biases: DecoderBiases::All,
        dropout: 0.3,
    }
}

/// Rotary positions and shared keys.
pub fn rotary() -> DecoderRecipe {
    DecoderRecipe {
        key_value_heads: 2,
        head_width: 4,
        norm: DecoderNorm::RmsNorm { epsilon: 1e-6 },
        positions: DecoderPositions::Rope { theta: 10_000.0 },
        activation: DecoderActivation::SwiGlu,
        tied_head: false,
        biases: DecoderBiases::None,
        ..learned()
    }
}

/// A model with opinions: its weights are large enough that no two tokens are as likely.
pub fn model(recipe: &DecoderRecipe, device: &Device) -> Decoder {
    let model = Decoder::init(recipe, VOCABULARY, 3, device);
    let shift = |mut t: NamedTensor| {
        t.values.iter_mut().enumerate().for_each(|(i, v)| *v += 0.4 * (i as f32 * 1.7).sin());
        t
    };
    let tensors = block_on(named_parameters(&model)).unwrap().into_iter().map(shift).collect::<Vec<_>>();
    load_parameters(model, &tensors).unwrap()
}

pub fn models() -> [Decoder; 2] {
    [learned(), rotary()].map(|recipe| model(&recipe, &Device::flex()))
}

pub fn prompts(rows: &[&[u32]]) -> Vec<Vec<u32>> {
    rows.iter().map(|row| row.to_vec()).collect()
}

pub fn run(model: &Decoder, rows: &[&[u32]], options: &GenerateOptions) -> Vec<Continuation> {
    block_on(generate(model, &prompts(rows), options)).unwrap()
}

/// Logits of the token after the last, without a cache.
pub fn last_logits(model: &Decoder, row: &[u32]) -> Vec<f32> {
    let ids: Vec<i32> = row.iter().map(|id| id.cast_signed()).collect();
    let ids = Tensor::from_data(TensorData::new(ids, [1, row.len()]), &Device::flex());
    let all = block_on(read_values(model.forward(&DecoderInput::new(ids)))).unwrap();
    all[all.len() - VOCABULARY..].to_vec()
}

pub fn softmax(logits: &[f32], temperature: f64) -> Vec<f64> {
    let weights: Vec<f64> = logits.iter().map(|&l| (f64::from(l) / temperature).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|w| w / sum).collect()
}
