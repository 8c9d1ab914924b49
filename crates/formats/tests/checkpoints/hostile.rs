//! No bytes make a reader panic, or take more memory than they have themselves.

use crate::support::{FAMILIES, files};
use proptest::prelude::*;
use serde_json::Value;
use stillroom_formats::{Checkpoint, CheckpointError, DecoderCheckpoint};
use stillroom_spec::ErrorReport;

/// Every family of `tests/conformance/models`.
const ALL: [&str; 9] =
    ["gpt2", "llama", "llama-untied", "qwen2", "bert", "distilbert", "roberta", "gpt2-classifier", "llama-classifier"];

fn read_any(config: &[u8], weights: &[u8]) -> Result<Checkpoint, CheckpointError> {
    Checkpoint::from_hugging_face(config, &[weights])
}

fn read(config: &[u8], weights: &[u8]) -> Result<DecoderCheckpoint, CheckpointError> {
    DecoderCheckpoint::from_hugging_face(config, &[weights])
}

#[test]
fn a_cut_file_is_an_error_at_every_length() {
    let (config, weights) = files("models/llama");
    for length in (0..weights.len()).step_by(997).chain(0..600) {
        let error = read(&config, &weights[..length]).expect_err("cut");
        let report = ErrorReport::from(error);
        assert_eq!(report.place.unwrap().file, "model.safetensors");
    }
    (0..config.len() - 2).for_each(|length| assert!(read(&config[..length], &weights).is_err(), "{length}"));
}

/// A configuration may claim what it likes: memory is taken for tensors that are there.
#[test]
fn a_shape_that_the_file_has_not_is_named() {
    for family in FAMILIES {
        let (config, weights) = files(&format!("models/{family}"));
        let mut claim: Value = serde_json::from_slice(&config).unwrap();
        claim["vocab_size"] = (1_u64 << 40).into();
        let error = read(claim.to_string().as_bytes(), &weights).unwrap_err();
        assert!(matches!(&error, CheckpointError::Shape { expected, .. } if expected[0] == 1 << 40), "{error}");
        let (_, other) = files(if family == "gpt2" { "models/llama" } else { "models/gpt2" });
        assert!(matches!(read(&config, &other), Err(CheckpointError::Missing(_))), "{family}");
    }
}

#[test]
fn one_family_is_not_taken_for_another() {
    let (config, _) = files("models/llama-untied");
    let (_, weights) = files("models/llama");
    assert_eq!(read(&config, &weights), Err(CheckpointError::Missing("lm_head.weight".into())));
    let (config, _) = files("models/qwen2");
    let error = read(&config, &weights).unwrap_err();
    assert_eq!(error, CheckpointError::Missing("layers.0.self_attn.q_proj.bias".into()));
}

/// Leaving out what has no place would be another model: fewer layers, or biases that are not added.
#[test]
fn nothing_is_left_out_silently() {
    let (config, weights) = files("models/gpt2");
    let mut claim: Value = serde_json::from_slice(&config).unwrap();
    claim["n_layer"] = 2.into();
    let error = read(claim.to_string().as_bytes(), &weights).unwrap_err();
    assert!(matches!(&error, CheckpointError::Unused(name) if name.starts_with("transformer.h.2.")), "{error}");
    let error = read(&files("models/llama").0, &files("models/qwen2").1).unwrap_err();
    assert!(matches!(&error, CheckpointError::Unused(name) if name.ends_with("_proj.bias")), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Some bytes of the header or of the values, changed.
    #[test]
    fn garbled_weights_never_panic(family in 0..ALL.len(), changes in prop::collection::vec((0..6_000_usize, any::<u8>()), 1..6)) {
        let (config, mut weights) = files(&format!("models/{}", ALL[family]));
        changes.iter().for_each(|&(at, byte)| weights[at] = byte);
        if let Ok(found) = read_any(&config, &weights) {
            let values: usize = found.weights().iter().map(|t| t.values.len()).sum();
            prop_assert!(4 * values <= weights.len());
        }
    }

    #[test]
    fn garbled_configurations_never_panic(family in 0..ALL.len(), changes in prop::collection::vec((0..600_usize, any::<u8>()), 1..4)) {
        let (mut config, weights) = files(&format!("models/{}", ALL[family]));
        changes.iter().for_each(|&(at, byte)| config[at] = byte);
        if let Err(error) = read_any(&config, &weights) {
            prop_assert!(!error.hint().is_empty());
        }
    }

    /// Any number in the place of any other.
    #[test]
    fn other_numbers_never_panic(family in 0..ALL.len(), at in 0..30_usize, number in any::<i64>(), small in any::<bool>()) {
        let (config, weights) = files(&format!("models/{}", ALL[family]));
        let mut claim: Value = serde_json::from_slice(&config).unwrap();
        let numbers = claim.as_object_mut().unwrap().values_mut().filter(|value| value.is_number());
        let mut numbers: Vec<_> = numbers.collect();
        let at = at % numbers.len();
        *numbers[at] = (if small { number % 100 } else { number }).into();
        if let Ok(found) = read_any(claim.to_string().as_bytes(), &weights) {
            prop_assert_eq!(found.weights().len(), read_any(&config, &weights).unwrap().weights().len());
        }
    }

    #[test]
    fn any_bytes_never_panic(config in prop::collection::vec(any::<u8>(), 0..200), weights in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read_any(&config, &weights).is_err());
        for family in ALL {
            let known = files(&format!("models/{family}")).0;
            prop_assert!(read_any(&known, &weights).is_err());
        }
    }
}
