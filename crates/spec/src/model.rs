//! Which network reads the text, and how the text becomes numbers.

use serde::{Deserialize, Serialize};

/// How text becomes token ids; trained on the run's own training split, unless it is the teacher's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum TokenizerRecipe {
    /// One token per UTF-8 byte: 256 ids and the special ones.
    Bytes {},
    /// One token per character seen in training, the most frequent first.
    Characters {
        /// Largest number of ids, special ones included.
        vocabulary: usize,
    },
    /// Byte-level byte-pair encoding (Sennrich et al. 2016).
    Bpe {
        /// Number of ids, special ones included.
        vocabulary: usize,
    },
    /// WordPiece, lower-cased, as in BERT.
    WordPiece {
        /// Number of ids, special ones included.
        vocabulary: usize,
    },
    /// The pretrained teacher's own; language models only.
    Teacher {
        /// Keeps only the ids that the training text needs, those of single bytes and the special ones: the student's
        /// table of tokens shrinks with them. The teacher's rows are cut to the same ids, so that its probabilities are
        /// shared out over them alone.
        trim: bool,
    },
}

/// A network from text to one logit per class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ModelRecipe {
    /// A pre-norm transformer encoder, mean-pooled over real tokens, with a linear head.
    Encoder {
        /// How the text is cut into tokens.
        tokenizer: TokenizerRecipe,
        /// Number of transformer blocks.
        layers: usize,
        /// Width of the residual stream.
        width: usize,
        /// Attention heads; must divide `width`.
        heads: usize,
        /// Width of the feed-forward layer.
        feed_forward: usize,
        /// Longest text in tokens; longer texts are cut.
        max_tokens: usize,
        /// Probability of dropping an activation while training; 0 in evaluation.
        dropout: f64,
    },
    /// Hashed character n-grams, averaged, then one linear layer, as in fastText (Joulin et al. 2017).
    NgramBag {
        /// Shortest n-gram in characters.
        min_n: usize,
        /// Longest n-gram in characters.
        max_n: usize,
        /// Rows of the hash table.
        buckets: usize,
        /// Width of one row.
        width: usize,
        /// Most n-grams read from one text.
        max_ngrams: usize,
    },
}
