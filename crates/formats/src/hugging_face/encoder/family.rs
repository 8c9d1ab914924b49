use stillroom_models::{HeadActivation, PositionCount, TextEncoderShape};

/// DistilBERT's norms have it whatever its configuration says.
pub(super) const DISTILBERT_EPSILON: f64 = 1e-12;

/// How a checkpoint is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum EncoderFamily {
    Bert,
    DistilBert,
    Roberta,
}

impl EncoderFamily {
    /// The family whose computation a shape describes; `padding` is the id that fills up rows.
    ///
    /// # Errors
    /// What stands in the way.
    pub(super) fn of(shape: &TextEncoderShape, padding: u32) -> Result<Self, &'static str> {
        let activation = shape.head.map(|head| head.activation);
        match (shape.position_count, shape.token_types, activation) {
            (PositionCount::AfterPadding { padding: own }, ..) if own != padding => {
                Err("positions that count after another id than the padding")
            }
            (PositionCount::AfterPadding { .. }, 0, _) => Err("positions that count after padding without token types"),
            (PositionCount::AfterPadding { .. }, _, Some(HeadActivation::Relu)) => {
                Err("positions that count after padding with a relu in the head")
            }
            (PositionCount::AfterPadding { .. }, ..) => Ok(Self::Roberta),
            (PositionCount::FromZero, 0, Some(HeadActivation::Tanh)) => Err("no token types with a tanh in the head"),
            (PositionCount::FromZero, 0, _) if shape.epsilon != DISTILBERT_EPSILON => {
                Err("no token types with another epsilon than DistilBERT's, 1e-12")
            }
            (PositionCount::FromZero, 0, _) => Ok(Self::DistilBert),
            (PositionCount::FromZero, _, Some(HeadActivation::Relu)) => Err("token types with a relu in the head"),
            (PositionCount::FromZero, ..) => Ok(Self::Bert),
        }
    }
}
