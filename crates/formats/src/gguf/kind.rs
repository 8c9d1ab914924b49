//! The types of tensors that are read (`ggml_type` in `ggml.h`).

use super::blocks::{q4_0, q4_1, q5_0, q5_1, q8_0};
use super::k_blocks::{q4_k, q5_k, q6_k};
use crate::encoding::Encoding;

/// A type of tensors: rows are cut into blocks, and each block is decoded by itself.
#[derive(Debug)]
pub(super) struct Kind {
    /// ggml's number.
    pub(super) number: u32,
    pub(super) name: &'static str,
    pub(super) encoding: Encoding,
}

const fn single(number: u32, name: &'static str, encoding: Encoding) -> Kind {
    Kind { number, name, encoding }
}

const fn kind(number: u32, name: &'static str, [values, bytes]: [usize; 2], decode: fn(&[u8], &mut [f32])) -> Kind {
    Kind { number, name, encoding: Encoding { values, bytes, decode } }
}

static KINDS: [Kind; 11] = [
    single(0, "F32", Encoding::F32),
    single(1, "F16", Encoding::F16),
    single(30, "BF16", Encoding::BF16),
    kind(2, "Q4_0", [32, 18], q4_0),
    kind(3, "Q4_1", [32, 20], q4_1),
    kind(6, "Q5_0", [32, 22], q5_0),
    kind(7, "Q5_1", [32, 24], q5_1),
    kind(8, "Q8_0", [32, 34], q8_0),
    kind(12, "Q4_K", [256, 144], q4_k),
    kind(13, "Q5_K", [256, 176], q5_k),
    kind(14, "Q6_K", [256, 210], q6_k),
];

/// Types that are known by name alone, for messages.
const OTHERS: [(u32, &str); 14] = [
    (9, "Q8_1"),
    (10, "Q2_K"),
    (11, "Q3_K"),
    (15, "Q8_K"),
    (16, "IQ2_XXS"),
    (17, "IQ2_XS"),
    (18, "IQ3_XXS"),
    (19, "IQ1_S"),
    (20, "IQ4_NL"),
    (21, "IQ3_S"),
    (22, "IQ2_S"),
    (23, "IQ4_XS"),
    (28, "F64"),
    (39, "MXFP4"),
];

impl Kind {
    pub(super) fn of(number: u32) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.number == number)
    }

    /// A type that is not read, in words.
    pub(super) fn unknown(number: u32) -> String {
        let name = OTHERS.iter().find(|(other, _)| *other == number);
        name.map_or_else(|| format!("of the type {number}"), |(_, name)| (*name).to_owned())
    }

    /// The types that are read, in words.
    pub(super) fn known() -> String {
        KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ")
    }
}
