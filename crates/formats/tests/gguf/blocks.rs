//! Every block type against the package `gguf` (`tests/conformance/gguf.py`), and values of every type.

use crate::support::bytes;
use serde::Deserialize;
use std::collections::BTreeMap;
use stillroom_formats::{GgufError, GgufFile, GgufValue};
use stillroom_testkit::fixture;

#[derive(Deserialize)]
struct Expected {
    blocks: BTreeMap<String, Block>,
}

#[derive(Deserialize)]
struct Block {
    shape: Vec<usize>,
    /// Of the values in f32.
    bits: Vec<u32>,
}

#[test]
fn blocks_have_the_values_that_others_give_them() {
    let bytes = bytes("gguf/blocks.gguf");
    let file = GgufFile::open(&bytes).unwrap();
    let expected: Expected = fixture("gguf.json");
    assert_eq!(expected.blocks.len(), 11);
    assert_eq!(file.tensor_names().count(), 11);
    for (name, block) in expected.blocks {
        let tensor = file.tensor(&name).unwrap();
        assert_eq!(tensor.shape, block.shape, "{name}");
        let wrong = tensor.values.iter().zip(&block.bits).filter(|(value, bits)| value.to_bits() != **bits).count();
        assert_eq!((wrong, tensor.values.len()), (0, block.bits.len()), "{name}");
    }
}

#[test]
fn values_of_every_type_are_read() {
    let bytes = bytes("gguf/blocks.gguf");
    let file = GgufFile::open(&bytes).unwrap();
    let check = |name: &str, value| assert_eq!(file.metadata(&format!("test.{name}")), Some(value), "{name}");
    check("uint8", GgufValue::Unsigned(255));
    check("int8", GgufValue::Signed(-128));
    check("uint16", GgufValue::Unsigned(65_535));
    check("int16", GgufValue::Signed(-32_768));
    check("uint32", GgufValue::Unsigned(u64::from(u32::MAX)));
    check("int32", GgufValue::Signed(i64::from(i32::MIN)));
    check("uint64", GgufValue::Unsigned(u64::MAX));
    check("int64", GgufValue::Signed(i64::MIN));
    check("float32", GgufValue::F32(0.1));
    check("float64", GgufValue::F64(0.1));
    check("bool", GgufValue::Bool(true));
    check("string", GgufValue::Text("à la carte 🦀"));
    let list = |name: &str| file.metadata(&format!("test.{name}")).unwrap().as_array().unwrap();
    let texts: Vec<_> = list("texts").iter().filter_map(|value| value.as_text()).collect();
    assert_eq!(texts, ["a", "", "🦀"]);
    assert_eq!(list("numbers").iter().collect::<Vec<_>>(), [1, -2, 3].map(GgufValue::Signed));
    assert_eq!(list("flags").iter().collect::<Vec<_>>(), [true, false].map(GgufValue::Bool));
    assert_eq!(list("flags").len(), 2);
    assert_eq!(file.metadata("test.nothing"), None);
    assert_eq!(file.tensor("nothing"), Err(GgufError::Missing("nothing".into())));
}
