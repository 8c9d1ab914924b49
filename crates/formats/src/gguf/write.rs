//! From a decoder to a file, as llama.cpp's `convert_hf_to_gguf.py` writes one.

use super::architecture::Architecture;
use super::encode::GgufFloat;
use super::error::GgufError;
use super::file::{ALIGNMENT, MAGIC, VERSION};
use super::metadata::{Metadata, write_text};
use super::names::slots;
use super::tokenizer::write_tokenizer;
use crate::DecoderCheckpoint;
use crate::slot::Slot;
use std::collections::HashMap;
use stillroom_models::NamedTensor;
use stillroom_spec::{DecoderNorm, DecoderPositions, DecoderRecipe};

/// Version of the blocks' layouts (`GGML_QNT_VERSION`).
const QUANTIZATION: u32 = 2;

/// What is said of a model in its file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GgufOptions {
    /// Its name, for people.
    pub name: String,
    /// In what its matrices are written.
    pub float: GgufFloat,
    /// How a conversation becomes a text, in Jinja.
    pub chat_template: Option<String>,
}

/// One of our tensors and its place in the file.
struct Part<'a> {
    slot: Slot,
    values: &'a [f32],
    float: GgufFloat,
}

pub(super) fn file(model: &DecoderCheckpoint, tokenizer: &str, options: &GgufOptions) -> Result<Vec<u8>, GgufError> {
    model.recipe.validate("model").map_err(|report| GgufError::Range(report.message))?;
    let architecture = Architecture::of_recipe(&model.recipe)?;
    let metadata = metadata(architecture, model, tokenizer, options)?;
    let parts = parts(architecture, model, options.float)?;
    let mut out = Vec::from(MAGIC);
    out.extend(VERSION.to_le_bytes());
    [parts.len() as u64, metadata.count].iter().for_each(|count| out.extend(count.to_le_bytes()));
    out.extend(metadata.bytes);
    list(&parts, &mut out);
    for part in &parts {
        pad(&mut out);
        part.write(&mut out)?;
    }
    pad(&mut out);
    Ok(out)
}

fn metadata(
    architecture: Architecture,
    model: &DecoderCheckpoint,
    tokenizer: &str,
    options: &GgufOptions,
) -> Result<Metadata, GgufError> {
    let mut metadata = Metadata::default();
    metadata.text("general.architecture", architecture.name());
    metadata.text("general.type", "model");
    metadata.text("general.name", &options.name);
    metadata.u32("general.file_type", options.float.file_type());
    metadata.u32("general.quantization_version", QUANTIZATION);
    shape(architecture.name(), &model.recipe, model.vocabulary, &mut metadata);
    write_tokenizer(tokenizer, model, &mut metadata)?;
    if let Some(template) = &options.chat_template {
        metadata.text("tokenizer.chat_template", template);
    }
    Ok(metadata)
}

fn shape(name: &str, recipe: &DecoderRecipe, vocabulary: usize, metadata: &mut Metadata) {
    let counts = [
        ("block_count", recipe.layers),
        ("context_length", recipe.context),
        ("embedding_length", recipe.width),
        ("feed_forward_length", recipe.feed_forward),
        ("attention.head_count", recipe.heads),
        ("attention.head_count_kv", recipe.key_value_heads),
        ("attention.key_length", recipe.head_width),
        ("attention.value_length", recipe.head_width),
        ("rope.dimension_count", recipe.head_width),
        ("vocab_size", vocabulary),
    ];
    counts.iter().for_each(|&(key, count)| metadata.u32(&format!("{name}.{key}"), count as u32));
    let (DecoderNorm::LayerNorm { epsilon } | DecoderNorm::RmsNorm { epsilon }) = recipe.norm;
    metadata.f32(&format!("{name}.attention.layer_norm_rms_epsilon"), epsilon as f32);
    if let DecoderPositions::Rope { theta } = recipe.positions {
        metadata.f32(&format!("{name}.rope.freq_base"), theta as f32);
    }
}

fn parts(architecture: Architecture, model: &DecoderCheckpoint, float: GgufFloat) -> Result<Vec<Part<'_>>, GgufError> {
    let ours: HashMap<_, _> = model.weights.iter().map(|t| (t.name.as_str(), t)).collect();
    let slots = slots(architecture, &model.recipe, model.vocabulary).into_iter();
    let part = |slot: Slot| {
        let tensor = ours.get(slot.ours.as_str()).ok_or_else(|| GgufError::Missing(slot.ours.clone()))?;
        check_shape(tensor, &slot)?;
        Ok(Part { float: float.of(&slot.their_shape()), values: &tensor.values, slot })
    };
    slots.map(part).collect()
}

fn check_shape(tensor: &NamedTensor, slot: &Slot) -> Result<(), GgufError> {
    if tensor.shape == slot.shape && tensor.values.len() == slot.shape.iter().product::<usize>() {
        return Ok(());
    }
    let (name, found, expected) = (slot.ours.clone(), tensor.shape.clone(), slot.shape.clone());
    Err(GgufError::Shape { name, found, expected })
}

/// Name, dimensions with the fastest first, type and offset of each tensor.
fn list(parts: &[Part], out: &mut Vec<u8>) {
    let mut offset = 0;
    for part in parts {
        let shape = part.slot.their_shape();
        write_text(&part.slot.theirs, out);
        out.extend((shape.len() as u32).to_le_bytes());
        shape.iter().rev().for_each(|&extent| out.extend((extent as u64).to_le_bytes()));
        out.extend(part.float.kind().to_le_bytes());
        out.extend((offset as u64).to_le_bytes());
        offset = (offset + part.float.bytes(part.values.len())).next_multiple_of(ALIGNMENT);
    }
}

fn pad(out: &mut Vec<u8>) {
    out.resize(out.len().next_multiple_of(ALIGNMENT), 0);
}

impl Part<'_> {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), GgufError> {
        let mut theirs = vec![0.0; self.values.len()];
        self.slot.indices().zip(self.values).for_each(|(at, &value)| theirs[at] = value);
        let fits = self.float.write(&theirs, out);
        if fits { Ok(()) } else { Err(GgufError::Overflow(self.slot.ours.clone())) }
    }
}
