//! Blocks of 256 values, whose groups have scales of their own in few bits (`block_q4_K` to `block_q6_K` in
//! `ggml-common.h`, `dequantize_row_*` in `ggml-quants.c`).

use super::blocks::half;

/// Values of a group in blocks of 4 and 5 bits.
const GROUP: usize = 32;

/// Scale and least value of a group, 6 bits each in 12 bytes (`get_scale_min_k4`): those of the first four groups lie in
/// bytes 0 to 7; those of the others have their lower four bits in bytes 8 to 11, and their upper two above the first's.
fn scale_and_least(packed: &[u8], group: usize) -> (f32, f32) {
    let (scale, least) = if group < 4 {
        (packed[group] & 63, packed[group + 4] & 63)
    } else {
        let lower = packed[group + 4];
        (lower & 15 | packed[group - 4] >> 6 << 4, lower >> 4 | packed[group] >> 6 << 4)
    };
    (f32::from(scale), f32::from(least))
}

/// `d · scale · number − d_least · least` by group. Two groups share 32 bytes: lower halves, then upper halves; bit
/// `group` of the fifth bits' byte is above each number.
fn groups(block: &[u8], fifth: Option<&[u8]>, halves: &[u8], out: &mut [f32]) {
    let (d, d_least) = (half(block, 0), half(block, 2));
    for (group, out) in out.chunks_exact_mut(GROUP).enumerate() {
        let (scale, least) = scale_and_least(&block[4..16], group);
        let (scale, least) = (d * scale, d_least * least);
        let bytes = &halves[group / 2 * GROUP..][..GROUP];
        for (i, (out, byte)) in out.iter_mut().zip(bytes).enumerate() {
            let upper = fifth.map_or(0, |bits| (bits[i] >> group & 1) << 4);
            *out = scale * f32::from(byte >> (group % 2 * 4) & 15 | upper) - least;
        }
    }
}

/// f16 scale of scales, f16 scale of least values, 12 bytes of both, 128 bytes.
pub(super) fn q4_k(block: &[u8], out: &mut [f32]) {
    groups(block, None, &block[16..], out);
}

/// As `Q4_K` with 32 bytes of fifth bits before the 128.
pub(super) fn q5_k(block: &[u8], out: &mut [f32]) {
    groups(block, Some(&block[16..48]), &block[48..], out);
}

/// 128 bytes of lower four bits, 64 of upper two, 16 signed scales, f16 scale of scales: `d · scale · (number − 32)`.
///
/// Each half of the block has four quarters: lower and upper halves of 32 bytes and of the next 32, and two bits of the
/// same 32 bytes each; a scale is for 16 values.
pub(super) fn q6_k(block: &[u8], out: &mut [f32]) {
    let (lower, upper, scales, d) = (&block[..128], &block[128..192], &block[192..208], half(block, 208));
    for (part, out) in out.chunks_exact_mut(GROUP).enumerate() {
        let (at, quarter) = (part / 4, part % 4);
        for (i, out) in out.iter_mut().enumerate() {
            let four = lower[at * 64 + quarter % 2 * GROUP + i] >> (quarter / 2 * 4) & 15;
            let two = upper[at * GROUP + i] >> (quarter * 2) & 3;
            let scale = d * f32::from(scales[part * 2 + i / 16].cast_signed());
            *out = scale * (f32::from(four | two << 4) - 32.0);
        }
    }
}
