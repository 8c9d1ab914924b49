//! Texts to ids, for whichever network reads them.

use crate::EngineError;
use stillroom_data::{Ngrams, Tokenizer, TokenizerKind};
use stillroom_spec::{ModelRecipe, TokenizerRecipe};

/// A text's ids: tokens of a trained tokenizer, or hashed n-grams.
pub(crate) enum TextEncoder {
    /// Ids of a tokenizer, at most `max_tokens`.
    Tokens { tokenizer: Box<Tokenizer>, max_tokens: usize },
    /// Hashed character n-grams.
    Ngrams(Ngrams),
}

impl TextEncoder {
    /// The encoder that `recipe` asks for, its tokenizer trained on `texts`.
    pub(crate) fn train(recipe: &ModelRecipe, texts: &[&str]) -> Result<Self, EngineError> {
        Ok(match recipe {
            ModelRecipe::Encoder { tokenizer, max_tokens, .. } => {
                let tokenizer = Box::new(Tokenizer::train(&tokenizer_kind(tokenizer), texts)?);
                Self::Tokens { tokenizer, max_tokens: *max_tokens }
            }
            ModelRecipe::NgramBag { .. } => Self::Ngrams(ngrams(recipe)),
        })
    }

    /// The encoder of a finished student.
    pub(crate) fn load(recipe: &ModelRecipe, tokenizer: Option<&str>) -> Result<Self, EngineError> {
        match (recipe, tokenizer) {
            (ModelRecipe::Encoder { max_tokens, .. }, Some(json)) => {
                let tokenizer = Box::new(Tokenizer::from_json(json)?);
                Ok(Self::Tokens { tokenizer, max_tokens: *max_tokens })
            }
            (ModelRecipe::Encoder { .. }, None) => {
                Err(stillroom_formats::FormatError::Missing { file: "tokenizer.json".into() }.into())
            }
            (ModelRecipe::NgramBag { .. }, _) => Ok(Self::Ngrams(ngrams(recipe))),
        }
    }

    /// Ids of a text; never empty: an empty text is one unknown id.
    pub(crate) fn encode(&self, text: &str) -> Vec<u32> {
        let ids = match self {
            Self::Tokens { tokenizer, max_tokens } => tokenizer.encode(text, *max_tokens),
            Self::Ngrams(ngrams) => ngrams.encode(text),
        };
        if ids.is_empty() { vec![1] } else { ids }
    }

    /// Ids of the longest text; the network has no position beyond.
    pub(crate) fn longest(&self) -> usize {
        match self {
            Self::Tokens { max_tokens, .. } => *max_tokens,
            Self::Ngrams(ngrams) => ngrams.max_ngrams,
        }
    }

    /// Number of ids, padding included.
    pub(crate) fn ids(&self) -> usize {
        match self {
            Self::Tokens { tokenizer, .. } => tokenizer.vocabulary(),
            Self::Ngrams(ngrams) => ngrams.buckets + 1,
        }
    }

    /// `tokenizer.json`, where there is a tokenizer.
    pub(crate) fn tokenizer_json(&self) -> Option<String> {
        match self {
            Self::Tokens { tokenizer, .. } => Some(tokenizer.to_json()),
            Self::Ngrams(_) => None,
        }
    }
}

pub(crate) fn tokenizer_kind(recipe: &TokenizerRecipe) -> TokenizerKind {
    match *recipe {
        TokenizerRecipe::Bytes {} => TokenizerKind::Bytes,
        TokenizerRecipe::Characters { vocabulary } => TokenizerKind::Characters { vocabulary },
        TokenizerRecipe::Bpe { vocabulary } => TokenizerKind::Bpe { vocabulary },
        TokenizerRecipe::WordPiece { vocabulary } => TokenizerKind::WordPiece { vocabulary },
    }
}

fn ngrams(recipe: &ModelRecipe) -> Ngrams {
    let &ModelRecipe::NgramBag { min_n, max_n, buckets, max_ngrams, .. } = recipe else {
        unreachable!("only called for an n-gram bag");
    };
    Ngrams { min_n, max_n, buckets, max_ngrams }
}
