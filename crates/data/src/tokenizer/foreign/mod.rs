//! Tokenizers of others: any `tokenizer.json` whose parts are known, with its own special tokens.

mod inspect;
mod parts;
mod template;

pub(super) use inspect::inspect;
pub(super) use parts::{DECODER, NORMALIZER, PRE_TOKENIZER};

use super::{DataError, DataErrorKind};
use inspect::check_added;
use std::fmt;
use tokenizers::TruncationParams;

/// Largest `tokenizer.json` that is read, in bytes. That of a vocabulary of 256 000 has half of them.
pub const MAX_TOKENIZER_BYTES: usize = 64 << 20;

/// The tokenizer of another's model, as Hugging Face's `tokenizers` reads it: ids are what that library gives, the
/// special tokens which its post-processor adds included.
///
/// Patterns are matched by `fancy-regex`, which knows what looks ahead and behind, so that GPT-2's and Qwen2's cuts work
/// in a tab as they do natively. Padding and truncation of the file are not applied: who makes batches does that.
pub struct ForeignTokenizer {
    inner: tokenizers::Tokenizer,
    ids: usize,
}

/// Ids of a text, with where they are in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForeignEncoded {
    /// `[tokens]`.
    pub ids: Vec<u32>,
    /// `[tokens]`, bytes of the text up to and with each token. None for a special token that was added, and for one that
    /// ends within a character or in what a normalizer made of it: such an end is no place in the text.
    pub ends: Vec<Option<usize>>,
}

impl ForeignTokenizer {
    /// Reads a `tokenizer.json`.
    ///
    /// # Errors
    /// [`Tokenizer`](DataErrorKind::Tokenizer) if it is larger than [`MAX_TOKENIZER_BYTES`], no JSON, inconsistent, or has
    /// a part that is not known here, which is named.
    pub fn from_json(json: &str) -> Result<Self, DataError> {
        if json.len() > MAX_TOKENIZER_BYTES {
            return Err(unread(&format!("it has {} bytes, more than {MAX_TOKENIZER_BYTES}", json.len())));
        }
        let value = inspect(json).map_err(|why| unread(&why))?;
        let added = value.get("added_tokens").cloned().unwrap_or_default();
        let inner: tokenizers::Tokenizer = serde_json::from_value(value).map_err(|e| unread(&e.to_string()))?;
        check_added(&inner, &added).map_err(|why| unread(&why))?;
        let ids = inner.get_vocab(true).into_values().max().map_or(0, |most| most as usize + 1);
        Ok(Self { inner, ids })
    }

    /// The same for texts of at most `most` ids: what goes beyond is left out, but not the special tokens after it.
    ///
    /// # Errors
    /// [`Tokenizer`](DataErrorKind::Tokenizer) if the special tokens alone are more.
    pub fn with_most(mut self, most: usize) -> Result<Self, DataError> {
        let limit = TruncationParams { max_length: most, ..TruncationParams::default() };
        let narrow = |why: tokenizers::Error| fault(&format!("The texts cannot be cut: {why}."), "Allow longer texts.");
        self.inner.with_truncation(Some(limit)).map_err(narrow)?;
        Ok(self)
    }

    /// The library's.
    pub(super) fn into_inner(self) -> tokenizers::Tokenizer {
        self.inner
    }

    /// Ids of a text, with the special tokens that a text by itself gets.
    ///
    /// # Errors
    /// [`Tokenizer`](DataErrorKind::Tokenizer) for a text with something that the vocabulary lacks, where it has no token
    /// for the unknown either.
    pub fn encode(&self, text: &str) -> Result<Vec<u32>, DataError> {
        self.inner.encode_fast(text, true).map(|encoded| encoded.get_ids().to_vec()).map_err(|e| uncut(&e))
    }

    /// Ids of a text with the bytes of it that each ends at.
    ///
    /// # Errors
    /// As [`Self::encode`].
    pub fn encode_with_ends(&self, text: &str) -> Result<ForeignEncoded, DataError> {
        let encoded = self.inner.encode(text, true).map_err(|e| uncut(&e))?;
        let added = encoded.get_special_tokens_mask();
        let places: Vec<Option<(usize, usize)>> =
            encoded.get_offsets().iter().zip(added).map(|(&place, &added)| (added == 0).then_some(place)).collect();
        Ok(ForeignEncoded { ids: encoded.get_ids().to_vec(), ends: certain(&places, text) })
    }

    /// The text of ids, special tokens written out if `special`. Ids beyond the vocabulary are passed over.
    ///
    /// # Errors
    /// [`Tokenizer`](DataErrorKind::Tokenizer) if the decoder cannot join the tokens.
    pub fn decode(&self, ids: &[u32], special: bool) -> Result<String, DataError> {
        self.inner.decode(ids, !special).map_err(|e| unread(&format!("its decoder fails: {e}")))
    }

    /// The id of a token, as the vocabulary writes it.
    pub fn id(&self, token: &str) -> Option<u32> {
        self.inner.token_to_id(token)
    }

    /// The highest id and 1: what a model's table of tokens must have at least.
    pub fn vocabulary(&self) -> usize {
        self.ids
    }
}

/// Ends that are places in the text: no later token begins before them, and no character is cut.
pub(super) fn certain(places: &[Option<(usize, usize)>], text: &str) -> Vec<Option<usize>> {
    let mut ends = vec![None; places.len()];
    let mut next = text.len();
    for (end, place) in ends.iter_mut().zip(places).rev() {
        if let &Some((from, to)) = place {
            *end = (to <= next && text.is_char_boundary(to)).then_some(to);
            next = next.min(from);
        }
    }
    ends
}

impl fmt::Debug for ForeignTokenizer {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("ForeignTokenizer").field("vocabulary", &self.vocabulary()).finish_non_exhaustive()
    }
}

pub(super) fn unread(why: &str) -> DataError {
    fault(
        &format!("The tokenizer cannot be read: {why}."),
        "Take the tokenizer.json that lies beside the model, whole.",
    )
}

fn uncut(why: &tokenizers::Error) -> DataError {
    fault(&format!("The tokenizer cannot cut this text: {why}."), "Take another model, or leave the text out.")
}

fn fault(message: &str, hint: &str) -> DataError {
    DataError::new(DataErrorKind::Tokenizer, "tokenizer.json", message, hint)
}

#[cfg(test)]
mod tests {
    use super::certain;

    #[test]
    fn an_end_is_certain_where_nothing_overlaps() {
        let check = |text: &str, places: &[Option<(usize, usize)>], ends: &[Option<usize>]| {
            assert_eq!(certain(places, text), ends, "{text} {places:?}");
        };
        check("ab c", &[None, Some((0, 2)), Some((2, 4)), None], &[None, Some(2), Some(4), None]);
        // Three tokens of one character, of which the library says the whole each time.
        check("水a", &[Some((0, 3)), Some((0, 3)), Some((0, 3)), Some((3, 4))], &[None, None, Some(3), Some(4)]);
        check("水", &[Some((0, 1)), Some((1, 3))], &[None, Some(3)]);
        check("", &[None], &[None]);
    }
}
