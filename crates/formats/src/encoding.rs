//! How the values of a tensor lie in a file.

use half::{bf16, f16};

/// Rows are cut into blocks of a fixed size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Encoding {
    /// Values of a block.
    pub(crate) values: usize,
    /// Bytes of a block.
    pub(crate) bytes: usize,
    /// From the bytes of a block to its values; where a block is one value, of any number of them.
    pub(crate) decode: fn(&[u8], &mut [f32]),
}

impl Encoding {
    pub(crate) const F32: Self = Self { values: 1, bytes: 4, decode: f32s };
    pub(crate) const F16: Self = Self { values: 1, bytes: 2, decode: f16s };
    pub(crate) const BF16: Self = Self { values: 1, bytes: 2, decode: bf16s };

    /// How many values these bytes are.
    pub(crate) fn count(&self, bytes: &[u8]) -> usize {
        bytes.len() / self.bytes * self.values
    }

    /// The values of whole blocks.
    pub(crate) fn decode(&self, bytes: &[u8], values: &mut [f32]) {
        if self.values == 1 {
            return (self.decode)(bytes, values);
        }
        let blocks = bytes.chunks_exact(self.bytes).zip(values.chunks_exact_mut(self.values));
        blocks.for_each(|(block, values)| (self.decode)(block, values));
    }
}

fn f32s(bytes: &[u8], values: &mut [f32]) {
    let each = values.iter_mut().zip(bytes.chunks_exact(4));
    each.for_each(|(value, b)| *value = f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
}

fn f16s(bytes: &[u8], values: &mut [f32]) {
    let each = values.iter_mut().zip(bytes.chunks_exact(2));
    each.for_each(|(value, b)| *value = f16::from_le_bytes([b[0], b[1]]).to_f32());
}

fn bf16s(bytes: &[u8], values: &mut [f32]) {
    let each = values.iter_mut().zip(bytes.chunks_exact(2));
    each.for_each(|(value, b)| *value = bf16::from_le_bytes([b[0], b[1]]).to_f32());
}
