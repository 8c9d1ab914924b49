//! A decoder as the files that Hugging Face's libraries load.

use super::error::CheckpointError;
use super::family::Family;
use super::names::{HEAD, prefix, slots};
use super::slot::Slot;
use super::{CheckpointFiles, DecoderCheckpoint, gpt2, llama};
use crate::to_safetensors;
use serde_json::Value;
use std::collections::HashMap;
use stillroom_models::NamedTensor;

pub(super) fn files(checkpoint: &DecoderCheckpoint) -> Result<CheckpointFiles, CheckpointError> {
    checkpoint.recipe.validate("model").map_err(|report| CheckpointError::Range(report.message))?;
    let family = Family::of(&checkpoint.recipe).map_err(CheckpointError::Unwritable)?;
    let tensors = tensors(family, checkpoint)?;
    // Readers look for this word: the layout is that of PyTorch.
    let weights = to_safetensors(&tensors, &[("format", "pt")]);
    let unwritten = |e: crate::FormatError| CheckpointError::Safetensors { file: "model".into(), why: e.to_string() };
    Ok(CheckpointFiles { config: config(family, checkpoint), weights: weights.map_err(unwritten)? })
}

fn config(family: Family, checkpoint: &DecoderCheckpoint) -> String {
    let mut config = match family {
        Family::Gpt2 => gpt2::config(&checkpoint.recipe),
        Family::Llama | Family::Qwen2 => llama::config(&checkpoint.recipe, family),
    };
    config["vocab_size"] = checkpoint.vocabulary.into();
    config["tie_word_embeddings"] = checkpoint.recipe.tied_head.into();
    config["bos_token_id"] = checkpoint.end_ids.first().copied().map_or(Value::Null, Into::into);
    config["eos_token_id"] = match *checkpoint.end_ids.as_slice() {
        [] => Value::Null,
        [one] => one.into(),
        ref several => several.into(),
    };
    config["dtype"] = "float32".into();
    format!("{config:#}\n")
}

fn tensors(family: Family, checkpoint: &DecoderCheckpoint) -> Result<Vec<NamedTensor>, CheckpointError> {
    let ours: HashMap<_, _> = checkpoint.weights.iter().map(|t| (t.name.as_str(), t)).collect();
    let mut theirs: Vec<NamedTensor> = Vec::new();
    for slot in slots(family, &checkpoint.recipe, checkpoint.vocabulary) {
        let tensor = ours.get(slot.ours.as_str()).ok_or_else(|| CheckpointError::Missing(slot.ours.clone()))?;
        if tensor.shape != slot.shape {
            let (name, found, expected) = (slot.ours, tensor.shape.clone(), slot.shape);
            return Err(CheckpointError::Shape { name, found, expected });
        }
        place(tensor, &slot, target(&slot, family, &mut theirs));
    }
    Ok(theirs)
}

/// Their tensor; the parts of a fused one follow each other.
fn target<'a>(slot: &Slot, family: Family, theirs: &'a mut Vec<NamedTensor>) -> &'a mut NamedTensor {
    let body = if slot.theirs == HEAD { "" } else { prefix(family) };
    let name = format!("{body}{}", slot.theirs);
    let at = theirs.iter().rposition(|t| t.name == name).unwrap_or_else(|| {
        let shape = slot.their_shape();
        let values = vec![0.0; shape.iter().product()];
        theirs.push(NamedTensor { name, shape, values });
        theirs.len() - 1
    });
    &mut theirs[at]
}

fn place(ours: &NamedTensor, slot: &Slot, theirs: &mut NamedTensor) {
    slot.indices().zip(&ours.values).for_each(|(at, &value)| theirs.values[at] = value);
}
