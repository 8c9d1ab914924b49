//! A transformer decoder: token ids to the logits of each next token.
//!
//! One family with the shapes of GPT-2, Llama, Qwen2 and Mistral. Each part is a file; [`tap`] is how a trace and a
//! cache look at a forward pass without the plain one paying for it.

mod attention;
mod block;
mod cache;
mod classifier;
mod feed_forward;
mod init;
mod input;
mod mask;
mod norm;
mod rotary;
mod size;
mod tap;
mod trace;

pub use cache::DecoderCache;
pub use classifier::DecoderClassifier;
pub use input::DecoderInput;
pub use trace::{DecoderTrace, LayerTrace};

pub(crate) use attention::Attention;
use block::DecoderBlock;
use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Embedding, EmbeddingConfig, Initializer, Linear, LinearConfig};
use burn::tensor::module::linear;
use burn::tensor::{Device, Int, Tensor};
pub(crate) use feed_forward::FeedForward;
use mask::Sight;
pub(crate) use mask::future;
use norm::Norm;
use rotary::{Rotary, Rotation};
pub(crate) use size::block as block_size;
use stillroom_spec::{DecoderPositions, DecoderRecipe};
pub(crate) use tap::{Silent, Tap};
pub(crate) use trace::Recorder;

/// Embeddings, blocks, a final norm and a head over the vocabulary.
#[derive(Module, Debug)]
pub struct Decoder {
    tokens: Embedding,
    positions: Option<Embedding>,
    rotary: Option<Rotary>,
    blocks: Vec<DecoderBlock>,
    norm: Norm,
    /// None where the token embedding is the head.
    head: Option<Linear>,
    dropout: Dropout,
    #[module(skip)]
    recipe: DecoderRecipe,
}

/// What every block of one forward pass is given.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    /// Added to the attention scores `[1 or rows, 1, length or 1, keys]`.
    bias: Tensor<4>,
    rotation: Option<Rotation>,
}

impl Shared {
    /// For blocks whose queries and keys stay as they are.
    pub(crate) fn unturned(bias: Tensor<4>) -> Self {
        Self { bias, rotation: None }
    }
}

impl Decoder {
    /// A decoder of the recipe's shape over `vocabulary` token ids, whose weights depend on `seed` alone: the same on
    /// every device.
    ///
    /// The recipe must be one that [`DecoderRecipe::validate`] accepts.
    pub fn init(recipe: &DecoderRecipe, vocabulary: usize, seed: u64, device: &Device) -> Self {
        init::seed_decoder(Self::blank(recipe, vocabulary, device), seed)
    }

    /// A decoder whose matrices are 0 and not allocated before they are read: for weights that come from elsewhere.
    pub fn blank(recipe: &DecoderRecipe, vocabulary: usize, device: &Device) -> Self {
        let embedding = |rows| EmbeddingConfig::new(rows, recipe.width).with_initializer(Initializer::Zeros);
        let (positions, rotary) = match recipe.positions {
            DecoderPositions::Learned {} => (Some(embedding(recipe.context).init(device)), None),
            DecoderPositions::Rope { theta } => {
                (None, Some(Rotary::init(recipe.context, recipe.head_width, theta, device)))
            }
        };
        Self {
            tokens: embedding(vocabulary).init(device),
            positions,
            rotary,
            blocks: (0..recipe.layers).map(|_| DecoderBlock::init(recipe, device)).collect(),
            norm: Norm::init(recipe, device),
            head: (!recipe.tied_head).then(|| empty_linear(recipe.width, vocabulary, false, device)),
            dropout: DropoutConfig::new(recipe.dropout).init(),
            recipe: recipe.clone(),
        }
    }

    /// The shape that it was made with.
    pub fn recipe(&self) -> &DecoderRecipe {
        &self.recipe
    }

    /// Number of token ids.
    pub fn vocabulary(&self) -> usize {
        self.tokens.weight.shape()[0]
    }

