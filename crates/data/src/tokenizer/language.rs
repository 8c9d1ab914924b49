//! Texts to ids and back without loss, for language models.

mod others;

use super::alphabet::bytes_of;
use super::style::LANGUAGE;
use super::{DecodeStream, END, PAD, TokenizerKind, UNK, build, fault, load, unlearnt, unread};
use crate::DataError;
use crate::cut::parts;
use std::collections::HashMap;
use std::fmt;
use tokenizers::PreTokenizerWrapper;

/// Bytes of a text that the tokenizer library is given at once: it needs some fifty times as much while it works.
const PART: usize = 64 * 1024;

/// `[PAD]`, `[UNK]` and the end of a text.
const OWN: Special = Special { padding: 0, unknown: 1, end_of_text: 2 };

/// What stands for a character that the vocabulary lacks.
const REPLACEMENT: &str = "\u{FFFD}";

/// Ids of a text and where each of them ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Encoded {
    /// `[tokens]`.
    pub ids: Vec<u32>,
    /// `[tokens]`, bytes of the text up to and with each token: token `i` is `ends[i - 1]..ends[i]`. A token of bytes may
    /// end within a character.
    pub ends: Vec<usize>,
}

/// A language model's vocabulary: bytes, byte pairs, or characters. Ids are `[PAD]` 0, `[UNK]` 1, the end of a text
/// 2, and the tokens; none of the three has a special meaning within a text. Another's
/// ([`Self::of_others`]) has ids of its own.
///
/// Bytes and byte pairs lose nothing: `decode(encode(text))` is the text. Characters lose those that are not in the
/// vocabulary. Byte pairs are learnt and applied within words as GPT-2 cuts them (Radford et al. 2019), a word with
/// the space before it.
pub struct LanguageTokenizer {
    inner: tokenizers::Tokenizer,
    /// By id; empty for `[PAD]` and the end of a text.
    bytes: Vec<Vec<u8>>,
    unit: Unit,
    special: Special,
}

/// Ids that stand for no text.
struct Special {
    padding: u32,
    unknown: u32,
    end_of_text: u32,
}

/// What a text is cut into. The library cuts bytes and characters as well, at a hundredth of the speed.
enum Unit {
    /// The id of each byte.
    Bytes(Box<[u32; 256]>),
    /// The id of each character.
    Characters(HashMap<char, u32>),
    /// Words, and those into merged bytes; or whatever another's tokenizer cuts.
    Pairs,
}

impl LanguageTokenizer {
    /// Learns a vocabulary from texts; the same texts give the same vocabulary on every host.
    ///
    /// # Errors
    /// [`Tokenizer`](crate::DataErrorKind::Tokenizer) for word pieces, which lose case and spaces, and if the tokenizer
    /// library refuses a text.
    pub fn train(kind: &TokenizerKind, texts: &[&str]) -> Result<Self, DataError> {
        let texts: Vec<&str> = texts.iter().flat_map(|text| parts(text, PART)).collect();
        let inner = match *kind {
            TokenizerKind::Bytes => build::bytes(&LANGUAGE),
            TokenizerKind::Characters { vocabulary } => build::characters(&texts, vocabulary, &LANGUAGE),
            TokenizerKind::Bpe { vocabulary } => build::bpe(&texts, vocabulary, &LANGUAGE),
            TokenizerKind::WordPiece { .. } => return Err(lossy()),
        };
        inner.map_err(|e| unlearnt(&e)).and_then(|inner| Self::new(inner).map_err(|why| unread(&why)))
    }

    fn new(inner: tokenizers::Tokenizer) -> Result<Self, String> {
        let by_character = match inner.get_pre_tokenizer() {
            None => true,
            Some(PreTokenizerWrapper::ByteLevel(cut)) if !cut.add_prefix_space => false,
            Some(_) => return Err("it sets a space before a text, which would not come back".into()),
        };
        let token = |id| inner.id_to_token(id).ok_or("its ids are not numbered without gaps".to_owned());
        let ids = 0..inner.get_vocab_size(true) as u32;
        let bytes = ids.map(|id| text_of(&token(id)?, by_character)).collect::<Result<Vec<_>, String>>()?;
        let unit = if by_character { characters(&bytes) } else { bytes_or_pairs(&bytes)? };
        Ok(Self { inner, bytes, unit, special: OWN })
    }

    /// Ids of a text, all of them; none for an empty text.
    pub fn encode(&self, text: &str) -> Vec<u32> {
        match &self.unit {
            Unit::Bytes(ids) => text.bytes().map(|byte| ids[usize::from(byte)]).collect(),
            Unit::Characters(ids) => text.chars().map(|c| ids.get(&c).copied().unwrap_or(self.unknown())).collect(),
            Unit::Pairs => parts(text, PART).flat_map(|part| self.pairs(part)).collect(),
        }
    }

