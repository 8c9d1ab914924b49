//! One block of a teacher cache as bytes: ids, then log-probabilities in f16, both little-endian.

use half::f16;

/// Bytes of an id and of its logarithm.
const BYTES: usize = size_of::<u32>() + size_of::<f16>();

/// What was kept of one block.
pub(crate) struct Record {
    /// `[length, top_k]`.
    pub(crate) ids: Vec<i32>,
    /// Log-probabilities `[length, top_k + 1]`, the last one of the rest.
    pub(crate) log_p: Vec<f32>,
}

/// Bytes of one token.
pub(crate) fn bytes_per_token(top_k: usize) -> usize {
    top_k * BYTES + size_of::<f16>()
}

impl Record {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let ids = self.ids.iter().flat_map(|id| id.to_le_bytes());
        ids.chain(self.log_p.iter().flat_map(|&value| f16::from_f32(value).to_le_bytes())).collect()
    }

    /// Reads a record of `length` tokens; `bytes` are as many as [`Self::to_bytes`] gives.
    pub(crate) fn from_bytes(bytes: &[u8], length: usize, top_k: usize) -> Self {
        let (ids, log_p) = bytes.split_at(length * top_k * size_of::<u32>());
        Self {
            ids: ids.as_chunks().0.iter().map(|&id| i32::from_le_bytes(id)).collect(),
            log_p: log_p.as_chunks().0.iter().map(|&value| f16::from_le_bytes(value).to_f32()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back_at_half_precision() {
        let record = Record { ids: vec![5, 70_000], log_p: vec![-0.5, -1.25, -3.0, -0.125] };
        let bytes = record.to_bytes();
        assert_eq!(bytes.len(), 2 * bytes_per_token(1));
        let again = Record::from_bytes(&bytes, 2, 1);
        assert_eq!((again.ids, again.log_p), (record.ids, record.log_p));
    }
}
