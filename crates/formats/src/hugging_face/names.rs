//! Which tensor of a checkpoint is which of ours.

use super::error::CheckpointError;
use super::family::Family;
use super::naming::Naming;
use crate::slot::{Form, Slot, Slots};
use stillroom_spec::{DecoderActivation, DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe};

/// The width of one head where the configuration names none.
///
/// # Errors
/// [`CheckpointError::Range`] if the heads do not divide the width.
pub(super) fn per_head(width: usize, heads: usize) -> Result<usize, CheckpointError> {
    if heads > 0 && width.is_multiple_of(heads) {
        return Ok(width / heads);
    }
    Err(CheckpointError::Range(format!("{heads} heads do not divide the width {width}")))
}

/// Every tensor of a decoder, in the order of the module. Names lack the prefix that the body may have.
pub(super) fn slots(family: Family, recipe: &DecoderRecipe, vocabulary: usize) -> Vec<Slot> {
    let mut list = List { recipe, slots: Slots::default() };
    match family {
        Family::Gpt2 => list.gpt2(vocabulary),
        Family::Llama | Family::Qwen2 => list.llama(vocabulary),
    }
    list.slots.0
}

/// What a decoder's files may hold. Old ones have masks and wavelengths, and a copy of the embedding as the head of a
/// tied model.
pub(super) const DECODER: Naming = Naming {
    prefixes: &["transformer.", "model."],
    heads: &[HEAD],
    buffers: &[".attn.bias", ".attn.masked_bias", ".rotary_emb.inv_freq"],
    unread: &[HEAD],
};

/// What a classifying decoder's files may hold.
pub(super) const CLASSIFIER: Naming = Naming { heads: &[HEAD, SCORE], ..DECODER };

/// Prefix that the body's tensors are written with; the head's have none.
pub(super) fn prefix(family: Family) -> &'static str {
    match family {
        Family::Gpt2 => "transformer.",
        Family::Llama | Family::Qwen2 => "model.",
    }
}

/// Name of the head in every family.
pub(super) const HEAD: &str = "lm_head.weight";

/// Name of the layer that classifies, in every family.
const SCORE: &str = "score.weight";

/// Every tensor of a `stillroom_models::DecoderClassifier`.
pub(super) fn classifier_slots(family: Family, recipe: &DecoderRecipe, sizes: [usize; 2]) -> Vec<Slot> {
    let [vocabulary, classes] = sizes;
    let body = slots(family, recipe, vocabulary).into_iter();
    let mut all = Slots(body.map(|slot| Slot { ours: format!("decoder.{}", slot.ours), ..slot }).collect());
    all.add("score.weight", SCORE, &[recipe.width, classes], Form::Transposed);
    all.0
}

struct List<'a> {
    recipe: &'a DecoderRecipe,
    slots: Slots,
}

impl List<'_> {
    fn gpt2(&mut self, vocabulary: usize) {
        let width = self.recipe.width;
        self.slots.add("tokens.weight", "wte.weight", &[vocabulary, width], Form::Same);
        if self.recipe.positions == (DecoderPositions::Learned {}) {
            self.slots.add("positions.weight", "wpe.weight", &[self.recipe.context, width], Form::Same);
        }
        (0..self.recipe.layers).for_each(|layer| self.gpt2_block(layer));
        self.norm("norm", "ln_f");
        self.head(vocabulary);
    }

    fn gpt2_block(&mut self, layer: usize) {
        let (ours, theirs) = (format!("blocks.{layer}"), format!("h.{layer}"));
        let (width, wide) = (self.recipe.width, self.recipe.feed_forward);
        self.norm(&format!("{ours}.attention_norm"), &format!("{theirs}.ln_1"));
        for (part, name) in ["query", "key", "value"].into_iter().enumerate() {
            let form = Form::Columns { from: part * width, of: 3 * width };
            self.slots.linear(
                &format!("{ours}.attention.{name}"),
                &format!("{theirs}.attn.c_attn"),
                [width; 2],
                true,
                form,
            );
        }
        let mut same = |name: &str, other: &str, shape| {
            // Matrices are `[in, out]`, as ours.
            self.slots.linear(&format!("{ours}.{name}"), &format!("{theirs}.{other}"), shape, true, Form::Same);
        };
        same("attention.output", "attn.c_proj", [width; 2]);
        same("feed_forward.up", "mlp.c_fc", [width, wide]);
        same("feed_forward.down", "mlp.c_proj", [wide, width]);
        self.norm(&format!("{ours}.feed_forward_norm"), &format!("{theirs}.ln_2"));
    }

    fn llama(&mut self, vocabulary: usize) {
        self.slots.add("tokens.weight", "embed_tokens.weight", &[vocabulary, self.recipe.width], Form::Same);
        (0..self.recipe.layers).for_each(|layer| self.llama_block(layer));
        self.norm("norm", "norm");
        self.head(vocabulary);
    }

    fn llama_block(&mut self, layer: usize) {
        let (ours, theirs) = (format!("blocks.{layer}"), format!("layers.{layer}"));
        let recipe = self.recipe;
        let (width, wide) = (recipe.width, recipe.feed_forward);
        let (asking, asked) = (recipe.heads * recipe.head_width, recipe.key_value_heads * recipe.head_width);
        let (some, every) = (recipe.biases != DecoderBiases::None, recipe.biases == DecoderBiases::All);
        self.norm(&format!("{ours}.attention_norm"), &format!("{theirs}.input_layernorm"));
        self.norm(&format!("{ours}.feed_forward_norm"), &format!("{theirs}.post_attention_layernorm"));
        let mut linear = |name: &str, other: &str, shape, bias| {
            self.slots.linear(&format!("{ours}.{name}"), &format!("{theirs}.{other}"), shape, bias, Form::Transposed);
        };
        linear("attention.query", "self_attn.q_proj", [width, asking], some);
        linear("attention.key", "self_attn.k_proj", [width, asked], some);
        linear("attention.value", "self_attn.v_proj", [width, asked], some);
        linear("attention.output", "self_attn.o_proj", [asking, width], every);
        if recipe.activation == DecoderActivation::SwiGlu {
            linear("feed_forward.gate", "mlp.gate_proj", [width, wide], every);
        }
        linear("feed_forward.up", "mlp.up_proj", [width, wide], every);
        linear("feed_forward.down", "mlp.down_proj", [wide, width], every);
    }

    fn norm(&mut self, ours: &str, theirs: &str) {
        let parts: &[&str] = match self.recipe.norm {
            DecoderNorm::RmsNorm { .. } => &["RmsNorm.gamma"],
            DecoderNorm::LayerNorm { .. } => &["LayerNorm.gamma", "LayerNorm.beta"],
        };
        self.slots.norm(ours, theirs, parts, self.recipe.width);
    }

    fn head(&mut self, vocabulary: usize) {
        if !self.recipe.tied_head {
            self.slots.add("head.weight", HEAD, &[self.recipe.width, vocabulary], Form::Transposed);
        }
    }
}