    fn pairs(&self, part: &str) -> Vec<u32> {
        // Fails only where a model lacks `[UNK]`, which neither `train` nor `from_json` lets pass.
        self.inner.encode_fast(part, false).map(|e| e.get_ids().to_vec()).unwrap_or_default()
    }

    /// Ids of a text with the bytes that each covers.
    pub fn encode_with_ends(&self, text: &str) -> Encoded {
        let ids = self.encode(text);
        let mut end = 0;
        let mut after = |length: usize| {
            end += length;
            end
        };
        let ends: Vec<usize> = match self.unit {
            Unit::Characters(_) => text.chars().map(|c| after(c.len_utf8())).collect(),
            Unit::Bytes(_) | Unit::Pairs => ids.iter().map(|&id| after(self.token(id).len())).collect(),
        };
        if end == text.len() { Encoded { ids, ends } } else { self.encode_by_place(text) }
    }

    /// The bytes of an id: none for `[PAD]`, the end of a text and ids beyond the vocabulary; U+FFFD for `[UNK]`.
    pub fn token(&self, id: u32) -> &[u8] {
        self.bytes.get(id as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// The text of ids. Bytes that are no UTF-8, which a model may well write, become U+FFFD.
    pub fn decode(&self, ids: &[u32]) -> String {
        let bytes: Vec<u8> = ids.iter().flat_map(|&id| self.token(id)).copied().collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The text of ids that come one by one.
    pub fn stream(&self) -> DecodeStream<'_> {
        DecodeStream::new(self)
    }

    /// The id that fills up a row.
    pub fn padding(&self) -> u32 {
        self.special.padding
    }

    /// The id of what the vocabulary lacks.
    pub fn unknown(&self) -> u32 {
        self.special.unknown
    }

    /// The id after the last token of a text.
    pub fn end_of_text(&self) -> u32 {
        self.special.end_of_text
    }

    /// Number of ids, the special ones included.
    pub fn vocabulary(&self) -> usize {
        self.bytes.len()
    }

    /// A Hugging Face `tokenizer.json`.
    ///
    /// # Panics
    /// Never: a tokenizer is plain data.
    pub fn to_json(&self) -> String {
        self.inner.to_string(false).expect("a tokenizer is plain data")
    }

    /// Reads a `tokenizer.json` of one of the kinds that [`Self::train`] makes.
    ///
    /// # Errors
    /// [`Tokenizer`](crate::DataErrorKind::Tokenizer) if it is no JSON, of another kind, or inconsistent.
    pub fn from_json(json: &str) -> Result<Self, DataError> {
        load::load(json, &LANGUAGE).and_then(Self::new).map_err(|why| unread(&why))
    }
}

/// What a token of the vocabulary writes.
fn text_of(token: &str, by_character: bool) -> Result<Vec<u8>, String> {
    match token {
        PAD | END => Ok(Vec::new()),
        UNK => Ok(REPLACEMENT.into()),
        _ if !by_character => bytes_of(token).ok_or_else(|| format!("its token `{token}` is not of bytes")),
        _ if token.chars().count() == 1 => Ok(token.into()),
        _ => Err(format!("its token `{token}` is no character")),
    }
}

fn characters(bytes: &[Vec<u8>]) -> Unit {
    let letter = |token: &[u8]| std::str::from_utf8(token).ok().and_then(|text| text.chars().next());
    let known = bytes.iter().zip(0..).filter(|&(_, id)| id != OWN.unknown);
    Unit::Characters(known.filter_map(|(token, id)| Some((letter(token)?, id))).collect())
}

/// Every byte must have a token, else a text could not come back.
fn bytes_or_pairs(bytes: &[Vec<u8>]) -> Result<Unit, String> {
    let mut ids = [None; 256];
    for (token, id) in bytes.iter().zip(0..) {
        if let [byte] = token[..] {
            ids[usize::from(byte)] = Some(id);
        }
    }
    if let Some(byte) = ids.iter().position(Option::is_none) {
        return Err(format!("it has no token of the byte {byte}"));
    }
    let is_longer = |(token, id): (&Vec<u8>, u32)| token.len() > 1 && id != OWN.unknown;
    let has_pairs = bytes.iter().zip(0..).any(is_longer);
    Ok(if has_pairs { Unit::Pairs } else { Unit::Bytes(Box::new(ids.map(Option::unwrap_or_default))) })
}

fn lossy() -> DataError {
    DataError {
        hint: "Choose bytes, characters or byte pairs (BPE).".into(),
        ..fault("Word pieces lose case and spaces, so that a language model could not write the text again.")
    }
}

impl fmt::Debug for LanguageTokenizer {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("LanguageTokenizer").field("vocabulary", &self.vocabulary()).finish_non_exhaustive()
    }
}
