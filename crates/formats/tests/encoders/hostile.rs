//! No bytes make a reader panic, or take more memory than they have themselves.

use crate::support::{FAMILIES, checkpoint, config, files};
use proptest::prelude::*;
use serde_json::{Value, json};
use stillroom_formats::{CheckpointError, EncoderCheckpoint};
use stillroom_spec::ErrorReport;

fn read(config: &[u8], weights: &[u8]) -> Result<EncoderCheckpoint, CheckpointError> {
    EncoderCheckpoint::from_hugging_face(config, &[weights])
}

#[test]
fn a_cut_file_is_an_error_at_every_length() {
    let (config, weights) = files("bert");
    for length in (0..weights.len()).step_by(997).chain(0..600) {
        let report = ErrorReport::from(read(&config, &weights[..length]).expect_err("cut"));
        assert_eq!(report.place.unwrap().file, "model.safetensors");
    }
    (0..config.len() - 2).for_each(|length| assert!(read(&config[..length], &weights).is_err(), "{length}"));
}

/// A configuration may claim what it likes: memory is taken for tensors that are there.
#[test]
fn a_shape_that_the_file_has_not_is_named() {
    for family in FAMILIES {
        let (_, weights) = files(family);
        let error = read(&config(family, &json!({"vocab_size": 1_u64 << 40})), &weights).unwrap_err();
        assert!(matches!(&error, CheckpointError::Shape { expected, .. } if expected[0] == 1 << 40), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Some bytes of the header or of the values, changed.
    #[test]
    fn garbled_weights_never_panic(family in 0..3_usize, changes in prop::collection::vec((0..7_000_usize, any::<u8>()), 1..6)) {
        let (config, mut weights) = files(FAMILIES[family]);
        changes.iter().for_each(|&(at, byte)| weights[at] = byte);
        if let Ok(found) = read(&config, &weights) {
            let values: usize = found.weights.iter().map(|t| t.values.len()).sum();
            prop_assert!(4 * values <= weights.len());
        }
    }

    #[test]
    fn garbled_configurations_never_panic(family in 0..3_usize, changes in prop::collection::vec((0..790_usize, any::<u8>()), 1..4)) {
        let (mut config, weights) = files(FAMILIES[family]);
        changes.iter().for_each(|&(at, byte)| config[at] = byte);
        if let Err(error) = read(&config, &weights) {
            prop_assert!(!error.hint().is_empty());
        }
    }

    /// Any number in the place of any other.
    #[test]
    fn other_numbers_never_panic(family in 0..3_usize, at in 0..30_usize, number in any::<i64>(), small in any::<bool>()) {
        let (config, weights) = files(FAMILIES[family]);
        let mut claim: Value = serde_json::from_slice(&config).unwrap();
        let numbers = claim.as_object_mut().unwrap().values_mut().filter(|value| value.is_number());
        let mut numbers: Vec<_> = numbers.collect();
        let at = at % numbers.len();
        *numbers[at] = (if small { number % 100 } else { number }).into();
        if let Ok(found) = read(claim.to_string().as_bytes(), &weights) {
            prop_assert_eq!(found.weights.len(), checkpoint(FAMILIES[family]).weights.len());
        }
    }

    #[test]
    fn any_bytes_never_panic(config in prop::collection::vec(any::<u8>(), 0..200), weights in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&config, &weights).is_err());
        prop_assert!(read(&files("distilbert").0, &weights).is_err());
    }
}
