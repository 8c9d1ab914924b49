use burn::tensor::TensorReadError;

/// Why nothing could be generated.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// An option out of its range.
    #[error("`{name}` is {value}; choose {range}")]
    Option {
        /// The option.
        name: &'static str,
        /// Its value.
        value: String,
        /// What it may be.
        range: &'static str,
    },
    /// A prompt without a token: there is nothing to continue.
    #[error("prompt {row} is empty; begin it with a token that begins texts")]
    EmptyPrompt {
        /// Its place among the prompts, from 0.
        row: usize,
    },
    /// An id that the model does not have.
    #[error("prompt {row} holds the token {id}, and the model has {vocabulary}; take the model's own tokenizer")]
    UnknownToken {
        /// Its place among the prompts, from 0.
        row: usize,
        /// The id.
        id: u32,
        /// Number of ids that the model has.
        vocabulary: usize,
    },
    /// A prompt that leaves no room for a token.
    #[error("prompt {row} has {tokens} tokens, and the model reads {context}; cut it")]
    TooLong {
        /// Its place among the prompts, from 0.
        row: usize,
        /// Its length.
        tokens: usize,
        /// The model's longest sequence.
        context: usize,
    },
    /// Logits that are no numbers.
    #[error("the model's logits are no numbers; its weights are damaged or its training diverged")]
    NotANumber,
    /// The device could not be read.
    #[error("the device could not be read: {0}")]
    Device(#[from] TensorReadError),
}
