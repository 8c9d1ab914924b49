//! What is written can be read, in every precision.

use crate::support::{FAMILIES, checkpoint, logits, made, options, sorted, tokenizer, wide, written};
use half::f16;
use stillroom_formats::{DecoderCheckpoint, GgufError, GgufFile, GgufFloat};
use stillroom_spec::{DecoderActivation, DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe};
use stillroom_testkit::largest_difference;

const IDS: [u32; 7] = [5, 9, 200, 31, 383, 0, 77];

#[test]
fn single_precision_comes_back_bit_for_bit() {
    for family in FAMILIES {
        let original = checkpoint(family);
        let back = DecoderCheckpoint::from_gguf(&written(family, GgufFloat::F32)).unwrap();
        // A checkpoint is too long to be shown.
        assert!(back == original, "{family}");
        assert_eq!(logits(&back, &IDS), logits(&original, &IDS), "{family}");
    }
}

/// llama.cpp turns neighbours: the same rows in another order would be another model.
#[test]
fn rows_of_queries_are_in_pairs_for_llama_alone() {
    let rows = |family: &str, name: &str, ours: &str| {
        let (original, bytes) = (checkpoint(family), written(family, GgufFloat::F32));
        let theirs = GgufFile::open(&bytes).unwrap().tensor(name).unwrap();
        let ours = original.weights.into_iter().find(|tensor| tensor.name == ours).unwrap();
        let (inputs, outputs) = (theirs.shape[1], theirs.shape[0]);
        assert_eq!(ours.shape, [inputs, outputs]);
        let row = |at: usize| theirs.values[at * inputs..][..inputs].to_vec();
        let column = |at: usize| (0..inputs).map(|input| ours.values[input * outputs + at]).collect::<Vec<_>>();
        let found = |at: usize| (0..outputs).find(|&other| column(other) == row(at)).unwrap();
        (0..outputs).map(found).collect::<Vec<_>>()
    };
    let plain: Vec<usize> = (0..48).collect();
    let paired: Vec<usize> = (0..48).map(|row| row / 8 * 8 + row % 8 / 2 + row % 2 * 4).collect();
    assert_eq!(rows("llama", "blk.1.attn_q.weight", "blocks.1.attention.query.weight"), paired);
    assert_eq!(rows("llama", "blk.1.attn_k.weight", "blocks.1.attention.key.weight"), paired[..16]);
    assert_eq!(rows("llama", "blk.1.attn_output.weight", "blocks.1.attention.output.weight"), plain);
    assert_eq!(rows("qwen2", "blk.1.attn_q.weight", "blocks.1.attention.query.weight"), plain);
}

/// No value is further off than `allowed`, given its tensor and itself; logits by no more than a share of their range.
fn check(original: &DecoderCheckpoint, float: GgufFloat, share: f64, allowed: impl Fn(&[f32], f32) -> f32) {
    let bytes = original.to_gguf(&tokenizer("llama"), &options(float)).unwrap();
    let (original, back) = (sorted(original.clone()), sorted(DecoderCheckpoint::from_gguf(&bytes).unwrap()));
    let mut changed = 0;
    for (was, is) in original.weights.iter().zip(&back.weights) {
        assert_eq!((&was.name, &was.shape), (&is.name, &is.shape));
        for (a, b) in was.values.iter().zip(&is.values) {
            let most = if was.shape.len() == 1 { 0.0 } else { allowed(&was.values, *a) };
            assert!((a - b).abs() <= most, "{}: {a} became {b}", was.name);
            changed += usize::from(a != b);
        }
    }
    assert!(changed > 1000, "the rounding must show: {changed}");
    let expected = logits(&original, &IDS);
    let most = expected.iter().fold(0.0_f64, |most, logit| most.max(logit.abs()));
    let off = largest_difference(&logits(&back, &IDS), &expected);
    println!("{float:?}: {} bytes, logits off by {off:.1e} of at most {most:.1}", bytes.len());
    assert!(off < share * most, "{off} of {most}");
}

