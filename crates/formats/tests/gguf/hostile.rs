//! No bytes make the reader panic, or take more memory than they have themselves.

use crate::support::{FAMILIES, bytes, written};
use proptest::prelude::*;
use std::sync::LazyLock;
use stillroom_formats::{DecoderCheckpoint, GgufError, GgufFile, GgufFloat, GgufValue, gguf_tokenizer_json};
use stillroom_spec::ErrorReport;

/// A file, part by part.
#[derive(Clone, Default)]
struct File(Vec<u8>);

impl File {
    fn new(tensors: u64, values: u64) -> Self {
        Self(b"GGUF".to_vec()).u32(3).u64(tensors).u64(values)
    }

    fn u32(mut self, value: u32) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn u64(mut self, value: u64) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn text(self, text: &str) -> Self {
        let mut file = self.u64(text.len() as u64);
        file.0.extend(text.as_bytes());
        file
    }

    fn tensor(self, name: &str, dimensions: &[u64], kind: u32, offset: u64) -> Self {
        let file = self.text(name).u32(dimensions.len() as u32);
        dimensions.iter().fold(file, |file, &extent| file.u64(extent)).u32(kind).u64(offset)
    }

    /// Aligned, with so many bytes of data.
    fn data(mut self, count: usize) -> Self {
        self.0.resize(self.0.len().next_multiple_of(32) + count, 0);
        self
    }

    fn open(&self) -> Result<GgufFile<'_>, GgufError> {
        GgufFile::open(&self.0)
    }
}

fn check(file: &File, word: &str) {
    let error = file.open().expect_err(word).to_string();
    assert!(error.contains(word), "{error}");
}

#[test]
fn a_file_of_another_kind_is_named() {
    check(&File(b"GGML\x03\0\0\0".to_vec()), "does not begin");
    check(&File(Vec::new()), "does not begin");
    check(&File(b"GGUF".to_vec()).u32(1), "version is 1");
    check(&File(b"GGUF".to_vec()).u32(3_u32.swap_bytes()), "big-endian");
    assert!(File(b"GGUF".to_vec()).u32(2).u64(0).u64(0).open().is_ok());
}

#[test]
fn counts_beyond_the_file_are_no_memory() {
    for count in [1, 1 << 20, 1 << 32, 1 << 63, u64::MAX] {
        check(&File::new(count, 0), "ends within its list of tensors");
        check(&File::new(0, count), "ends within its metadata");
        check(&File::new(0, 1).u64(count), "ends within its metadata");
        check(&File::new(0, 1).text("a").u32(8).u64(count), "ends within its metadata");
        for kind in 0..=12 {
            check(&File::new(0, 1).text("a").u32(9).u32(kind).u64(count), "ends within its metadata");
        }
    }
}

#[test]
fn values_of_no_type_are_refused() {
    check(&File::new(0, 1).text("a").u32(13).u64(0), "no type 13");
    check(&File::new(0, 1).text("a").u32(9).u32(99).u64(1), "no type 99");
    check(&File::new(0, 1).text("a").u32(7).u32(2), "neither true nor false");
    let nested = (0..6).fold(File::new(0, 1).text("a").u32(9), |file, _| file.u32(9).u64(1));
    check(&nested, "too deep");
    let mut garbled = File::new(0, 1).text("abc").u32(4).u32(1);
    garbled.0[32] = 0xFF;
    check(&garbled, "no UTF-8");
    check(&File::new(0, 2).text("a").u32(4).u32(1).text("a").u32(4).u32(2), "`a` is there twice");
}

#[test]
fn arrays_of_arrays_are_read() {
    let file = File::new(0, 1).text("a").u32(9).u32(9).u64(2).u32(4).u64(1).u32(7).u32(4).u64(0);
    let outer = file.open().unwrap().metadata("a").unwrap().as_array().unwrap();
    let inner: Vec<Vec<GgufValue>> = outer.iter().map(|value| value.as_array().unwrap().iter().collect()).collect();
    assert_eq!(inner, [vec![GgufValue::Unsigned(7)], vec![]]);
}

#[test]
fn impossible_tensors_are_refused() {
    let one = |dimensions: &[u64], kind, offset| File::new(1, 0).tensor("a", dimensions, kind, offset).data(256);
    check(&one(&[1 << 63, 4], 0, 0), "no file holds so much");
    check(&one(&[u64::MAX - 31, 1], 8, 0), "no file holds so much");
    check(&one(&[1 << 40], 0, 0), "beyond the end");
    check(&one(&[4, 0], 0, 0), "one of them is 0");
    check(&one(&[1; 5], 0, 0), "there are 5");
    check(&File::new(1, 0).text("a").u32(u32::MAX), "there are 4294967295");
    check(&one(&[33], 8, 0), "rows of 33 are no blocks of 32");
    check(&one(&[32, 8], 12, 0), "rows of 32 are no blocks of 256");
    check(&one(&[4], 10, 0), "Q2_K");
    check(&one(&[4], 4000, 0), "of the type 4000");
    check(&one(&[4], 0, 1), "not aligned");
    check(&one(&[4], 0, 256), "beyond the end");
    check(&one(&[4], 0, u64::MAX - 31), "beyond the end");
    check(&one(&[65], 0, 0), "beyond the end");
    assert_eq!(one(&[64], 0, 0).open().unwrap().tensor("a").unwrap().values.len(), 64);
    assert_eq!(one(&[], 0, 0).open().unwrap().tensor("a").unwrap().shape, [0; 0]);
}

