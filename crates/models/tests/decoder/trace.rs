//! A trace is the forward pass, and its parts fit together.

use crate::support::{all, device, input, read, trained};
use burn::tensor::Tensor;
use burn::tensor::activation::softmax;
use stillroom_models::{Decoder, DecoderTrace, LayerTrace};
use stillroom_spec::DecoderRecipe;
use stillroom_testkit::assert_close;

const ROWS: [&[i32]; 2] = [&[3, 7, 1, 12, 0], &[8, 2, 2, 6, 9]];

fn traces() -> impl Iterator<Item = (DecoderRecipe, Decoder, DecoderTrace)> {
    all().into_iter().map(|recipe| {
        let model = trained(&recipe, &device());
        let trace = model.trace(&input(&ROWS));
        (recipe, model, trace)
    })
}

#[test]
fn the_logits_are_those_of_the_forward_pass() {
    for (_, model, trace) in traces() {
        assert_eq!(read(trace.logits), read(model.forward(&input(&ROWS))));
    }
}

#[test]
fn hidden_states_are_the_embedding_each_block_and_the_last_after_the_norm() {
    for (recipe, model, trace) in traces() {
        assert_eq!(trace.hidden.len(), recipe.layers + 1);
        assert!(trace.hidden.iter().all(|h| h.dims() == [2, 5, recipe.width]));
        let last = trace.hidden.last().unwrap().clone();
        assert_eq!(read(last.clone()), read(model.hidden(&input(&ROWS))));
        assert_eq!(read(model.head(last)), read(trace.logits));
    }
}

/// A head is taken of a few tokens as of all.
#[test]
fn the_head_may_be_taken_in_parts() {
    for (recipe, model, trace) in traces() {
        let tokens: Tensor<2> = trace.hidden.last().unwrap().clone().reshape([10, recipe.width]);
        let parts = [(0, 4), (4, 6)].map(|(from, count)| read(model.head(tokens.clone().narrow(0, from, count))));
        assert_close("in parts", &parts.concat(), &read(trace.logits), 1e-6);
    }
}

#[test]
fn shapes_are_those_of_the_recipe() {
    for (recipe, _, trace) in traces() {
        assert_eq!(trace.layers.len(), recipe.layers);
        for layer in trace.layers {
            let asked = [2, recipe.key_value_heads, 5, recipe.head_width];
            assert_eq!(layer.query.dims(), [2, recipe.heads, 5, recipe.head_width]);
            assert_eq!((layer.key.dims(), layer.value.dims()), (asked, asked));
            assert_eq!(layer.attention.dims(), [2, recipe.heads, 5, 5]);
        }
    }
}

/// From the traced queries and keys alone, each query head with the key head of its group.
#[test]
fn attention_is_the_softmax_of_queries_and_keys() {
    for (recipe, _, trace) in traces() {
        for layer in trace.layers {
            let expected = read(attention(&recipe, &layer));
            assert_close("attention", &read(layer.attention), &expected, 1e-6);
        }
    }
}

fn attention(recipe: &DecoderRecipe, layer: &LayerTrace) -> Tensor<4> {
    let heads = (0..recipe.heads).map(|head| {
        let shared = head / (recipe.heads / recipe.key_value_heads);
        let query = layer.query.clone().narrow(1, head, 1);
        query.matmul(layer.key.clone().narrow(1, shared, 1).swap_dims(2, 3))
    });
    let scores = Tensor::cat(heads.collect(), 1).div_scalar((recipe.head_width as f64).sqrt());
    let ahead = Tensor::<2>::ones([5, 5], &scores.device()).triu(1).reshape([1, 1, 5, 5]);
    softmax(scores - ahead * 1e9, 3)
}
