//! Which tensor of a file is which of ours (`TENSOR_NAMES` in `gguf-py`'s `constants.py`).

use super::architecture::Architecture;
use crate::slot::{Form, Slot, Slots};
use stillroom_spec::{DecoderBiases, DecoderRecipe};

/// Every tensor of a decoder, in the order of the module.
pub(super) fn slots(architecture: Architecture, recipe: &DecoderRecipe, vocabulary: usize) -> Vec<Slot> {
    let mut list = List { architecture, recipe, slots: Slots::default() };
    list.slots.add("tokens.weight", "token_embd.weight", &[vocabulary, recipe.width], Form::Same);
    (0..recipe.layers).for_each(|layer| list.block(layer));
    list.norm("norm", "output_norm");
    if !recipe.tied_head {
        list.slots.add("head.weight", "output.weight", &[recipe.width, vocabulary], Form::Transposed);
    }
    list.slots.0
}

struct List<'a> {
    architecture: Architecture,
    recipe: &'a DecoderRecipe,
    slots: Slots,
}

impl List<'_> {
    fn block(&mut self, layer: usize) {
        let (ours, theirs) = (format!("blocks.{layer}"), format!("blk.{layer}"));
        let (width, wide) = (self.recipe.width, self.recipe.feed_forward);
        self.norm(&format!("{ours}.attention_norm"), &format!("{theirs}.attn_norm"));
        self.norm(&format!("{ours}.feed_forward_norm"), &format!("{theirs}.ffn_norm"));
        self.attention(&ours, &theirs);
        let every = self.recipe.biases == DecoderBiases::All;
        let mut linear = |name: &str, other: &str, shape| {
            self.slots.linear(
                &format!("{ours}.feed_forward.{name}"),
                &format!("{theirs}.{other}"),
                shape,
                every,
                Form::Transposed,
            );
        };
        linear("gate", "ffn_gate", [width, wide]);
        linear("up", "ffn_up", [width, wide]);
        linear("down", "ffn_down", [wide, width]);
    }

    fn attention(&mut self, ours: &str, theirs: &str) {
        let recipe = self.recipe;
        let (asking, asked) = (recipe.heads * recipe.head_width, recipe.key_value_heads * recipe.head_width);
        let (some, every) = (recipe.biases != DecoderBiases::None, recipe.biases == DecoderBiases::All);
        let paired = Form::Paired { head: recipe.head_width };
        let turning = if self.architecture.is_paired() { paired } else { Form::Transposed };
        let mut linear = |name: &str, other: &str, shape, bias, form| {
            self.slots.linear(&format!("{ours}.attention.{name}"), &format!("{theirs}.{other}"), shape, bias, form);
        };
        linear("query", "attn_q", [recipe.width, asking], some, turning);
        linear("key", "attn_k", [recipe.width, asked], some, turning);
        linear("value", "attn_v", [recipe.width, asked], some, Form::Transposed);
        linear("output", "attn_output", [asking, recipe.width], every, Form::Transposed);
    }

    fn norm(&mut self, ours: &str, theirs: &str) {
        self.slots.norm(ours, theirs, &["RmsNorm.gamma"], self.recipe.width);
    }
}
