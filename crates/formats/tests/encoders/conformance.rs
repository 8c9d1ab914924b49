//! Logits and hidden states against those that `transformers` computed (`tests/conformance/generate.py` and
//! `roberta.py`, one of whose rows is padded on the left).

use crate::support::{Expected, FAMILIES, checkpoint, encoder, read};
use burn::tensor::Device;
use stillroom_models::count_parameters;
use stillroom_testkit::largest_difference;

/// f32 on both sides, in another order of sums; the fixture has six decimals.
const TOLERANCE: f64 = 1e-4;

/// The fixture's hidden states are those of the last layer; padding's agree too, for it sees what tokens see.
#[test]
fn encoders_agree_with_transformers() {
    for family in FAMILIES {
        let expected = Expected::of(family);
        let device = Device::flex();
        let model = encoder(&checkpoint(family), &device);
        let hidden = model.hidden(&expected.input(&device));
        let logits = read(model.logits(hidden.clone()).expect("a classifier"));
        let (hidden, wanted) = (read(hidden), expected.hidden_states.concat().concat());
        let logits = largest_difference(&logits, &expected.logits.concat());
        let everywhere = largest_difference(&hidden, &wanted);
        println!("{family}: logits off by {logits:.1e}, hidden states by {everywhere:.1e}");
        assert!(logits <= TOLERANCE && everywhere <= TOLERANCE, "{family}: {logits:e} {everywhere:e}");
        assert!(largest_difference(&wanted, &vec![0.0; wanted.len()]) > 1.0, "a fixture of zeros says nothing");
    }
}

#[test]
fn the_size_is_that_of_the_file() {
    for family in FAMILIES {
        let checkpoint = checkpoint(family);
        let values: usize = checkpoint.weights.iter().map(|t| t.values.len()).sum();
        assert_eq!(checkpoint.shape.size(checkpoint.vocabulary), values, "{family}");
        assert_eq!(count_parameters(&encoder(&checkpoint, &Device::flex())), values, "{family}");
    }
}
