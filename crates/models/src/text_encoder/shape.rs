use crate::decoder::block_size;
use stillroom_spec::{
    DecoderActivation, DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe, ErrorCode, ErrorReport,
};

/// Most classes and most types of tokens.
const MOST_CLASSES: usize = 1 << 16;

/// Most rows of the table of positions.
const MOST_POSITIONS: usize = 1 << 18;

/// The shape of a [`TextEncoder`](super::TextEncoder).
#[derive(Debug, Clone, PartialEq)]
pub struct TextEncoderShape {
    /// Blocks.
    pub layers: usize,
    /// Width of the hidden states.
    pub width: usize,
    /// Attention heads, which share the width evenly.
    pub heads: usize,
    /// Width within the feed-forward layers.
    pub feed_forward: usize,
    /// Rows of the table of positions.
    pub positions: usize,
    /// Which of these rows a token gets.
    pub position_count: PositionCount,
    /// Rows of the table of token types; 0 for none.
    pub token_types: usize,
    /// Added to the variance by every normalisation.
    pub epsilon: f64,
    /// Of the feed-forward layers; any but the gated one.
    pub activation: DecoderActivation,
    /// Share of values that training leaves out, of the embeddings and of what each part of a block adds.
    pub dropout: f64,
    /// None where there are hidden states only.
    pub head: Option<HeadShape>,
}

/// How tokens are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PositionCount {
    /// 0, 1, 2, …, whatever the tokens are.
    FromZero,
    /// `padding + 1`, `padding + 2`, … over the tokens that are not padding, which itself stands at `padding`
    /// (`RoBERTa`).
    AfterPadding {
        /// Id of the padding.
        padding: u32,
    },
}

/// A classifier on the first token: `W₂ f(W₁h + b₁) + b₂`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadShape {
    /// Number of logits.
    pub classes: usize,
    /// `f`.
    pub activation: HeadActivation,
}

/// What a classifier computes between its two matrices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadActivation {
    /// As BERT's pooler and `RoBERTa`.
    Tanh,
    /// As DistilBERT.
    Relu,
}

impl TextEncoderShape {
    /// Most tokens that a row may have.
    pub fn context(&self) -> usize {
        match self.position_count {
            PositionCount::FromZero => self.positions,
            PositionCount::AfterPadding { padding } => self.positions.saturating_sub(padding as usize + 1),
        }
    }

    /// Checks every value against its range, and the heads against the width.
    ///
    /// # Errors
    /// [`ErrorCode::Recipe`] naming the value and the range; `key` is where the shape stands.
    pub fn validate(&self, key: &str) -> Result<(), ErrorReport> {
        self.parts().validate(key)?;
        let classes = self.head.map_or(1, |head| head.classes);
        let wrong = if self.positions > MOST_POSITIONS {
            format!("`{key}.positions` is {}, more than {MOST_POSITIONS}", self.positions)
        } else if !self.width.is_multiple_of(self.heads) {
            format!("`{key}.heads` is {}, which does not divide `{key}.width` {}", self.heads, self.width)
        } else if self.activation == DecoderActivation::SwiGlu {
            format!("`{key}.activation` is gated")
        } else if self.token_types > MOST_CLASSES {
            format!("`{key}.token_types` is {}, more than {MOST_CLASSES}", self.token_types)
        } else if classes == 0 || classes > MOST_CLASSES {
            format!("`{key}.classes` is {classes}, not 1 to {MOST_CLASSES}")
        } else {
            return Ok(());
        };
        let message = format!("The model cannot be made: {wrong}.");
        Err(ErrorReport::new(ErrorCode::Recipe, message, "Choose another shape."))
    }

    /// The decoder whose attention and feed-forward layers are this encoder's: one implementation serves both.
    pub fn parts(&self) -> DecoderRecipe {
        DecoderRecipe {
            layers: self.layers,
            width: self.width,
            heads: self.heads,
            key_value_heads: self.heads,
            head_width: self.width / self.heads.max(1),
            feed_forward: self.feed_forward,
            context: self.context(),
            norm: DecoderNorm::LayerNorm { epsilon: self.epsilon },
            positions: DecoderPositions::Learned {},
            activation: self.activation,
            tied_head: true,
            biases: DecoderBiases::All,
            dropout: self.dropout,
        }
    }

    /// Trainable values over `vocabulary` token ids, by the layers' shapes alone: known before any is allocated.
    pub fn size(&self, vocabulary: usize) -> usize {
        let width = self.width as u128;
        // The two vectors of the embeddings' normalisation are two rows more.
        let rows = [vocabulary, self.positions, self.token_types, 2].iter().map(|&n| n as u128).sum::<u128>();
        let blocks = (self.layers as u128).saturating_mul(block_size(&self.parts()));
        let head = self.head.map_or(0, |head| (width + 1).saturating_mul(width + head.classes as u128));
        let all = rows.saturating_mul(width).saturating_add(blocks).saturating_add(head);
        usize::try_from(all).unwrap_or(usize::MAX)
    }
}
