//! Values to the bytes of a tensor, as llama.cpp's converter writes them (`gguf-py`'s `quants.py`).

use super::blocks::BLOCK;
use half::f16;

/// Largest number of a byte with a sign.
const LARGEST: f32 = 127.0;

/// In what the matrices are written. Norms and biases stay in single precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GgufFloat {
    /// Single precision: nothing is lost.
    #[default]
    F32,
    /// Half precision: half the size.
    F16,
    /// 34 bytes for 32 values; half precision where rows are no multiple of 32.
    Q8_0,
}

impl GgufFloat {
    /// ggml's number of the type (`ggml_type`).
    pub(super) fn kind(self) -> u32 {
        match self {
            Self::F32 => 0,
            Self::F16 => 1,
            Self::Q8_0 => 8,
        }
    }

    /// llama.cpp's number of a file that is mostly of this type (`llama_ftype`).
    pub(super) fn file_type(self) -> u32 {
        match self {
            Self::F32 => 0,
            Self::F16 => 1,
            Self::Q8_0 => 7,
        }
    }

    /// What a tensor of this shape is written in: vectors are too small to matter, and matter much.
    pub(super) fn of(self, shape: &[usize]) -> Self {
        match (self, shape) {
            (_, [] | [_]) => Self::F32,
            (Self::Q8_0, [.., row]) if !row.is_multiple_of(BLOCK) => Self::F16,
            _ => self,
        }
    }

    /// Bytes of `count` values.
    pub(super) fn bytes(self, count: usize) -> usize {
        match self {
            Self::F32 => count * 4,
            Self::F16 => count * 2,
            Self::Q8_0 => count / BLOCK * (BLOCK + 2),
        }
    }

    /// Writes values; false if one is out of range.
    pub(super) fn write(self, values: &[f32], out: &mut Vec<u8>) -> bool {
        match self {
            Self::F32 => out.extend(values.iter().flat_map(|value| value.to_le_bytes())),
            Self::F16 => return values.iter().all(|&value| write_half(value, out)),
            Self::Q8_0 => return values.chunks_exact(BLOCK).all(|block| write_block(block, out)),
        }
        values.iter().all(|value| value.is_finite())
    }
}

fn write_half(value: f32, out: &mut Vec<u8>) -> bool {
    let half = f16::from_f32(value);
    out.extend(half.to_le_bytes());
    half.is_finite()
}

/// The largest value becomes 127, the others are rounded (`quantize_row_q8_0_ref` in `ggml-quants.c`).
fn write_block(block: &[f32], out: &mut Vec<u8>) -> bool {
    let largest = block.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    let scale = largest / LARGEST;
    let inverse = if scale == 0.0 { 0.0 } else { scale.recip() };
    let finite = write_half(scale, out);
    out.extend(block.iter().map(|value| ((value * inverse).round() as i8).cast_unsigned()));
    // The largest of several numbers does not show one that is none.
    finite && block.iter().all(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use stillroom_testkit::fixture;

    #[derive(Deserialize)]
    struct Expected {
        quantized: Quantized,
    }

    #[derive(Deserialize)]
    struct Quantized {
        /// Of the values in f32.
        bits: Vec<u32>,
        f16: Vec<u8>,
        q8_0: Vec<u8>,
    }

    /// `tests/conformance/gguf.py`.
    #[test]
    fn bytes_are_those_that_others_write() {
        let Expected { quantized } = fixture("gguf.json");
        let values: Vec<f32> = quantized.bits.iter().map(|&bits| f32::from_bits(bits)).collect();
        let written = |float: GgufFloat| {
            let mut out = Vec::new();
            assert!(float.write(&values, &mut out));
            out
        };
        assert_eq!(written(GgufFloat::F16), quantized.f16);
        assert_eq!(written(GgufFloat::Q8_0), quantized.q8_0);
    }

    #[test]
    fn vectors_stay_as_they_are_and_odd_rows_are_halved() {
        assert_eq!(GgufFloat::Q8_0.of(&[64]), GgufFloat::F32);
        assert_eq!(GgufFloat::Q8_0.of(&[5, 64]), GgufFloat::Q8_0);
        assert_eq!(GgufFloat::Q8_0.of(&[64, 5]), GgufFloat::F16);
        assert_eq!(GgufFloat::F16.of(&[64, 5]), GgufFloat::F16);
        assert_eq!(GgufFloat::F32.of(&[64, 5]), GgufFloat::F32);
    }

    #[test]
    fn what_is_out_of_range_is_told() {
        let check = |float: GgufFloat, value: f32, fits: bool| {
            let values = [&[0.5; 31][..], &[value]].concat();
            let mut out = Vec::new();
            assert_eq!(float.write(&values, &mut out), fits, "{float:?} {value}");
            assert!(!fits || out.len() == float.bytes(32), "{float:?} {value}");
        };
        for float in [GgufFloat::F32, GgufFloat::F16, GgufFloat::Q8_0] {
            [f32::NAN, f32::INFINITY].iter().for_each(|&value| check(float, value, false));
            check(float, 65_000.0, true);
        }
        check(GgufFloat::F32, 1e30, true);
        check(GgufFloat::F16, 1e6, false);
        check(GgufFloat::Q8_0, 1e6, true);
        check(GgufFloat::Q8_0, 1e9, false);
    }
}
