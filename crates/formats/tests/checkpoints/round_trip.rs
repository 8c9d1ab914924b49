//! What is read can be written, and what is written is what `transformers` wrote.

use crate::support::{FAMILIES, checkpoint, decoder, files};
use burn::tensor::Device;
use serde_json::Value;
use std::collections::BTreeMap;
use stillroom_formats::{CheckpointError, DecoderCheckpoint, from_safetensors};
use stillroom_models::{Decoder, named_parameters};
use stillroom_spec::{DecoderActivation, DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe};
use stillroom_testkit::block_on;

/// Names, shapes and values of a safetensors file.
fn tensors(bytes: &[u8]) -> BTreeMap<String, (Vec<usize>, Vec<f32>)> {
    let tensors = from_safetensors(bytes).unwrap();
    tensors.into_iter().map(|t| (t.name, (t.shape, t.values))).collect()
}

fn read_back(written: &DecoderCheckpoint) -> DecoderCheckpoint {
    let files = written.to_hugging_face().unwrap();
    DecoderCheckpoint::from_hugging_face(files.config.as_bytes(), &[&files.weights]).unwrap()
}

#[test]
fn the_tensors_written_are_those_that_were_read() {
    for family in FAMILIES {
        let (_, original) = files(&format!("models/{family}"));
        let written = checkpoint(family).to_hugging_face().unwrap();
        assert_eq!(tensors(&written.weights), tensors(&original), "{family}");
        assert_eq!(read_back(&checkpoint(family)), checkpoint(family), "{family}");
    }
}

/// Keys whose value says how a model was trained, or is left to its default.
const FREE: [&str; 4] = ["attn_pdrop", "embd_pdrop", "resid_pdrop", "n_inner"];

#[test]
fn the_configuration_says_what_the_original_says() {
    for family in FAMILIES {
        let (original, _) = files(&format!("models/{family}"));
        let original: Value = serde_json::from_slice(&original).unwrap();
        let written = checkpoint(family).to_hugging_face().unwrap().config;
        let written: Value = serde_json::from_str(&written).unwrap();
        let written = written.as_object().unwrap();
        let same = written.iter().filter(|(key, value)| original.get(key) == Some(value)).count();
        assert!(same >= 13, "{family}: only {same} keys agree");
        for (key, value) in written.iter().filter(|(key, _)| !FREE.contains(&key.as_str())) {
            let theirs = original.get(key).unwrap_or(value);
            assert_eq!(value, theirs, "{family}: {key}");
        }
    }
}

/// A decoder made here goes out and comes back: biases everywhere, heads of their own width, a head of its own.
#[test]
fn a_new_decoder_comes_back() {
    let llama = checkpoint("llama").recipe;
    let gpt2 = checkpoint("gpt2").recipe;
    let recipes = [
        DecoderRecipe { biases: DecoderBiases::All, head_width: 10, ..llama.clone() },
        DecoderRecipe { tied_head: false, activation: DecoderActivation::Relu, feed_forward: 70, ..gpt2.clone() },
        DecoderRecipe { activation: DecoderActivation::Gelu, context: 20, ..gpt2 },
        DecoderRecipe { tied_head: false, biases: DecoderBiases::QueryKeyValue, ..llama },
    ];
    for recipe in recipes {
        let model = Decoder::init(&recipe, 50, 1, &Device::flex());
        let weights = block_on(named_parameters(&model)).unwrap();
        let made = DecoderCheckpoint { recipe, vocabulary: 50, end_ids: vec![3, 4], weights };
        let back = read_back(&made);
        assert_eq!((&back.recipe, back.vocabulary, &back.end_ids), (&made.recipe, 50, &made.end_ids));
        assert_eq!(block_on(named_parameters(&decoder(&back, &Device::flex()))).unwrap(), made.weights);
    }
}

#[test]
fn what_no_family_has_is_not_written() {
    let (gpt2, llama) = (checkpoint("gpt2"), checkpoint("llama"));
    let rope = DecoderPositions::Rope { theta: 1e4 };
    let rms = DecoderNorm::RmsNorm { epsilon: 1e-6 };
    let check = |from: &DecoderCheckpoint, recipe: DecoderRecipe, word: &str| {
        let error = DecoderCheckpoint { recipe, ..from.clone() }.to_hugging_face().unwrap_err();
        assert!(matches!(error, CheckpointError::Unwritable(_)) && error.to_string().contains(word), "{error}");
    };
    check(&gpt2, DecoderRecipe { positions: rope, ..gpt2.recipe.clone() }, "rotary");
    check(&gpt2, DecoderRecipe { norm: rms, ..gpt2.recipe.clone() }, "learned");
    check(&gpt2, DecoderRecipe { key_value_heads: 2, ..gpt2.recipe.clone() }, "shared");
    check(&gpt2, DecoderRecipe { biases: DecoderBiases::None, ..gpt2.recipe.clone() }, "biases");
    check(&gpt2, DecoderRecipe { activation: DecoderActivation::SwiGlu, ..gpt2.recipe.clone() }, "gated");
    check(&llama, DecoderRecipe { activation: DecoderActivation::Relu, ..llama.recipe.clone() }, "gated");
}

#[test]
fn weights_that_are_not_the_recipes_are_named() {
    let mut short = checkpoint("qwen2");
    short.weights.retain(|t| t.name != "blocks.1.attention.key.bias");
    let error = short.to_hugging_face().unwrap_err();
    assert_eq!(error, CheckpointError::Missing("blocks.1.attention.key.bias".into()));
    let mut wide = checkpoint("qwen2");
    wide.vocabulary += 1;
    let error = wide.to_hugging_face().unwrap_err().to_string();
    assert!(error.contains("tokens.weight") && error.contains("[385, 48]"), "{error}");
}
