//! Rows of token ids for `stillroom logits`, compiled from the engine's own source: the engine would bring all of Burn.

#[path = "../../../crates/engine/src/outputs/input.rs"]
mod input;

use crate::frames::chosen;
use crate::plant::{Seed, texts};
use crate::told::accepted;
use input::{Limits, TokenRows};

/// Reads rows and checks them against a model whose limits the first byte chooses.
pub fn check(bytes: &[u8]) {
    let (choice, bytes) = chosen(bytes);
    let limit = |shift: u8| usize::from(choice >> shift & 3);
    let limits = Limits { vocabulary: 10 * limit(0), context: 4 * limit(2), token_types: limit(4) };
    let Ok(rows) = serde_json::from_slice::<TokenRows>(bytes) else { return };
    if accepted(rows.check(&limits)).is_some() {
        let length = rows.length();
        assert!((1..=limits.context).contains(&length), "{length} ids");
        let ids = || rows.input_ids.iter();
        assert!(ids().all(|row| row.len() == length) && ids().flatten().all(|&id| (id as usize) < limits.vocabulary));
    }
}

/// Rows that are right, and some that are not.
pub fn seeds() -> Vec<Seed> {
    texts(&[
        ("plain", "7{\"input_ids\":[[1,2,3],[4,5,6]]}"),
        ("masked", "?{\"input_ids\":[[1,2]],\"attention_mask\":[[1,0]],\"token_type_ids\":[[0,1]]}"),
        ("uneven", "?{\"input_ids\":[[1,2],[3]]}"),
        ("beyond", "?{\"input_ids\":[[4294967295]]}"),
    ])
}
