//! Tokens that are added to a model, and those that a post-processor adds to a text.

use serde_json::{Map, Value};

const POST: &str = "post_processor";

/// Ids of all of them: first those in the list of added tokens, in its order.
pub(super) fn ids(file: &Map<String, Value>) -> impl Iterator<Item = u32> + use<> {
    let mut all: Vec<u32> = Vec::new();
    let mut take = |id: &mut Value| {
        let id = id.as_u64().and_then(|id| u32::try_from(id).ok());
        all.extend(id.filter(|id| !all.contains(id)));
    };
    let mut added = file.get("added_tokens").cloned().unwrap_or_default();
    in_list(&mut added, &mut take);
    let mut post = file.get(POST).cloned().unwrap_or_default();
    in_processor(&mut post, &mut take);
    all.into_iter()
}

/// Puts new ids in the places of the old.
pub(super) fn renumber(file: &mut Map<String, Value>, new: &impl Fn(&Value) -> Option<u32>) {
    let mut put = |id: &mut Value| {
        if let Some(new) = new(id) {
            *id = new.into();
        }
    };
    if let Some(added) = file.get_mut("added_tokens") {
        in_list(added, &mut put);
    }
    if let Some(post) = file.get_mut(POST) {
        in_processor(post, &mut put);
    }
}

fn in_list(added: &mut Value, each: &mut impl FnMut(&mut Value)) {
    added.as_array_mut().into_iter().flatten().filter_map(|token| token.get_mut("id")).for_each(each);
}

fn in_processor(part: &mut Value, each: &mut impl FnMut(&mut Value)) {
    let parts = part.get_mut("processors").and_then(Value::as_array_mut);
    for part in parts.into_iter().flatten() {
        in_processor(part, each);
    }
    let template = part.get_mut("special_tokens").and_then(Value::as_object_mut);
    for token in template.into_iter().flat_map(|tokens| tokens.values_mut()) {
        token.get_mut("ids").and_then(Value::as_array_mut).into_iter().flatten().for_each(&mut *each);
    }
    // BERT's and RoBERTa's: a token and its id.
    for key in ["sep", "cls"] {
        part.get_mut(key).and_then(|pair| pair.get_mut(1)).into_iter().for_each(&mut *each);
    }
}
