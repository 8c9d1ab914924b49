//! Which tensor of a file is which of ours (`TENSOR_NAMES` in `gguf-py`'s `constants.py`).

use super::architecture::Architecture;
use stillroom_spec::{DecoderBiases, DecoderRecipe};

/// A tensor of ours, and where its values are in theirs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slot {
    /// Path in the module.
    pub(super) ours: String,
    /// Name in the file.
    pub(super) theirs: String,
    /// Our shape.
    pub(super) shape: Vec<usize>,
    form: Form,
}

/// How their values are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As ours.
    Same,
    /// Rows for columns: a linear layer of theirs is `[out, in]`, one of ours `[in, out]`.
    Turned,
    /// Rows for columns, and the two halves of each head's rows in turns.
    Paired {
        /// Rows of a head.
        head: usize,
    },
}

impl Slot {
    /// The shape of their tensor, rows first.
    pub(super) fn their_shape(&self) -> Vec<usize> {
        let mut shape = self.shape.clone();
        if self.form != Form::Same {
            shape.reverse();
        }
        shape
    }

    /// Index in their values of each of our values, in our order. A bias is a matrix of one column of theirs.
    pub(super) fn indices(&self) -> impl Iterator<Item = usize> {
        let outputs = self.shape.last().copied().unwrap_or(1);
        let count: usize = self.shape.iter().product();
        let (form, inputs) = (self.form, count / outputs.max(1));
        (0..count).map(move |at| match form {
            Form::Same => at,
            Form::Turned => at % outputs * inputs + at / outputs,
            Form::Paired { head } => paired(at % outputs, head) * inputs + at / outputs,
        })
    }
}

/// Value `j` of the first half of a head is row `2j`, that of the second half row `2j + 1`.
fn paired(row: usize, head: usize) -> usize {
    let (start, within, half) = (row / head * head, row % head, head / 2);
    start + within % half * 2 + within / half
}

/// Every tensor of a decoder, in the order of the module.
pub(super) fn slots(architecture: Architecture, recipe: &DecoderRecipe, vocabulary: usize) -> Vec<Slot> {
    let mut list = List { architecture, recipe, slots: Vec::new() };
    list.add("tokens.weight", "token_embd.weight", &[vocabulary, recipe.width], Form::Same);
    (0..recipe.layers).for_each(|layer| list.block(layer));
    list.norm("norm", "output_norm");
    if !recipe.tied_head {
        list.add("head.weight", "output.weight", &[recipe.width, vocabulary], Form::Turned);
    }
    list.slots
}

struct List<'a> {
    architecture: Architecture,
    recipe: &'a DecoderRecipe,
    slots: Vec<Slot>,
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
            self.linear(
                &format!("{ours}.feed_forward.{name}"),
                &format!("{theirs}.{other}"),
                shape,
                every,
                Form::Turned,
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
        let turning = if self.architecture.is_paired() { paired } else { Form::Turned };
        let mut linear = |name: &str, other: &str, shape, bias, form| {
            self.linear(&format!("{ours}.attention.{name}"), &format!("{theirs}.{other}"), shape, bias, form);
        };
        linear("query", "attn_q", [recipe.width, asking], some, turning);
        linear("key", "attn_k", [recipe.width, asked], some, turning);
        linear("value", "attn_v", [recipe.width, asked], some, Form::Turned);
        linear("output", "attn_output", [asking, recipe.width], every, Form::Turned);
    }

    fn linear(&mut self, ours: &str, theirs: &str, shape: [usize; 2], bias: bool, form: Form) {
        self.add(&format!("{ours}.weight"), &format!("{theirs}.weight"), &shape, form);
        if bias {
            self.add(&format!("{ours}.bias"), &format!("{theirs}.bias"), &shape[1..], form);
        }
    }

    fn norm(&mut self, ours: &str, theirs: &str) {
        let width = [self.recipe.width];
        self.add(&format!("{ours}.RmsNorm.gamma"), &format!("{theirs}.weight"), &width, Form::Same);
    }

    fn add(&mut self, ours: &str, theirs: &str, shape: &[usize], form: Form) {
        self.slots.push(Slot { ours: ours.into(), theirs: theirs.into(), shape: shape.to_vec(), form });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: Form, shape: &[usize], theirs: &[usize], indices: &[usize]) {
        let slot = Slot { ours: "a".into(), theirs: "b".into(), shape: shape.to_vec(), form };
        assert_eq!(slot.their_shape(), theirs);
        assert_eq!(slot.indices().collect::<Vec<_>>(), indices);
    }

    #[test]
    fn values_are_found_where_they_lie() {
        check(Form::Same, &[2, 2], &[2, 2], &[0, 1, 2, 3]);
        check(Form::Turned, &[2, 3], &[3, 2], &[0, 2, 4, 1, 3, 5]);
        // Two heads of four rows: rows 0 1 2 3 are stored as 0 2 1 3, of each head.
        check(Form::Paired { head: 4 }, &[8], &[8], &[0, 2, 1, 3, 4, 6, 5, 7]);
        check(Form::Paired { head: 4 }, &[2, 4], &[4, 2], &[0, 4, 2, 6, 1, 5, 3, 7]);
    }
}
