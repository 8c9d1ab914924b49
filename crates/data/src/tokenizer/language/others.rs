//! Another's tokenizer in the place of one that was learnt here.

use super::{Encoded, LanguageTokenizer, PART, Special, Unit};
use crate::cut::parts;
use crate::tokenizer::alphabet::bytes_of;
use crate::tokenizer::foreign::{DECODER, ForeignTokenizer, certain, unread};
use crate::tokenizer::style::LANGUAGE;
use crate::{DataError, DataErrorKind};
use serde_json::{Map, Value};
use tokenizers::Tokenizer;

/// What `SentencePiece` writes for a space.
const SPACE: char = '▁';

/// How the tokens of a vocabulary are written.
#[derive(Clone, Copy)]
enum Script {
    /// In GPT-2's alphabet of bytes.
    Bytes,
    /// As they are, spaces as `▁`; bytes of what has no token as `<0x0A>`.
    Pieces,
}

impl LanguageTokenizer {
    /// Reads another's `tokenizer.json` for a model whose texts end with the id `end_of_text`, which fills rows up too.
    /// Special tokens have no meaning within a text, and none is put around one.
    ///
    /// # Errors
    /// [`Tokenizer`](DataErrorKind::Tokenizer) if it cannot be read, loses something of a text (word pieces do, and pairs
    /// without bytes to fall back on), or lacks the id.
    pub fn of_others(json: &str, end_of_text: u32) -> Result<Self, DataError> {
        let mut inner = ForeignTokenizer::from_json(json)?.into_inner();
        inner.set_encode_special_tokens(true);
        let file: Map<String, Value> = serde_json::from_str(json).map_err(|e| unread(&e.to_string()))?;
        let script = Script::of(&file).ok_or_else(lossy)?;
        let bytes = tokens(&inner, script);
        if end_of_text as usize >= bytes.len() {
            return Err(unread(&format!("it has {} ids, and a text ends with the id {end_of_text}", bytes.len())));
        }
        let special = Special { padding: end_of_text, unknown: end_of_text, end_of_text };
        Ok(Self { inner, bytes, unit: Unit::Pairs, special })
    }

    /// Reads what [`Self::to_json`] wrote, of either kind; `end_of_text` is the id by which the model's texts end, which
    /// a tokenizer that was learnt here says itself.
    ///
    /// # Errors
    /// As [`Self::from_json`] and [`Self::of_others`]; and if nobody says by which id a text ends.
    pub fn read(json: &str, end_of_text: Option<u32>) -> Result<Self, DataError> {
        if is_own(json) {
            return Self::from_json(json);
        }
        let unsaid = || unread("its model does not say by which id a text ends");
        Self::of_others(json, end_of_text.ok_or_else(unsaid)?)
    }

    /// Whether the ids of both stand for the same bytes.
    pub fn has_ids_of(&self, other: &Self) -> bool {
        self.bytes == other.bytes && self.end_of_text() == other.end_of_text()
    }

    /// Where the library says that tokens end, for those that are not the bytes of the text: a token that ends at no
    /// place of the text ends where the one before it does.
    pub(super) fn encode_by_place(&self, text: &str) -> Encoded {
        let mut all = Encoded::default();
        let mut start = 0;
        for part in parts(text, PART) {
            // Fails where encoding without places does.
            let Ok(encoded) = self.inner.encode(part, false) else { continue };
            let places: Vec<_> = encoded.get_offsets().iter().copied().map(Some).collect();
            let mut last = start;
            for end in certain(&places, part) {
                last = end.map_or(last, |end| last.max(start + end));
                all.ends.push(last);
            }
            all.ids.extend(encoded.get_ids());
            start += part.len();
        }
        all
    }
}

impl Script {
    fn of(file: &Map<String, Value>) -> Option<Self> {
        let decoders = DECODER.parts(file).ok()?;
        let has = |kind: &str| decoders.iter().any(|part| part["type"] == kind);
        let model = file.get("model")?;
        match model["type"].as_str() {
            Some("BPE") | None if has("ByteLevel") => Some(Self::Bytes),
            Some("BPE" | "Unigram") if model["byte_fallback"] == true => Some(Self::Pieces),
            _ => None,
        }
    }

    fn bytes(self, token: &str) -> Vec<u8> {
        match self {
            Self::Bytes => bytes_of(token).unwrap_or_else(|| token.into()),
            Self::Pieces => match byte(token) {
                Some(byte) => vec![byte],
                None => token.replace(SPACE, " ").into(),
            },
        }
    }
}

/// `<0x0A>`.
fn byte(token: &str) -> Option<u8> {
    let digits = token.strip_prefix("<0x")?.strip_suffix('>')?;
    u8::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 2)
}

/// What each id writes: nothing for a special token and where there is no token.
fn tokens(inner: &Tokenizer, script: Script) -> Vec<Vec<u8>> {
    let all = inner.get_vocab(true);
    let added = inner.get_added_tokens_decoder();
    let count = all.values().max().map_or(0, |&most| most as usize + 1);
    let mut bytes = vec![Vec::new(); count];
    for (token, id) in all {
        bytes[id as usize] = match added.get(&id) {
            Some(added) if added.special => Vec::new(),
            Some(added) => added.content.clone().into(),
            None => script.bytes(&token),
        };
    }
    bytes
}

/// Whether the vocabulary begins as those that are learnt here.
fn is_own(json: &str) -> bool {
    let file: Value = serde_json::from_str(json).unwrap_or_default();
    let vocabulary = &file["model"]["vocab"];
    LANGUAGE.special.iter().zip(0_u64..).all(|(token, id)| vocabulary[*token] == id)
}

fn lossy() -> DataError {
    let message = "The tokenizer loses something of a text, so that a language model could not write it again.";
    let hint = "Take a model with a tokenizer of bytes: GPT-2's, Llama's, Mistral's and Qwen2's are.";
    DataError::new(DataErrorKind::Tokenizer, "tokenizer.json", message, hint)
}
