//! Initial weights: from the seed alone, of the size that each layer needs.

use crate::support::{both, device, init, weights};
use stillroom_models::{Classifier, NamedTensor};
use stillroom_spec::{ModelRecipe, TokenizerRecipe};
use stillroom_testkit::assert_close;

#[test]
fn the_seed_alone_decides() {
    for recipe in both() {
        let [once, again, training, other] = [
            init(&recipe, 7, &device()),
            init(&recipe, 7, &device()),
            init(&recipe, 7, &device().autodiff()),
            init(&recipe, 8, &device()),
        ]
        .map(|model| weights(&model));
        assert_eq!(once, again);
        assert_eq!(once, training);
        assert_ne!(once, other);
    }
}

/// Standard deviations: 0.1 for embeddings, √(2 / (in + out)) for linear layers (Glorot & Bengio 2010).
#[test]
fn each_layer_has_its_own_spread() {
    let recipe = ModelRecipe::Encoder {
        tokenizer: TokenizerRecipe::Bytes {},
        layers: 1,
        width: 64,
        heads: 4,
        feed_forward: 128,
        max_tokens: 32,
        dropout: 0.0,
    };
    for tensor in weights(&Classifier::init(&recipe, 500, 20, 1, &device())) {
        let expected = match (tensor.name.as_str(), tensor.shape.as_slice()) {
            (name, [_, _]) if name.contains("tokens") || name.contains("positions") => 0.1,
            (_, [from, to]) => (2.0 / (from + to) as f64).sqrt(),
            _ => 0.0,
        };
        assert_close(&tensor.name, &[spread(&tensor)], &[expected], 0.05 * expected);
    }
}

#[test]
fn biases_begin_at_0_and_scales_at_1() {
    let tensors = both().map(|recipe| weights(&init(&recipe, 1, &device()))).concat();
    for tensor in tensors.iter().filter(|t| t.shape.len() == 1) {
        let start = if tensor.name.ends_with("gamma") { 1.0 } else { 0.0 };
        assert!(tensor.values.iter().all(|&v| v == start), "{}", tensor.name);
    }
}

fn spread(tensor: &NamedTensor) -> f64 {
    let count = tensor.values.len() as f64;
    let mean = tensor.values.iter().map(|&v| f64::from(v)).sum::<f64>() / count;
    (tensor.values.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / count).sqrt()
}
