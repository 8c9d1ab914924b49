//! Files as others wrote them: without a prefix, with old names, with heads and buffers beside, in half precision.

use crate::support::{FAMILIES, Raw, changed, checkpoint, config, files, raw, write};
use half::{bf16, f16};
use safetensors::tensor::Dtype;
use serde_json::json;
use stillroom_formats::{Checkpoint, CheckpointError, EncoderCheckpoint};

fn read(family: &str, weights: &[u8]) -> Result<EncoderCheckpoint, CheckpointError> {
    EncoderCheckpoint::from_hugging_face(&files(family).0, &[weights])
}

fn beside(name: &str) -> Raw {
    (name.to_owned(), Dtype::I64, vec![1], vec![0; 8])
}

#[test]
fn a_body_may_lack_its_prefix() {
    for family in FAMILIES {
        let prefix = format!("{family}.");
        let bare = changed(family, |(name, dtype, shape, data)| {
            (name.strip_prefix(&prefix).unwrap_or(&name).to_owned(), dtype, shape, data)
        });
        assert_eq!(read(family, &bare).unwrap(), checkpoint(family));
    }
}

/// The first BERTs' norms have a gamma and a beta.
#[test]
fn old_names_of_norms_are_known() {
    let old = changed("bert", |(name, dtype, shape, data)| {
        (name.replace("Norm.weight", "Norm.gamma").replace("Norm.bias", "Norm.beta"), dtype, shape, data)
    });
    assert!(raw(&old).iter().any(|(name, ..)| name.ends_with("LayerNorm.gamma")));
    assert_eq!(read("bert", &old).unwrap(), checkpoint("bert"));
}

#[test]
fn buffers_and_heads_that_serve_no_purpose_are_passed_over_and_listed() {
    let check = |family: &str, names: &[&str]| {
        let weights = write(&[raw(&files(family).1), names.iter().map(|name| beside(name)).collect()].concat());
        assert_eq!(read(family, &weights).unwrap(), checkpoint(family));
        assert_eq!(Checkpoint::passed_over(&files(family).0, &[&weights]).unwrap(), names);
    };
    check("bert", &["bert.embeddings.position_ids", "cls.predictions.bias", "cls.seq_relationship.weight"]);
    check("roberta", &["lm_head.bias", "roberta.embeddings.position_ids", "roberta.pooler.dense.weight"]);
    check("distilbert", &["vocab_layer_norm.bias", "vocab_projector.weight", "vocab_transform.weight"]);
}

/// A body's pooler is left out, and nothing else.
#[test]
fn a_body_alone_is_read_without_its_pooler() {
    let body = json!({"architectures": ["BertModel"], "id2label": null});
    let tensors: Vec<Raw> =
        raw(&files("bert").1).into_iter().filter(|(name, ..)| !name.starts_with("classifier")).collect();
    let (config, weights) = (config("bert", &body), write(&tensors));
    let read = EncoderCheckpoint::from_hugging_face(&config, &[&weights]).unwrap();
    assert!(read.shape.head.is_none() && read.labels.is_empty());
    let whole = checkpoint("bert").weights;
    assert_eq!(read.weights, whole.iter().filter(|t| !t.name.starts_with("head.")).cloned().collect::<Vec<_>>());
    let over = Checkpoint::passed_over(&config, &[&weights]).unwrap();
    assert_eq!(over, ["bert.pooler.dense.bias", "bert.pooler.dense.weight"]);
}

/// Leaving out what has no place would be another model.
#[test]
fn nothing_else_is_left_out() {
    for (family, name) in [("bert", "bert.encoder.layer.3.output.dense.bias"), ("distilbert", "qa_outputs.weight")] {
        let weights = write(&[raw(&files(family).1), vec![beside(name)]].concat());
        assert_eq!(read(family, &weights), Err(CheckpointError::Unused(name.into())));
    }
    let body = config("bert", &json!({"architectures": ["BertModel"]}));
    let error = EncoderCheckpoint::from_hugging_face(&body, &[&files("bert").1]).unwrap_err();
    assert!(matches!(&error, CheckpointError::Unused(name) if name.starts_with("classifier.")), "{error}");
    let error = read("bert", &files("distilbert").1).unwrap_err();
    assert_eq!(error, CheckpointError::Missing("embeddings.word_embeddings.weight".into()));
}

#[test]
fn half_precision_is_read_as_it_is() {
    let check = |family: &str, dtype, convert: fn(f32) -> [u8; 2], round: fn(f32) -> f32| {
        let value = |b: &[u8]| f32::from_le_bytes([b[0], b[1], b[2], b[3]]);
        let half = changed(family, |(name, _, shape, data)| {
            (name, dtype, shape, data.chunks_exact(4).flat_map(|b| convert(value(b))).collect())
        });
        let mut expected = checkpoint(family);
        expected.weights.iter_mut().for_each(|t| t.values.iter_mut().for_each(|v| *v = round(*v)));
        assert_ne!(expected, checkpoint(family), "the rounding must show");
        assert_eq!(read(family, &half).unwrap(), expected);
    };
    for family in FAMILIES {
        check(family, Dtype::F16, |v| f16::from_f32(v).to_le_bytes(), |v| f16::from_f32(v).to_f32());
        check(family, Dtype::BF16, |v| bf16::from_f32(v).to_le_bytes(), |v| bf16::from_f32(v).to_f32());
    }
}
