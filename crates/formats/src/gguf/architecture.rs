//! The architectures that are read and written, and their shapes in the metadata (`LLM` in `gguf-py`'s `constants.py`).

use super::error::{GgufError, shown};
use super::file::GgufFile;
use super::settings::Settings;
use stillroom_spec::{DecoderActivation, DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe};

/// Longest context that is read: a longer one is cut, which rotary positions allow.
const LONGEST: usize = 1 << 17;
/// Base of the wavelengths where the file names none.
const THETA: f64 = 10_000.0;

/// Settings that change what is computed, and the values at which they do not.
const PLAIN: [(&str, &[&str]); 6] = [
    ("rope.scaling.type", &["none"]),
    ("rope.scaling.factor", &["1", "0"]),
    ("rope.scale_linear", &["1", "0"]),
    ("attention.causal", &["true"]),
    ("expert_count", &["0"]),
    ("use_parallel_residual", &["false"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Architecture {
    /// Mistral's and many others' too.
    Llama,
    Qwen2,
}

impl Architecture {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Llama => "llama",
            Self::Qwen2 => "qwen2",
        }
    }

    pub(super) fn of_file(file: &GgufFile) -> Result<Self, GgufError> {
        let fault = |why| GgufError::Key { key: "general.architecture".into(), why };
        let value = file.metadata("general.architecture").ok_or_else(|| fault("is missing"))?;
        match value.as_text().ok_or_else(|| fault("is no text"))? {
            "llama" => Ok(Self::Llama),
            "qwen2" => Ok(Self::Qwen2),
            other => Err(GgufError::Architecture(shown(other))),
        }
    }

    /// The architecture that computes what a recipe describes.
    ///
    /// # Errors
    /// What stands in the way.
    pub(super) fn of_recipe(recipe: &DecoderRecipe) -> Result<Self, GgufError> {
        match (recipe.norm, recipe.positions, recipe.activation, recipe.biases) {
            (DecoderNorm::LayerNorm { .. }, ..) => Err(GgufError::Unwritable("layer norms")),
            (_, DecoderPositions::Learned {}, ..) => Err(GgufError::Unwritable("learned positions")),
            (.., DecoderActivation::SwiGlu, DecoderBiases::QueryKeyValue) => Ok(Self::Qwen2),
            (.., DecoderActivation::SwiGlu, _) => Ok(Self::Llama),
            _ => Err(GgufError::Unwritable("a feed-forward layer that is not gated")),
        }
    }

    /// Whether rows of queries and keys are stored in the order of pairs: llama.cpp turns neighbours, where Hugging Face
    /// turns a value of the first half of a head and one of the second (`LlamaModel.permute` in `convert_hf_to_gguf.py`).
    pub(super) fn is_paired(self) -> bool {
        self == Self::Llama
    }

    pub(super) fn recipe(self, file: &GgufFile) -> Result<DecoderRecipe, GgufError> {
        let settings = Settings { file, architecture: self.name() };
        PLAIN.iter().try_for_each(|(key, known)| settings.check(key, known))?;
        let recipe = shape(&settings)?;
        recipe.validate("model").map_err(|report| GgufError::Range(report.message))?;
        Ok(recipe)
    }
}

fn shape(settings: &Settings) -> Result<DecoderRecipe, GgufError> {
    let (width, heads) = (settings.count("embedding_length")?, settings.count("attention.head_count")?);
    let epsilon = settings.optional_number("attention.layer_norm_rms_epsilon")?;
    let epsilon = epsilon.ok_or_else(|| settings.fault("attention.layer_norm_rms_epsilon", "is missing"))?;
    Ok(DecoderRecipe {
        layers: settings.count("block_count")?,
        width,
        heads,
        key_value_heads: settings.optional_count("attention.head_count_kv")?.unwrap_or(heads),
        head_width: head_width(settings, width, heads)?,
        feed_forward: settings.count("feed_forward_length")?,
        context: context(settings)?,
        norm: DecoderNorm::RmsNorm { epsilon },
        positions: DecoderPositions::Rope { theta: settings.optional_number("rope.freq_base")?.unwrap_or(THETA) },
        activation: DecoderActivation::SwiGlu,
        tied_head: settings.file.find("output.weight").is_none(),
        biases: biases(settings)?,
        dropout: 0.0,
    })
}

/// Keys, values and what is turned must be of one width: no other is computed here.
fn head_width(settings: &Settings, width: usize, heads: usize) -> Result<usize, GgufError> {
    let whole = || width.checked_div(heads).filter(|each| each * heads == width);
    let uneven = || GgufError::Range(format!("{heads} heads do not divide the width {width}"));
    let keys = settings.optional_count("attention.key_length")?;
    let keys = keys.or_else(whole).ok_or_else(uneven)?;
    for name in ["attention.value_length", "rope.dimension_count"] {
        if let Some(other) = settings.optional_count(name)?.filter(|&other| other != keys) {
            return Err(settings.setting(name, other.to_string(), "the width of a head"));
        }
    }
    Ok(keys)
}

/// Within a sliding window, attention is what it would be without: no longer text is read.
fn context(settings: &Settings) -> Result<usize, GgufError> {
    let window = settings.optional_count("attention.sliding_window")?.filter(|&window| window > 0);
    Ok(settings.count("context_length")?.min(window.unwrap_or(LONGEST)).min(LONGEST))
}

/// Biases are where their tensors are; those of the first layer speak for all.
fn biases(settings: &Settings) -> Result<DecoderBiases, GgufError> {
    let has = |name: &str| settings.file.find(&format!("blk.0.{name}.bias")).is_some();
    match [has("attn_q"), has("attn_output"), has("ffn_up")] {
        [false, false, false] => Ok(DecoderBiases::None),
        [true, false, false] => Ok(DecoderBiases::QueryKeyValue),
        [true, true, true] => Ok(DecoderBiases::All),
        _ => Err(GgufError::Range("some layers add biases and others do not".into())),
    }
}