    /// Where its weights are.
    pub fn device(&self) -> Device {
        self.tokens.weight.device()
    }

    /// Logits of the token after each position.
    ///
    /// # Shapes
    /// `[rows, length]` to `[rows, length, vocabulary]`; `length` is at most the recipe's `context`.
    pub fn forward(&self, input: &DecoderInput) -> Tensor<3> {
        self.head(self.hidden(input))
    }

    /// Hidden states after the final norm: what [`Self::head`] reads, so that a loss can be taken a few tokens at a
    /// time where all logits at once are too many.
    ///
    /// # Shapes
    /// `[rows, length]` to `[rows, length, width]`.
    pub fn hidden(&self, input: &DecoderInput) -> Tensor<3> {
        self.run(input, &mut Silent)
    }

    /// Logits from hidden states.
    ///
    /// # Shapes
    /// `[.., width]` to `[.., vocabulary]`.
    pub fn head<const D: usize>(&self, hidden: Tensor<D>) -> Tensor<D> {
        match &self.head {
            Some(head) => head.forward(hidden),
            None => linear(hidden, self.tokens.weight.val().transpose(), None),
        }
    }

    /// A forward pass from the first position on, to the final norm.
    fn run(&self, input: &DecoderInput, tap: &mut impl Tap) -> Tensor<3> {
        let [_, length] = input.ids.dims();
        let Sight { bias, positions } = Sight::of(input);
        let rotation = self.rotary.as_ref().map(|rotary| rotary.rotation(0, length));
        let embedded = self.embed(input.ids.clone(), positions);
        self.pass(embedded, &Shared { bias, rotation }, tap)
    }

    fn pass(&self, embedded: Tensor<3>, shared: &Shared, tap: &mut impl Tap) -> Tensor<3> {
        let mut x = embedded;
        for (layer, block) in self.blocks.iter().enumerate() {
            tap.stream(&x);
            x = block.forward(x, layer, shared, tap);
        }
        self.norm.forward(x)
    }

    /// Vectors of the tokens, with those of their positions where these are learned: the first `length` ones, or
    /// `positions` `[rows, length]`.
    fn embed(&self, ids: Tensor<2, Int>, positions: Option<Tensor<2, Int>>) -> Tensor<3> {
        let [_, length] = ids.dims();
        let tokens = self.tokens.forward(ids);
        let embedded = match (&self.positions, positions) {
            (None, _) => tokens,
            (Some(table), None) => tokens + first(table.weight.val(), length).unsqueeze::<3>(),
            (Some(table), Some(positions)) => tokens + select(table.weight.val(), positions),
        };
        self.dropout.forward(embedded)
    }
}

/// The first rows of a table `[rows, width]`. Cutting costs copies going back, so a full sequence is spared it.
pub(crate) fn first(table: Tensor<2>, rows: usize) -> Tensor<2> {
    if table.dims()[0] == rows { table } else { table.narrow(0, 0, rows) }
}

/// Rows of a table `[entries, width]` by `indices` `[rows, length]`, as a product with one-hot vectors: its gradient is
/// a product too, where that of a lookup is a scatter, which is slow on a GPU.
pub(crate) fn select(table: Tensor<2>, indices: Tensor<2, Int>) -> Tensor<3> {
    let [rows, length] = indices.dims();
    let [entries, _] = table.dims();
    let shape = [rows, length, entries];
    let entry = Tensor::<1, Int>::arange(0..entries as i64, &indices.device()).reshape([1, 1, entries]).expand(shape);
    linear(indices.reshape([rows, length, 1]).expand(shape).equal(entry).float(), table, None)
}

/// A linear layer that waits for its weights.
pub(crate) fn empty_linear(from: usize, to: usize, bias: bool, device: &Device) -> Linear {
    LinearConfig::new(from, to).with_bias(bias).with_initializer(Initializer::Zeros).init(device)
}
