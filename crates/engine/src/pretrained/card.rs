use serde::Deserialize;
use stillroom_formats::{Checkpoint, DecoderCheckpoint, DecoderClassifierCheckpoint, EncoderCheckpoint};
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

/// All that shape and weights tell.
pub(super) fn of(name: &str, family: &str, checkpoint: &Checkpoint) -> ModelCard {
    let blank = ModelCard {
        name: name.into(),
        sha256: String::new(),
        family: family.into(),
        is_decoder: matches!(checkpoint, Checkpoint::Decoder(_)),
        layers: 0,
        width: 0,
        heads: 0,
        key_value_heads: 0,
        context: 0,
        vocabulary: checkpoint.vocabulary(),
        parameters: checkpoint.parameters(),
        file_bytes: 0.0,
        device_bytes: checkpoint.parameters() as f64 * BYTES,
        classes: Vec::new(),
        has_tokenizer: false,
        licence: None,
        passed_over: Vec::new(),
    };
    match checkpoint {
        Checkpoint::Decoder(DecoderCheckpoint { recipe, .. }) => of_decoder(recipe, blank),
        Checkpoint::DecoderClassifier(DecoderClassifierCheckpoint { recipe, labels, .. }) => {
            ModelCard { classes: labels.clone(), ..of_decoder(recipe, blank) }
        }
        Checkpoint::Encoder(EncoderCheckpoint { shape, labels, .. }) => ModelCard {
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
