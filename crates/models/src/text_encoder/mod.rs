//! A transformer encoder as BERT, DistilBERT and `RoBERTa` compute it: normalised after each part, padding masked.
//!
//! Its attention and feed-forward layers are the [`decoder`](crate::Decoder)'s, without the causal mask. What the three
//! families differ in is in the [`shape`].

mod block;
mod fit;
mod head;
mod input;
mod pooling;
mod positions;
mod shape;
mod trace;

pub use input::TextEncoderInput;
pub use pooling::{mean_pooling, unit_length};
pub use shape::{HeadActivation, HeadShape, PositionCount, TextEncoderShape};
pub use trace::TextEncoderTrace;

use crate::decoder::{Shared, Silent, Tap, first, select};
use crate::encoder::key_bias;
use crate::seed_weights;
use block::{TextEncoderBlock, layer_norm};
use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Embedding, EmbeddingConfig, Initializer, LayerNorm};
use burn::tensor::{Device, Int, Tensor};
use head::ClassifierHead;
use positions::after_padding;

/// Embeddings of tokens, positions and types, their norm, blocks, and a classifier on the first token.
#[derive(Module, Debug)]
pub struct TextEncoder {
    tokens: Embedding,
    positions: Embedding,
    types: Option<Embedding>,
    norm: LayerNorm,
    blocks: Vec<TextEncoderBlock>,
    head: Option<ClassifierHead>,
    dropout: Dropout,
    #[module(skip)]
    shape: TextEncoderShape,
}

impl TextEncoder {
    /// An encoder of the shape over `vocabulary` token ids, whose weights depend on `seed` alone: the same on every
    /// device.
    ///
    /// The shape must be one that [`TextEncoderShape::validate`] accepts.
    pub fn init(shape: &TextEncoderShape, vocabulary: usize, seed: u64, device: &Device) -> Self {
        seed_weights(Self::blank(shape, vocabulary, device), seed)
    }

    /// An encoder whose matrices are 0 and not allocated before they are read: for weights that come from elsewhere.
    pub fn blank(shape: &TextEncoderShape, vocabulary: usize, device: &Device) -> Self {
        let embedding =
            |rows| EmbeddingConfig::new(rows, shape.width).with_initializer(Initializer::Zeros).init(device);
        Self {
            tokens: embedding(vocabulary),
            positions: embedding(shape.positions),
            types: (shape.token_types > 0).then(|| embedding(shape.token_types)),
            norm: layer_norm(shape, device),
            blocks: (0..shape.layers).map(|_| TextEncoderBlock::init(shape, device)).collect(),
            head: shape.head.map(|head| ClassifierHead::init(head, shape.width, device)),
            dropout: DropoutConfig::new(shape.dropout).init(),
            shape: shape.clone(),
        }
    }

    /// The shape that it was made with.
    pub fn shape(&self) -> &TextEncoderShape {
        &self.shape
    }

    /// Number of token ids.
    pub fn vocabulary(&self) -> usize {
        self.tokens.weight.shape()[0]
    }

    /// Where its weights are.
    pub fn device(&self) -> Device {
        self.tokens.weight.device()
    }

    /// Hidden states of the last block: what [`Self::logits`] and [`mean_pooling`] read.
    ///
    /// # Shapes
    /// `[rows, length]` to `[rows, length, width]`; `length` is at most [`TextEncoderShape::context`].
    pub fn hidden(&self, input: &TextEncoderInput) -> Tensor<3> {
        self.run(input, &mut Silent)
    }

    /// Logits of the classes from hidden states; none without a head.
    ///
    /// # Shapes
    /// `[rows, length, width]` to `[rows, classes]`.
    pub fn logits(&self, hidden: Tensor<3>) -> Option<Tensor<2>> {
        self.classify(Self::first_token(hidden))
    }

    /// Logits of the classes from the first token's hidden state, which is all that the head reads.
    ///
    /// # Shapes
    /// `[rows, width]` to `[rows, classes]`.
    pub fn classify(&self, first: Tensor<2>) -> Option<Tensor<2>> {
        self.head.as_ref().map(|head| head.forward(first))
    }

    /// # Shapes
    /// `[rows, length, width]` to `[rows, width]`.
    pub fn first_token(hidden: Tensor<3>) -> Tensor<2> {
        let [rows, _, width] = hidden.dims();
        hidden.narrow(1, 0, 1).reshape([rows, width])
    }

    fn run(&self, input: &TextEncoderInput, tap: &mut impl Tap) -> Tensor<3> {
        let shared = Shared::unturned(key_bias(&input.mask));
        let mut x = self.embed(input);
        for (layer, block) in self.blocks.iter().enumerate() {
            tap.stream(&x);
            x = block.forward(x, layer, &shared, tap);
        }
        x
    }

    fn embed(&self, input: &TextEncoderInput) -> Tensor<3> {
        let embedded = self.tokens.forward(input.ids.clone()) + self.places(&input.ids);
        let embedded = match &self.types {
            Some(table) => embedded + type_rows(table.weight.val(), input.types.clone()),
            None => embedded,
        };
        self.dropout.forward(self.norm.forward(embedded))
    }

    /// Vectors of the positions `[1 or rows, length, width]`.
    fn places(&self, ids: &Tensor<2, Int>) -> Tensor<3> {
        let (table, [_, length]) = (self.positions.weight.val(), ids.dims());
        match self.shape.position_count {
            PositionCount::FromZero => first(table, length).unsqueeze(),
            PositionCount::AfterPadding { padding } => select(table, after_padding(ids, padding)),
        }
    }
}

/// Vectors of the token types `[1 or rows, 1 or length, width]`.
fn type_rows(table: Tensor<2>, types: Option<Tensor<2, Int>>) -> Tensor<3> {
    match types {
        Some(types) => select(table, types),
        None => first(table, 1).unsqueeze(),
    }
}
