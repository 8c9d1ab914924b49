use burn::tensor::{Device, Int, Tensor, TensorData};
use std::path::{Path, PathBuf};
use stillroom_formats::{DecoderCheckpoint, GgufFloat, GgufOptions};
use stillroom_models::{Decoder, DecoderInput, load_parameters, named_parameters, read_values};
use stillroom_spec::DecoderRecipe;
use stillroom_testkit::block_on;

/// The decoders of `tests/conformance/models` that GGUF has an architecture for.
pub const FAMILIES: [&str; 3] = ["llama", "llama-untied", "qwen2"];

pub fn conformance(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance").join(name)
}

pub fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(conformance(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

pub fn checkpoint(family: &str) -> DecoderCheckpoint {
    let read = |file: &str| bytes(&format!("models/{family}/{file}"));
    DecoderCheckpoint::from_hugging_face(&read("config.json"), &[&read("model.safetensors")]).unwrap()
}

/// `tokenizer.json` of a folder of `tests/conformance/models`.
pub fn tokenizer(family: &str) -> String {
    String::from_utf8(bytes(&format!("models/{family}/tokenizer.json"))).unwrap()
}

pub fn options(float: GgufFloat) -> GgufOptions {
    GgufOptions { name: "a test".into(), float, chat_template: Some("{{ messages }}".into()) }
}

/// A family's decoder as a file.
pub fn written(family: &str, float: GgufFloat) -> Vec<u8> {
    checkpoint(family).to_gguf(&tokenizer(family), &options(float)).unwrap()
}

/// A decoder of random weights from -0.2 to 0.2, about 1 in norms: no tensor can stand for another, nor a row for another row.
pub fn made(recipe: DecoderRecipe, vocabulary: usize) -> DecoderCheckpoint {
    let model = Decoder::init(&recipe, vocabulary, 1, &Device::flex());
    let mut weights = block_on(named_parameters(&model)).unwrap();
    let mut state = 1_u32;
    for tensor in &mut weights {
        let middle = if tensor.name.ends_with("gamma") { 1.0 } else { 0.0 };
        for value in &mut tensor.values {
            // Numerical Recipes' generator; its upper bits are the random ones.
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *value = middle + (state >> 8) as f32 / (1 << 24) as f32 * 0.4 - 0.2;
        }
    }
    DecoderCheckpoint { recipe, vocabulary, end_ids: vec![0], weights }
}

/// Blocks of 32 divide every row of this shape.
pub fn wide() -> DecoderRecipe {
    DecoderRecipe {
        width: 64,
        heads: 4,
        key_value_heads: 2,
        head_width: 16,
        feed_forward: 96,
        ..checkpoint("llama").recipe
    }
}

/// The same decoder with its tensors in the order of their names.
pub fn sorted(mut checkpoint: DecoderCheckpoint) -> DecoderCheckpoint {
    checkpoint.weights.sort_by(|a, b| a.name.cmp(&b.name));
    checkpoint
}

/// The logits at each place of a row of ids.
pub fn logits(checkpoint: &DecoderCheckpoint, ids: &[u32]) -> Vec<f64> {
    let device = Device::flex();
    let blank = Decoder::blank(&checkpoint.recipe, checkpoint.vocabulary, &device);
    let decoder = load_parameters(blank, &checkpoint.weights).unwrap();
    let row: Vec<i32> = ids.iter().map(|&id| id.cast_signed()).collect();
    let ids: Tensor<2, Int> = Tensor::from_data(TensorData::new(row, [1, ids.len()]), &device);
    let logits = block_on(read_values(decoder.forward(&DecoderInput::new(ids)))).unwrap();
    logits.into_iter().map(f64::from).collect()
}
