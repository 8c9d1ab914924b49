//! Byte pairs: which merges make a token.
//!
//! What merges do within the bytes of a token does not depend on what stands around it: none of them reaches beyond. So
//! the merges that make each used token of its own letters are all that ever apply in the texts that use them, and the
//! others can go.

use super::super::alphabet::byte_characters;
use super::super::load::halves;
use super::Vocabulary;
use crate::tokenizer::foreign::{NORMALIZER, PRE_TOKENIZER};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Options by which a token's letters are not its own.
const MARKED: [&str; 2] = ["continuing_subword_prefix", "end_of_word_suffix"];

type Pair = (u32, u32);

/// Merges in their order.
pub(super) struct Pairs {
    /// Rank and whole.
    ranks: HashMap<Pair, (usize, u32)>,
    single: Vec<u32>,
}

/// Merges that are kept, by their halves.
pub(super) struct Needed(HashSet<(String, String)>);

impl Pairs {
    pub(super) fn of(file: &Map<String, Value>, vocabulary: &Vocabulary) -> Result<Self, String> {
        let model = &file["model"];
        if let Some(key) = MARKED.iter().find(|key| model[**key].as_str().is_some_and(|mark| !mark.is_empty())) {
            return Err(format!("its model has a `{key}`"));
        }
        let merges = model["merges"].as_array().into_iter().flatten().filter_map(halves).enumerate();
        let merge = |(rank, (a, b)): (usize, (&str, &str))| {
            let whole = vocabulary.id(&format!("{a}{b}"))?;
            Some(((vocabulary.id(a)?, vocabulary.id(b)?), (rank, whole)))
        };
        Ok(Self { ranks: merges.filter_map(merge).collect(), single: single(file, vocabulary)? })
    }

    /// Single bytes or characters, and what stands for the unknown.
    pub(super) fn single(&self) -> &[u32] {
        &self.single
    }

    /// Adds the tokens that the wanted ones are merged from.
    pub(super) fn close(&self, wanted: &mut BTreeSet<u32>, vocabulary: &Vocabulary) -> Needed {
        let applied: HashSet<Pair> =
            wanted.iter().filter_map(|id| self.making(vocabulary.tokens.get(id)?, vocabulary)).flatten().collect();
        wanted.extend(applied.iter().flat_map(|&(a, b)| [a, b]));
        let text = |id: &u32| vocabulary.tokens.get(id).cloned();
        Needed(applied.iter().filter_map(|(a, b)| Some((text(a)?, text(b)?))).collect())
    }

    /// The merges that make a token of its characters; none where they do not.
    fn making(&self, token: &str, vocabulary: &Vocabulary) -> Option<Vec<Pair>> {
        let mut letter = [0; 4];
        let letters = token.chars().map(|c| vocabulary.id(c.encode_utf8(&mut letter)));
        let mut symbols = letters.collect::<Option<Vec<u32>>>()?;
        let mut applied = Vec::new();
        while let Some((_, at, whole)) = self.first(&symbols) {
            applied.push((symbols[at], symbols[at + 1]));
            symbols.splice(at..at + 2, [whole]);
        }
        (symbols.len() == 1).then_some(applied)
    }

    /// The merge that comes first, with its place and what it makes.
    fn first(&self, symbols: &[u32]) -> Option<(usize, usize, u32)> {
        let merge = |(at, pair): (usize, &[u32])| {
            let &(rank, whole) = self.ranks.get(&(pair[0], pair[1]))?;
            Some((rank, at, whole))
        };
        symbols.windows(2).enumerate().filter_map(merge).min()
    }
}

impl Needed {
    /// Leaves only these merges in a model.
    pub(super) fn keep_in(&self, model: &mut Map<String, Value>) {
        if let Some(merges) = model.get_mut("merges").and_then(Value::as_array_mut) {
            let is_needed = |(a, b): (&str, &str)| self.0.contains(&(a.to_owned(), b.to_owned()));
            merges.retain(|merge| halves(merge).is_some_and(is_needed));
        }
    }
}

/// Of bytes their characters, of others with bytes to fall back on those; else every character.
fn single(file: &Map<String, Value>, vocabulary: &Vocabulary) -> Result<Vec<u32>, String> {
    let model = &file["model"];
    let parts = [NORMALIZER.parts(file)?, PRE_TOKENIZER.parts(file)?].concat();
    let unknown = model["unk_token"].as_str().and_then(|token| vocabulary.id(token));
    let mut ids: Vec<u32> = unknown.into_iter().collect();
    if parts.iter().any(|part| part["type"] == "ByteLevel") {
        ids.extend(byte_characters().iter().filter_map(|c| vocabulary.id(&c.to_string())));
    } else if model["byte_fallback"] == true {
        ids.extend((0..=u8::MAX).filter_map(|byte| vocabulary.id(&format!("<0x{byte:02X}>"))));
    } else {
        let is_one = |token: &str| token.chars().count() == 1;
        ids.extend(vocabulary.tokens.iter().filter(|(_, token)| is_one(token)).map(|(&id, _)| id));
    }
    Ok(ids)
}
