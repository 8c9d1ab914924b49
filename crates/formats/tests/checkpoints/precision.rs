//! Half precision, several files, and a body without its prefix.

use crate::support::{FAMILIES, checkpoint, files};
use half::{bf16, f16};
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use stillroom_formats::{CheckpointError, DecoderCheckpoint};

/// A tensor of a file: name, type, shape, bytes.
type Raw = (String, Dtype, Vec<usize>, Vec<u8>);

fn raw(bytes: &[u8]) -> Vec<Raw> {
    let file = SafeTensors::deserialize(bytes).unwrap();
    let tensors = file.tensors().into_iter();
    tensors.map(|(name, view)| (name, view.dtype(), view.shape().to_vec(), view.data().to_vec())).collect()
}

fn write(tensors: &[Raw]) -> Vec<u8> {
    let named = tensors.iter().map(|raw| (raw.0.clone(), view(raw)));
    serialize(named, None).unwrap()
}

fn view((_, dtype, shape, bytes): &Raw) -> TensorView<'_> {
    TensorView::new(*dtype, shape.clone(), bytes).unwrap()
}

/// The file with every value in another type.
fn converted(bytes: &[u8], dtype: Dtype, convert: impl Fn(f32) -> Vec<u8>) -> Vec<u8> {
    let value = |b: &[u8]| f32::from_le_bytes([b[0], b[1], b[2], b[3]]);
    let tensor = |(name, _, shape, data): Raw| {
        (name, dtype, shape, data.chunks_exact(4).flat_map(|b| convert(value(b))).collect())
    };
    write(&raw(bytes).into_iter().map(tensor).collect::<Vec<_>>())
}

#[test]
fn half_precision_is_read_as_it_is() {
    let check = |family: &str, dtype, convert: fn(f32) -> Vec<u8>, round: fn(f32) -> f32| {
        let (config, weights) = files(&format!("models/{family}"));
        let half = converted(&weights, dtype, convert);
        let mut expected = checkpoint(family);
        expected.weights.iter_mut().for_each(|t| t.values.iter_mut().for_each(|v| *v = round(*v)));
        assert_ne!(expected, checkpoint(family), "the rounding must show");
        assert_eq!(DecoderCheckpoint::from_hugging_face(&config, &[&half]).unwrap(), expected);
    };
    for family in FAMILIES {
        let f16_bytes = |v| f16::from_f32(v).to_le_bytes().to_vec();
        let bf16_bytes = |v| bf16::from_f32(v).to_le_bytes().to_vec();
        check(family, Dtype::F16, f16_bytes, |v| f16::from_f32(v).to_f32());
        check(family, Dtype::BF16, bf16_bytes, |v| bf16::from_f32(v).to_f32());
    }
}

#[test]
fn other_types_are_refused_by_name() {
    let (config, weights) = files("models/llama");
    let wide = converted(&weights, Dtype::F64, |v| f64::from(v).to_le_bytes().to_vec());
    let error = DecoderCheckpoint::from_hugging_face(&config, &[&wide]).unwrap_err();
    assert_eq!(error, CheckpointError::Dtype { name: "embed_tokens.weight".into(), dtype: "F64".into() });
}

#[test]
fn several_files_are_one() {
    for family in FAMILIES {
        let (config, weights) = files(&format!("models/{family}"));
        let all = raw(&weights);
        let (one, other) = all.split_at(all.len() / 2);
        let found = DecoderCheckpoint::from_hugging_face(&config, &[&write(one), &write(other)]).unwrap();
        assert_eq!(found, checkpoint(family));
        let error = DecoderCheckpoint::from_hugging_face(&config, &[&write(one)]).unwrap_err();
        assert!(matches!(error, CheckpointError::Missing(_)), "{error}");
        let error = DecoderCheckpoint::from_hugging_face(&config, &[&weights, b"{}"]).unwrap_err().to_string();
        assert!(error.contains("model-00002-of-00002.safetensors"), "{error}");
    }
}

#[test]
fn a_body_may_lack_its_prefix() {
    for family in FAMILIES {
        let (config, weights) = files(&format!("models/{family}"));
        let bare = |name: &str| name.trim_start_matches("transformer.").trim_start_matches("model.").to_owned();
        let tensors = raw(&weights).into_iter().map(|(name, dtype, shape, data)| (bare(&name), dtype, shape, data));
        let found = DecoderCheckpoint::from_hugging_face(&config, &[&write(&tensors.collect::<Vec<_>>())]);
        assert_eq!(found.unwrap(), checkpoint(family));
    }
}

/// Old files hold masks, wavelengths and a copy of the tied head, which are no weights.
#[test]
fn what_is_no_weight_may_lie_beside() {
    for (family, buffer) in [("gpt2", "h.0.attn.bias"), ("llama", "model.layers.1.self_attn.rotary_emb.inv_freq")] {
        let (config, weights) = files(&format!("models/{family}"));
        let beside = |name: &str| (name.to_owned(), Dtype::U8, vec![2], vec![0, 1]);
        let tensors = [raw(&weights), vec![beside(buffer), beside("lm_head.weight")]].concat();
        let found = DecoderCheckpoint::from_hugging_face(&config, &[&write(&tensors)]).unwrap();
        assert_eq!(found, checkpoint(family));
    }
}
