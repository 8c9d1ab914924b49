//! Blocks of 32 values with one scale (`block_q4_0` to `block_q8_0` in `ggml-common.h`, `dequantize_row_*` in
//! `ggml-quants.c`).
//!
//! In a block of 4 or 5 bits, byte `i` holds value `i` in its lower half and value `i + 16` in its upper half; the fifth
//! bits are one number of 32 bits.

use half::f16;

/// Values of a block.
pub(super) const BLOCK: usize = 32;

/// The f16 that lies at `at`.
pub(super) fn half(block: &[u8], at: usize) -> f32 {
    f16::from_le_bytes([block[at], block[at + 1]]).to_f32()
}

fn word(block: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([block[at], block[at + 1], block[at + 2], block[at + 3]])
}

/// The numbers of a block: lower and upper halves of 16 bytes, and the fifth bits.
fn numbers(halves: &[u8], fifth: u32) -> [f32; BLOCK] {
    std::array::from_fn(|i| {
        let four = if i < BLOCK / 2 { halves[i] & 15 } else { halves[i - BLOCK / 2] >> 4 };
        f32::from(four | (((fifth >> i) & 1) as u8) << 4)
    })
}

/// `scale · (number − middle)`
fn centred(out: &mut [f32], numbers: &[f32; BLOCK], scale: f32, middle: f32) {
    out.iter_mut().zip(numbers).for_each(|(out, number)| *out = scale * (number - middle));
}

/// `scale · number + least`
fn raised(out: &mut [f32], numbers: &[f32; BLOCK], scale: f32, least: f32) {
    out.iter_mut().zip(numbers).for_each(|(out, number)| *out = scale * number + least);
}

/// f16 scale, 16 bytes.
pub(super) fn q4_0(block: &[u8], out: &mut [f32]) {
    centred(out, &numbers(&block[2..], 0), half(block, 0), 8.0);
}

/// f16 scale, f16 least, 16 bytes.
pub(super) fn q4_1(block: &[u8], out: &mut [f32]) {
    raised(out, &numbers(&block[4..], 0), half(block, 0), half(block, 2));
}

/// f16 scale, 32 fifth bits, 16 bytes.
pub(super) fn q5_0(block: &[u8], out: &mut [f32]) {
    centred(out, &numbers(&block[6..], word(block, 2)), half(block, 0), 16.0);
}

/// f16 scale, f16 least, 32 fifth bits, 16 bytes.
pub(super) fn q5_1(block: &[u8], out: &mut [f32]) {
    raised(out, &numbers(&block[8..], word(block, 4)), half(block, 0), half(block, 2));
}

/// f16 scale, 32 signed bytes.
pub(super) fn q8_0(block: &[u8], out: &mut [f32]) {
    let scale = half(block, 0);
    let signed = block[2..].iter().map(|&byte| f32::from(byte.cast_signed()));
    out.iter_mut().zip(signed).for_each(|(out, number)| *out = number * scale);
}
