//! Logits and hidden states against those that `transformers` computed (`tests/conformance/generate.py`).

use crate::support::{FAMILIES, checkpoint, decoder, ids, read};
use burn::tensor::{Device, Tensor, TensorData};
use serde::Deserialize;
use stillroom_models::{Decoder, DecoderInput, count_parameters};
use stillroom_testkit::{fixture, largest_difference};

/// f32 on both sides, in another order of sums; the fixture has six decimals.
const TOLERANCE: f64 = 1e-4;

#[derive(Deserialize)]
struct Expected {
    input_ids: Vec<Vec<i32>>,
    attention_mask: Vec<Vec<u8>>,
    logits: Vec<Vec<Vec<f64>>>,
    hidden_states: Vec<Vec<Vec<f64>>>,
}

impl Expected {
    fn input(&self, device: &Device) -> DecoderInput {
        let shape = [self.input_ids.len(), self.input_ids[0].len()];
        let mask: Vec<f32> = self.attention_mask.concat().into_iter().map(f32::from).collect();
        let mask = Tensor::from_data(TensorData::new(mask, shape), device);
        DecoderInput::new(ids(&self.input_ids, device)).with_mask(mask)
    }

    /// The values at tokens, without those at padding.
    fn tokens(&self, values: &[f64]) -> Vec<f64> {
        let mask = self.attention_mask.concat();
        let width = values.len() / mask.len();
        let kept = values.chunks_exact(width).zip(&mask).filter(|(_, mask)| **mask == 1);
        kept.flat_map(|(token, _)| token.to_vec()).collect()
    }
}

fn flat(nested: &[Vec<Vec<f64>>]) -> Vec<f64> {
    nested.concat().concat()
}

#[test]
fn decoders_agree_with_transformers() {
    for family in FAMILIES {
        let expected: Expected = fixture(&format!("models/{family}/expected.json"));
        let device = Device::flex();
        let model = decoder(&checkpoint(family), &device);
        let trace = model.trace(&expected.input(&device));
        let plain = read(model.forward(&expected.input(&device)));
        let off = |actual: &[f64], wanted: &[Vec<Vec<f64>>]| {
            largest_difference(&expected.tokens(actual), &expected.tokens(&flat(wanted)))
        };
        let logits = off(&plain, &expected.logits);
        let hidden = off(&read(trace.hidden.last().unwrap().clone()), &expected.hidden_states);
        println!("{family}: logits off by {logits:.1e}, hidden states by {hidden:.1e}");
        assert!(logits <= TOLERANCE && hidden <= TOLERANCE, "{family}: {logits:e} {hidden:e}");
        assert_eq!(read(trace.logits), plain);
    }
}

/// Without a mask too: padding on the right is in nobody's past.
#[test]
fn padding_on_the_right_needs_no_mask() {
    let expected: Expected = fixture("models/qwen2/expected.json");
    let device = Device::flex();
    let model = decoder(&checkpoint("qwen2"), &device);
    let input = DecoderInput { mask: None, ..expected.input(&device) };
    let logits = expected.tokens(&read(model.forward(&input)));
    assert!(largest_difference(&logits, &expected.tokens(&flat(&expected.logits))) <= TOLERANCE);
}

#[test]
fn the_size_is_that_of_the_file() {
    for family in FAMILIES {
        let checkpoint = checkpoint(family);
        let values: usize = checkpoint.weights.iter().map(|t| t.values.len()).sum();
        assert_eq!(Decoder::size(&checkpoint.recipe, checkpoint.vocabulary), values, "{family}");
        assert_eq!(count_parameters(&decoder(&checkpoint, &Device::flex())), values, "{family}");
    }
}
