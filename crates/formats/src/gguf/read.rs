//! From a file to a decoder's weights.

use super::architecture::Architecture;
use super::error::{GgufError, shown};
use super::file::GgufFile;
use super::names::slots;
use crate::slot::Slot;
use crate::stored::{CheckpointLayout, Place};
use crate::{CheckpointConfig, DecoderCheckpoint, DecoderConfig};
use std::collections::HashSet;

/// Factors on the wavelengths, one for each pair of a head: models of stretched context have them.
const FACTORS: &str = "rope_freqs.weight";

/// Ids that end a text, of a turn or of a message, in chat models: they are several.
pub(super) const ENDS: [&str; 3] =
    ["tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"];

impl GgufFile<'_> {
    /// The decoder in it, of llama.cpp's architectures `llama` and `qwen2`. Tensors are read one at a time.
    ///
    /// # Errors
    /// [`GgufError`], naming the key or the tensor.
    pub fn checkpoint(&self) -> Result<DecoderCheckpoint, GgufError> {
        let stored = self.layout()?.over(vec![Box::new(&*self.source)]);
        let weights = stored.read_all()?;
        let CheckpointConfig::Decoder(DecoderConfig { recipe, vocabulary, end_ids, .. }) = stored.config().clone()
        else {
            return Err(GgufError::Unwritable("an encoder"));
        };
        Ok(DecoderCheckpoint { recipe, vocabulary, end_ids, weights })
    }

    /// Shape, names and places of the decoder in it. No tensor is read.
    ///
    /// # Errors
    /// [`GgufError`], naming the key or the tensor.
    pub fn layout(&self) -> Result<CheckpointLayout, GgufError> {
        let architecture = Architecture::of_file(self)?;
        let recipe = architecture.recipe(self)?;
        self.check_factors()?;
        let vocabulary = self.vocabulary()?;
        let slots = slots(architecture, &recipe, vocabulary);
        self.check_used(&slots)?;
        let places = slots.into_iter().map(|slot| self.place(slot)).collect::<Result<_, _>>()?;
        let config = DecoderConfig::of(recipe, vocabulary, self.end_ids(vocabulary));
        let config = CheckpointConfig::Decoder(config.map_err(|why| GgufError::Range(why.into()))?);
        Ok(CheckpointLayout { config, places, passed_over: Vec::new() })
    }

    /// Rows of the embedding: more than tokens where the model was padded.
    fn vocabulary(&self) -> Result<usize, GgufError> {
        let shape = self.tensor_shape("token_embd.weight");
        shape.and_then(|shape| shape.first().copied()).ok_or_else(|| GgufError::Missing("token_embd.weight".into()))
    }

    fn end_ids(&self, vocabulary: usize) -> Vec<u32> {
        let found = ENDS.iter().filter_map(|key| u32::try_from(self.metadata(key)?.as_u64()?).ok());
        let mut ids = Vec::new();
        for id in found.filter(|&id| (id as usize) < vocabulary) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    fn place(&self, slot: Slot) -> Result<Place, GgufError> {
        let stored = self.find(&slot.theirs).ok_or_else(|| GgufError::Missing(slot.theirs.clone()))?;
        let (found, expected) = (stored.shape.clone(), slot.their_shape());
        if found != expected {
            return Err(GgufError::Shape { name: slot.theirs.clone(), found, expected });
        }
        Ok(Place { slot, file: 0, start: stored.start, encoding: stored.kind.encoding })
    }

    /// Factors of 1 change nothing; others are not computed here.
    fn check_factors(&self) -> Result<(), GgufError> {
        let Some(factors) = self.find(FACTORS) else { return Ok(()) };
        if self.values(factors)?.iter().all(|&factor| factor == 1.0) {
            return Ok(());
        }
        let value = "a list of factors on the wavelengths".into();
        Err(GgufError::Setting { key: FACTORS.into(), value, known: "none" })
    }

    fn check_used(&self, slots: &[Slot]) -> Result<(), GgufError> {
        let known: HashSet<&str> = slots.iter().map(|slot| slot.theirs.as_str()).chain([FACTORS]).collect();
        match self.tensor_names().find(|name| !known.contains(name)) {
            Some(name) => Err(GgufError::Unused(shown(name))),
            None => Ok(()),
        }
    }
}