#[test]
fn tensors_may_not_share_bytes_or_names() {
    let two = |name: &str, offset| File::new(2, 0).tensor("a", &[16], 0, 0).tensor(name, &[16], 0, offset).data(256);
    check(&two("b", 32), "`b` lies where it cannot: it overlaps `a`");
    check(&two("b", 0), "overlaps");
    check(&two("a", 64), "`a` is there twice");
    assert!(two("b", 64).open().is_ok());
}

#[test]
fn an_alignment_is_a_power_of_two() {
    let aligned = |alignment| {
        let file = File::new(1, 1).text("general.alignment").u32(4).u32(alignment);
        file.tensor("a", &[4], 0, 0).data(256)
    };
    [0, 3, 33, u32::MAX].iter().for_each(|&alignment| check(&aligned(alignment), "no power of two"));
    check(&aligned(1 << 31), "beyond the end");
    assert!(aligned(8).open().is_ok());
    check(&File::new(0, 1).text("general.alignment").u32(8).text("32"), "no power of two");
}

/// The last tensor is followed by less than a block of padding, which may be missing.
#[test]
fn a_cut_file_is_an_error_at_every_length() {
    let whole = written("llama", GgufFloat::F32);
    let last = whole.len() - 64;
    for length in (0..last).step_by(997).chain(0..3000).chain(last - 100..last) {
        let error = GgufFile::open(&whole[..length]).expect_err("cut");
        assert_eq!(ErrorReport::from(error).place.unwrap().file, "model.gguf");
    }
}

/// One of six files that are right.
fn file(which: usize) -> Vec<u8> {
    static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
        let own = FAMILIES.iter().map(|family| written(family, GgufFloat::F16));
        let others = ["blocks", "sentencepiece", "pairs-qwen2"].map(|name| bytes(&format!("gguf/{name}.gguf")));
        own.chain(others).collect()
    });
    FILES[which].clone()
}

/// Everything that can be asked of a file: nothing larger than eight times its bytes comes back.
fn use_up(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(file) = GgufFile::open(bytes) else { return Ok(()) };
    let count: usize = file.tensor_names().map(|name| file.tensor(name).unwrap().values.len()).sum();
    prop_assert!(4 * count <= 8 * bytes.len());
    if let Ok(json) = gguf_tokenizer_json(&file) {
        prop_assert!(json.len() <= 200 * bytes.len() + 4096);
    }
    match file.checkpoint() {
        Ok(found) => prop_assert!(found.weights.iter().map(|t| t.values.len()).sum::<usize>() <= count),
        Err(error) => prop_assert!(!error.hint().is_empty()),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn garbled_files_never_panic(which in 0..6_usize, changes in prop::collection::vec((0..1_usize << 20, any::<u8>()), 1..6)) {
        let mut file = file(which);
        // Half of the changes within the header.
        changes.iter().for_each(|&(at, byte)| { let n = file.len(); file[if at % 2 == 0 { at / 2 % n } else { at / 2 % 2000 }] = byte; });
        use_up(&file)?;
    }

    /// A length, count or offset made any other, at any place.
    #[test]
    fn other_numbers_never_panic(which in 0..6_usize, at in 0..12_000_usize, number in any::<u64>(), bits in 0..64_u32) {
        let mut file = file(which);
        let at = at % (file.len() - 8);
        file[at..at + 8].copy_from_slice(&(number >> bits).to_le_bytes());
        use_up(&file)?;
    }

    #[test]
    fn cut_or_longer_files_never_panic(which in 0..6_usize, at in any::<prop::sample::Index>(), more in prop::collection::vec(any::<u8>(), 0..100)) {
        let file = file(which);
        use_up(&file[..at.index(file.len())])?;
        use_up(&[file, more].concat())?;
    }

    #[test]
    fn any_bytes_never_panic(tail in prop::collection::vec(any::<u8>(), 0..400), small in any::<bool>()) {
        prop_assert!(DecoderCheckpoint::from_gguf(&tail).is_err());
        // Behind a header that is right, and with small numbers, which lead further.
        let tail: Vec<u8> = if small { tail.into_iter().map(|byte| byte % 10).collect() } else { tail };
        use_up(&[&b"GGUF\x03\0\0\0"[..], &tail].concat())?;
    }
}
