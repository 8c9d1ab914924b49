//! A model as the files that Hugging Face's libraries load.

use super::error::CheckpointError;
use super::family::Family;
use super::names::{DECODER, prefix, slots};
use super::naming::Naming;
use super::{CheckpointFiles, DecoderCheckpoint, gpt2, llama};
use crate::slot::Slot;
use crate::to_safetensors;
use serde_json::Value;
use std::collections::HashMap;
use stillroom_models::NamedTensor;
use stillroom_spec::DecoderRecipe;

pub(super) fn files(checkpoint: &DecoderCheckpoint) -> Result<CheckpointFiles, CheckpointError> {
    let DecoderCheckpoint { recipe, vocabulary, end_ids, .. } = checkpoint;
    let body = Body { recipe, vocabulary: *vocabulary, end_ids };
    let family = body.family()?;
    let slots = slots(family, recipe, *vocabulary);
    let weights = weights(&slots, &checkpoint.weights, &Names { prefix: prefix(family), naming: DECODER })?;
    Ok(CheckpointFiles { config: format!("{:#}\n", body.config(family)), weights })
}

/// A decoder but for its weights.
pub(super) struct Body<'a> {
    pub(super) recipe: &'a DecoderRecipe,
    pub(super) vocabulary: usize,
    pub(super) end_ids: &'a [u32],
}

impl Body<'_> {
    /// # Errors
    /// [`CheckpointError::Range`] and [`CheckpointError::Unwritable`].
    pub(super) fn family(&self) -> Result<Family, CheckpointError> {
        self.recipe.validate("model").map_err(|report| CheckpointError::Range(report.message))?;
        Family::of(self.recipe).map_err(CheckpointError::Unwritable)
    }

    /// `config.json` of a model that predicts tokens.
    pub(super) fn config(&self, family: Family) -> Value {
        let mut config = match family {
            Family::Gpt2 => gpt2::config(self.recipe),
            Family::Llama | Family::Qwen2 => llama::config(self.recipe, family),
        };
        config["vocab_size"] = self.vocabulary.into();
        config["tie_word_embeddings"] = self.recipe.tied_head.into();
        config["bos_token_id"] = self.end_ids.first().copied().map_or(Value::Null, Into::into);
        config["eos_token_id"] = match *self.end_ids {
            [] => Value::Null,
            [one] => one.into(),
            ref several => several.into(),
        };
        config["dtype"] = "float32".into();
        config
    }
}

/// The names that a family's tensors are written under.
pub(super) struct Names {
    /// Of the body.
    pub(super) prefix: &'static str,
    pub(super) naming: Naming,
}

/// `model.safetensors`, with each of our tensors where its slot says.
pub(super) fn weights(slots: &[Slot], ours: &[NamedTensor], names: &Names) -> Result<Vec<u8>, CheckpointError> {
    // Readers look for this word: the layout is that of PyTorch.
    let written = to_safetensors(&tensors(slots, ours, names)?, &[("format", "pt")]);
    written.map_err(|e| CheckpointError::Safetensors { file: "model".into(), why: e.to_string() })
}

fn tensors(slots: &[Slot], ours: &[NamedTensor], names: &Names) -> Result<Vec<NamedTensor>, CheckpointError> {
    let ours: HashMap<_, _> = ours.iter().map(|t| (t.name.as_str(), t)).collect();
    let mut theirs: Vec<NamedTensor> = Vec::new();
    for slot in slots {
        let tensor = ours.get(slot.ours.as_str()).ok_or_else(|| CheckpointError::Missing(slot.ours.clone()))?;
        if tensor.shape != slot.shape {
            let (name, found, expected) = (slot.ours.clone(), tensor.shape.clone(), slot.shape.clone());
            return Err(CheckpointError::Shape { name, found, expected });
        }
        place(tensor, slot, target(slot, names, &mut theirs));
    }
    Ok(theirs)
}

/// Their tensor; the parts of a fused one follow each other.
fn target<'a>(slot: &Slot, names: &Names, theirs: &'a mut Vec<NamedTensor>) -> &'a mut NamedTensor {
    let prefix = if names.naming.is_head(&slot.theirs) { "" } else { names.prefix };
    let name = format!("{prefix}{}", slot.theirs);
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
