//! Initial weights: from the seed alone, of the size that each layer needs.

use crate::support::{VOCABULARY, all, device, gpt2, input, llama, read, weights};
use burn::tensor::activation::log_softmax;
use stillroom_models::{Decoder, NamedTensor};
use stillroom_spec::DecoderRecipe;
use stillroom_testkit::assert_close;

#[test]
fn the_seed_alone_decides() {
    for recipe in all() {
        let init = |seed, device| weights(&Decoder::init(&recipe, VOCABULARY, seed, &device));
        let (once, other) = (init(7, device()), init(8, device()));
        assert_eq!(once, init(7, device()));
        assert_eq!(once, init(7, device().autodiff()));
        assert_ne!(once, other);
    }
}

/// Frozen: other values here mean that the students of old recipes begin elsewhere.
#[test]
fn draws_the_same_on_every_host() {
    let drawn = &weights(&Decoder::init(&llama(), VOCABULARY, 7, &device()))[0];
    assert_eq!(drawn.name, "tokens.weight");
    assert_eq!(drawn.values[..3].iter().map(|v| v.to_bits()).collect::<Vec<_>>(), FIRST);
}

const FIRST: [u32; 3] = [0x3BB4_7259, 0xBCD9_2524, 0xBBD3_D6B8];

/// Standard deviations: 0.02 for the head, and for embeddings up to a width of 100, then 2 / width; √(2 / (in + out))
/// for the other matrices (Glorot & Bengio 2010), but 0 for those that add to the residual stream.
#[test]
fn each_layer_has_its_own_spread() {
    for (recipe, width) in [(gpt2(), 64), (llama(), 64), (gpt2(), 256)] {
        let recipe = DecoderRecipe { layers: 3, width, head_width: 16, feed_forward: 128, context: 64, ..recipe };
        for tensor in weights(&Decoder::init(&recipe, 200, 1, &device())) {
            let expected = expected_spread(&tensor, if width == 64 { 0.02 } else { 2.0 / 256.0 });
            assert_close(&tensor.name, &[spread(&tensor)], &[expected], 0.05 * expected);
        }
    }
}

fn expected_spread(tensor: &NamedTensor, embedding: f64) -> f64 {
    let ends = |names: &[&str]| names.iter().any(|name| tensor.name.ends_with(&format!("{name}.weight")));
    match tensor.shape.as_slice() {
        [_, _] if ends(&["tokens", "positions"]) => embedding,
        [_, _] if ends(&["head"]) => 0.02,
        [_, _] if ends(&["output", "down"]) => 0.0,
        [from, to] => (2.0 / (from + to) as f64).sqrt(),
        _ => 0.0,
    }
}

fn spread(tensor: &NamedTensor) -> f64 {
    let count = tensor.values.len() as f64;
    let mean = tensor.values.iter().map(|&v| f64::from(v)).sum::<f64>() / count;
    (tensor.values.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / count).sqrt()
}

#[test]
fn biases_begin_at_0_and_scales_at_1() {
    let tensors = all().into_iter().flat_map(|recipe| weights(&Decoder::init(&recipe, VOCABULARY, 1, &device())));
    for tensor in tensors.filter(|t| t.shape.len() == 1) {
        let start = if tensor.name.ends_with("gamma") { 1.0 } else { 0.0 };
        assert!(tensor.values.iter().all(|&v| v == start), "{}", tensor.name);
    }
}

/// Knowing nothing, it should be unsure, at any width: the cross-entropy of other tokens is that of the uniform
/// distribution, and the token just read, which a tied head is closest to, is not far from it.
#[test]
fn a_new_model_is_unsure() {
    for (recipe, width) in [(gpt2(), 128), (llama(), 128), (gpt2(), 512), (llama(), 512)] {
        let recipe = DecoderRecipe { width, head_width: 32, feed_forward: 256, ..recipe };
        let model = Decoder::init(&recipe, 300, 1, &device());
        let row: Vec<i32> = (0..16).map(|i| i * 37 % 300).collect();
        let logs = read(log_softmax(model.forward(&input(&[&row])), 2));
        let mean = -logs.iter().sum::<f64>() / logs.len() as f64;
        let own: Vec<f64> = row.iter().enumerate().map(|(at, &id)| -logs[at * 300 + id as usize]).collect();
        let uniform = 300.0_f64.ln();
        assert_close("mean", &[mean], &[uniform], 0.15);
        assert!(own.iter().all(|own| (own - uniform).abs() < 2.5), "{width}: {own:?}");
    }
}
