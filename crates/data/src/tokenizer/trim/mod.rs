//! A tokenizer cut down to the ids that some texts need.

mod added;
mod pairs;
mod pieces;

use super::foreign::{inspect, unread};
use crate::{DataError, DataErrorKind};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A tokenizer with fewer ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrimmedTokenizer {
    /// `tokenizer.json`.
    pub json: String,
    /// What each new id was before.
    pub kept: Vec<u32>,
}

/// Cuts a `tokenizer.json` down to the ids `used`. Kept besides them are: every added and special token, what stands for
/// the unknown, single bytes or characters (so that any text can still be cut), and of byte pairs the tokens that merges
/// pass through on their way. Texts whose ids are all among `used` are cut as before, under the new ids; others into
/// shorter tokens. The new ids are in the order of the old ones.
///
/// # Errors
/// [`Tokenizer`](DataErrorKind::Tokenizer) if it cannot be read, or is of a kind that is not cut down: byte pairs
/// without prefix or suffix and word pieces are.
pub fn trim_tokenizer(json: &str, used: impl IntoIterator<Item = u32>) -> Result<TrimmedTokenizer, DataError> {
    let Value::Object(mut file) = inspect(json).map_err(|why| unread(&why))? else {
        return Err(unread("it is no object"));
    };
    let vocabulary = Vocabulary::of(&file);
    let rest = Rest::of(&file, &vocabulary).map_err(|why| uncut(&why))?;
    let mut wanted: BTreeSet<u32> = used.into_iter().collect();
    wanted.extend(rest.ids());
    wanted.retain(|id| vocabulary.tokens.contains_key(id));
    wanted.extend(added::ids(&file).filter(|id| vocabulary.tokens.contains_key(id)));
    let merges = rest.close(&mut wanted, &vocabulary);
    let kept = renumber(&mut file, &wanted, merges.as_ref());
    Ok(TrimmedTokenizer { json: Value::Object(file).to_string(), kept })
}

/// The tokens of the model, without those that are added to it.
struct Vocabulary {
    ids: HashMap<String, u32>,
    tokens: BTreeMap<u32, String>,
}

impl Vocabulary {
    fn of(file: &Map<String, Value>) -> Self {
        let entries = file["model"]["vocab"].as_object().into_iter().flatten();
        let id = |id: &Value| id.as_u64().and_then(|id| u32::try_from(id).ok());
        let ids: HashMap<String, u32> = entries.filter_map(|(token, at)| Some((token.clone(), id(at)?))).collect();
        let tokens = ids.iter().map(|(token, &id)| (id, token.clone())).collect();
        Self { ids, tokens }
    }

    fn id(&self, token: &str) -> Option<u32> {
        self.ids.get(token).copied()
    }
}

/// What the kind of a model needs besides the ids that are used.
enum Rest {
    Pairs(pairs::Pairs),
    Pieces(Vec<u32>),
}

impl Rest {
    fn of(file: &Map<String, Value>, vocabulary: &Vocabulary) -> Result<Self, String> {
        match file["model"]["type"].as_str() {
            Some("BPE") => Ok(Self::Pairs(pairs::Pairs::of(file, vocabulary)?)),
            Some("WordPiece") => Ok(Self::Pieces(pieces::characters(file, vocabulary))),
            other => Err(format!("its model is {}", other.unwrap_or("without a type"))),
        }
    }

    fn ids(&self) -> &[u32] {
        match self {
            Self::Pairs(pairs) => pairs.single(),
            Self::Pieces(characters) => characters,
        }
    }

    /// Adds what the wanted ids are made of; of pairs, the merges that make them.
    fn close(&self, wanted: &mut BTreeSet<u32>, vocabulary: &Vocabulary) -> Option<pairs::Needed> {
        match self {
            Self::Pairs(pairs) => Some(pairs.close(wanted, vocabulary)),
            Self::Pieces(_) => None,
        }
    }
}

/// Leaves the wanted ids in the file, under new numbers; tells the old ones.
fn renumber(file: &mut Map<String, Value>, wanted: &BTreeSet<u32>, merges: Option<&pairs::Needed>) -> Vec<u32> {
    let mut kept: Vec<u32> = wanted.iter().copied().collect();
    added::ids(file).filter(|id| !wanted.contains(id)).for_each(|id| kept.push(id));
    let new: HashMap<u32, u32> = kept.iter().copied().zip(0..).collect();
    let renumbered = |id: &Value| id.as_u64().and_then(|id| new.get(&u32::try_from(id).ok()?).copied());
    if let Some(model) = file.get_mut("model").and_then(Value::as_object_mut) {
        if let Some(merges) = merges {
            merges.keep_in(model);
        }
        let vocabulary = model.get("vocab").and_then(Value::as_object).into_iter().flatten();
        let mut left: Vec<(u32, String)> =
            vocabulary.filter_map(|(token, id)| Some((renumbered(id)?, token.clone()))).collect();
        left.sort_unstable();
        let left: Map<String, Value> = left.into_iter().map(|(id, token)| (token, id.into())).collect();
        model.insert("vocab".into(), left.into());
    }
    added::renumber(file, &renumbered);
    kept
}

fn uncut(why: &str) -> DataError {
    let message = format!("The tokenizer cannot be cut down: {why}.");
    let hint = "Keep its whole vocabulary: set `trim` to false.";
    DataError::new(DataErrorKind::Tokenizer, "tokenizer.json", message, hint)
}
