//! Cut files and shapes that are not there; any bytes at all are tried on every family in `checkpoints/hostile.rs`.

use crate::support::{FAMILIES, config, files};
use serde_json::json;
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
