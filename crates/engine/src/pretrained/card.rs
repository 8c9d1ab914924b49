use serde::Deserialize;
use stillroom_formats::{
    CheckpointConfig, DecoderClassifierConfig, DecoderConfig, EncoderConfig, ReadAt, StoredCheckpoint,
};
use stillroom_spec::{DecoderRecipe, ModelCard};

/// Bytes of a value in f32.
const BYTES: f64 = 4.0;

#[derive(Deserialize)]
struct Kind {
    model_type: String,
}

/// The `model_type` of a `config.json` that has been read.
pub(super) fn family(config: &[u8]) -> String {
    serde_json::from_slice::<Kind>(config).map(|kind| kind.model_type).unwrap_or_default()
}

/// All that shape and headers tell.
pub(super) fn of(name: &str, family: &str, stored: &StoredCheckpoint<'_>) -> ModelCard {
    let blank = ModelCard {
        name: name.into(),
        sha256: String::new(),
        family: family.into(),
        is_decoder: matches!(stored.config(), CheckpointConfig::Decoder(_)),
        layers: 0,
        width: 0,
        heads: 0,
        key_value_heads: 0,
        context: 0,
        vocabulary: stored.config().vocabulary(),
        parameters: usize::try_from(stored.parameters()).unwrap_or(usize::MAX),
        file_bytes: stored.sources().iter().map(|file| file.size() as f64).sum(),
        device_bytes: stored.parameters() as f64 * BYTES,
        largest_tensor_bytes: stored.largest_tensor_bytes(),
        classes: Vec::new(),
        has_tokenizer: false,
        licence: None,
        passed_over: stored.passed_over().to_vec(),
    };
    match stored.config() {
        CheckpointConfig::Decoder(DecoderConfig { recipe, .. }) => of_decoder(recipe, blank),
        CheckpointConfig::DecoderClassifier(DecoderClassifierConfig { body, labels, .. }) => {
            ModelCard { classes: labels.clone(), ..of_decoder(&body.recipe, blank) }
        }
        CheckpointConfig::Encoder(EncoderConfig { shape, labels, .. }) => ModelCard {
            layers: shape.layers,
            width: shape.width,
            heads: shape.heads,
            key_value_heads: shape.heads,
            context: shape.context(),
            classes: labels.clone(),
            ..blank
        },
    }
}

fn of_decoder(recipe: &DecoderRecipe, blank: ModelCard) -> ModelCard {
    ModelCard {
        layers: recipe.layers,
        width: recipe.width,
        heads: recipe.heads,
        key_value_heads: recipe.key_value_heads,
        context: recipe.context,
        ..blank
    }
}