#[test]
fn half_precision_and_bytes_are_within_their_rounding() {
    let original = made(wide(), 384);
    check(&original, GgufFloat::F16, 3e-3, |_, value| (f16::from_f32(value).to_f32() - value).abs());
    // Half a step of the block's scale, which is in half precision itself: no block's is above the tensor's.
    let step = |values: &[f32]| values.iter().fold(0.0_f32, |most, value| most.max(value.abs())) / 127.0;
    check(&original, GgufFloat::Q8_0, 0.03, |values, _| step(values) * (0.5 + 127.0 / 2048.0));
    // Rows of 48 and 80 are no blocks of 32: half precision takes their place.
    check(&checkpoint("llama"), GgufFloat::Q8_0, 3e-3, |_, value| (f16::from_f32(value).to_f32() - value).abs());
}

#[test]
fn sizes_are_those_of_the_precision() {
    let size = |float| made(wide(), 384).to_gguf(&tokenizer("llama"), &options(float)).unwrap().len() as f64;
    let (whole, half, bytes) = (size(GgufFloat::F32), size(GgufFloat::F16), size(GgufFloat::Q8_0));
    assert!(half < 0.55 * whole && bytes < 0.32 * whole, "{whole} {half} {bytes}");
}

/// Decoders made here: biases everywhere, heads of their own width, a head of its own, several ends.
#[test]
fn other_shapes_come_back() {
    let (llama, qwen2) = (checkpoint("llama").recipe, checkpoint("qwen2").recipe);
    let recipes = [
        DecoderRecipe { biases: DecoderBiases::All, head_width: 10, ..llama.clone() },
        DecoderRecipe { tied_head: false, positions: DecoderPositions::Rope { theta: 5e5 }, ..qwen2 },
        DecoderRecipe { norm: DecoderNorm::RmsNorm { epsilon: 3e-6 }, context: 20, key_value_heads: 6, ..llama },
    ];
    for recipe in recipes {
        let original = DecoderCheckpoint { end_ids: vec![3, 1, 2], ..made(recipe, 400) };
        let bytes = original.to_gguf(&tokenizer("llama"), &options(GgufFloat::F32)).unwrap();
        let back = DecoderCheckpoint::from_gguf(&bytes).unwrap();
        assert_eq!((&back.recipe, back.vocabulary, &back.end_ids), (&original.recipe, 400, &original.end_ids));
        assert!(sorted(back) == sorted(original));
        assert_eq!(GgufFile::open(&bytes).unwrap().chat_template(), Some("{{ messages }}"));
    }
}

#[test]
fn what_no_architecture_has_is_not_written() {
    let llama = checkpoint("llama");
    let check = |recipe: DecoderRecipe, word: &str| {
        let model = DecoderCheckpoint { recipe, ..llama.clone() };
        let error = model.to_gguf(&tokenizer("llama"), &options(GgufFloat::F32)).unwrap_err();
        assert!(matches!(error, GgufError::Unwritable(_)) && error.to_string().contains(word), "{error}");
    };
    check(DecoderRecipe { norm: DecoderNorm::LayerNorm { epsilon: 1e-5 }, ..llama.recipe.clone() }, "layer norms");
    check(DecoderRecipe { positions: DecoderPositions::Learned {}, ..llama.recipe.clone() }, "positions");
    check(DecoderRecipe { activation: DecoderActivation::Gelu, ..llama.recipe.clone() }, "gated");
}

#[test]
fn weights_that_are_not_the_recipes_are_named() {
    let write = |model: &DecoderCheckpoint, float| model.to_gguf(&tokenizer("llama"), &options(float)).unwrap_err();
    let mut short = checkpoint("qwen2");
    short.weights.retain(|t| t.name != "blocks.1.attention.key.bias");
    assert_eq!(write(&short, GgufFloat::F32), GgufError::Missing("blocks.1.attention.key.bias".into()));
    let mut wide = checkpoint("qwen2");
    wide.vocabulary += 1;
    assert!(matches!(write(&wide, GgufFloat::F32), GgufError::Shape { expected, .. } if expected == [385, 48]));
    let mut large = checkpoint("llama");
    large.weights[0].values[7] = 1e6;
    assert_eq!(write(&large, GgufFloat::F16), GgufError::Overflow("tokens.weight".into()));
    large.weights[0].values[7] = f32::NAN;
    assert_eq!(write(&large, GgufFloat::F32), GgufError::Overflow("tokens.weight".into()));
    let endless = DecoderCheckpoint { end_ids: Vec::new(), ..checkpoint("llama") };
    assert!(write(&endless, GgufFloat::F32).to_string().contains("no token that ends a text"));
}
