//! Texts to ids, for whichever network reads them.

use crate::EngineError;
use crate::corpus::Frame;
use stillroom_data::{ForeignTokenizer, Ngrams, Tokenizer, TokenizerKind};
use stillroom_spec::{ModelRecipe, TokenizerRecipe};

/// A text's ids: tokens of a tokenizer that was trained here or elsewhere, or hashed n-grams.
pub(crate) enum TextEncoder {
    /// Ids of a tokenizer, at most `max_tokens`.
    Tokens { tokenizer: Box<Tokenizer>, max_tokens: usize },
    /// Ids of a pretrained model's tokenizer, which is limited to the frame's longest.
    Foreign { tokenizer: Box<ForeignTokenizer>, frame: Frame },
    /// Hashed character n-grams.
    Ngrams(Ngrams),
}

impl TextEncoder {
    /// The encoder that `recipe` asks for, its tokenizer trained on `texts`.
    pub(crate) fn train(recipe: &ModelRecipe, texts: &[&str]) -> Result<Self, EngineError> {
        Ok(match recipe {
            ModelRecipe::Encoder { tokenizer, max_tokens, .. } => {
                let tokenizer = Box::new(Tokenizer::train(&tokenizer_kind(tokenizer)?, texts)?);
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
    ///
    /// # Errors
    /// [`EngineError::Data`] for a text that a pretrained model's tokenizer cannot cut.
    pub(crate) fn encode(&self, text: &str) -> Result<Vec<u32>, EngineError> {
        let ids = match self {
            Self::Tokens { tokenizer, max_tokens } => tokenizer.encode(text, *max_tokens),
            Self::Foreign { tokenizer, .. } => tokenizer.encode(text)?,
            Self::Ngrams(ngrams) => ngrams.encode(text),
        };
        Ok(if ids.is_empty() { vec![1] } else { ids })
    }

    pub(crate) fn frame(&self) -> Frame {
        match self {
            Self::Tokens { max_tokens, .. } => Frame { longest: *max_tokens, padding: 0 },
            Self::Foreign { frame, .. } => *frame,
            Self::Ngrams(ngrams) => Frame { longest: ngrams.max_ngrams, padding: 0 },
        }
    }

    /// Number of ids, padding included.
    pub(crate) fn ids(&self) -> usize {
        match self {
            Self::Tokens { tokenizer, .. } => tokenizer.vocabulary(),
            Self::Foreign { tokenizer, .. } => tokenizer.vocabulary(),
            Self::Ngrams(ngrams) => ngrams.buckets + 1,
        }
    }

    /// `tokenizer.json`, where there is a tokenizer.
    pub(crate) fn tokenizer_json(&self) -> Option<String> {
        match self {
            Self::Tokens { tokenizer, .. } => Some(tokenizer.to_json()),
            // Whoever saves a pretrained model has its file.
            Self::Foreign { .. } | Self::Ngrams(_) => None,
        }
    }
}

/// What is trained on texts.
pub(crate) fn tokenizer_kind(recipe: &TokenizerRecipe) -> Result<TokenizerKind, EngineError> {
    Ok(match *recipe {
        TokenizerRecipe::Bytes {} => TokenizerKind::Bytes,
        TokenizerRecipe::Characters { vocabulary } => TokenizerKind::Characters { vocabulary },
        TokenizerRecipe::Bpe { vocabulary } => TokenizerKind::Bpe { vocabulary },
        TokenizerRecipe::WordPiece { vocabulary } => TokenizerKind::WordPiece { vocabulary },
        TokenizerRecipe::Teacher { .. } => return Err(EngineError::State("a teacher's tokenizer is not trained")),
    })
}

fn ngrams(recipe: &ModelRecipe) -> Ngrams {
    let &ModelRecipe::NgramBag { min_n, max_n, buckets, max_ngrams, .. } = recipe else {
        unreachable!("only called for an n-gram bag");
    };
    Ngrams { min_n, max_n, buckets, max_ngrams }
}
