//! The header of a safetensors file: which tensors it holds, of which types, and where.

use crate::source::{ReadAt, read};
use safetensors::tensor::Dtype;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Bytes before the header: its length.
const LENGTH: u64 = 8;
/// Longest header in bytes, as the format's own library has it.
const LONGEST: u64 = 100_000_000;

/// A tensor of a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Listed {
    pub(super) dtype: Dtype,
    pub(super) shape: Vec<usize>,
    /// First byte in the file.
    pub(super) start: u64,
}

/// The tensors of a file by name.
pub(super) type Header = BTreeMap<String, Listed>;

#[derive(Deserialize)]
struct Raw {
    #[serde(rename = "__metadata__")]
    _metadata: Option<BTreeMap<String, String>>,
    #[serde(flatten)]
    tensors: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    dtype: Dtype,
    shape: Vec<usize>,
    /// Of the bytes behind the header.
    data_offsets: (u64, u64),
}

/// Reads the header and nothing else.
///
/// # Errors
/// What is wrong: the tensors must follow each other without gaps to the end of the file, and each must have the bytes
/// of its shape.
pub(super) fn header(source: &(impl ReadAt + ?Sized)) -> Result<Header, String> {
    let length = read(source, 0, LENGTH).map_err(|_| "it is shorter than the length of a header")?;
    let length = u64::from_le_bytes(std::array::from_fn(|at| length[at]));
    if length > LONGEST {
        return Err(format!("its header would have {length} bytes"));
    }
    let json = read(source, LENGTH, length).map_err(|why| format!("its header cannot be read: {why}"))?;
    let raw: Raw = serde_json::from_slice(&json).map_err(|why| format!("its header is no list of tensors: {why}"))?;
    drop(json);
    check(&raw.tensors, source.size() - LENGTH - length)?;
    let listed = |entry: Entry| {
        let start = LENGTH + length + entry.data_offsets.0;
        Listed { dtype: entry.dtype, shape: entry.shape, start }
    };
    Ok(raw.tensors.into_iter().map(|(name, entry)| (name, listed(entry))).collect())
}

/// Tensors without gaps cannot share bytes, and hide none.
fn check(tensors: &BTreeMap<String, Entry>, size: u64) -> Result<(), String> {
    let mut entries: Vec<(&String, &Entry)> = tensors.iter().collect();
    entries.sort_by_key(|(_, entry)| entry.data_offsets);
    let mut end = 0;
    for (name, entry) in entries {
        let (start, stop) = entry.data_offsets;
        let shown: String = name.chars().take(100).collect();
        if start != end || stop < start {
            return Err(format!("the tensor `{shown}` does not follow the one before it"));
        }
        if bytes(entry) != Some(stop - start) {
            return Err(format!("the tensor `{shown}` has not the bytes of its shape"));
        }
        end = stop;
    }
    if end == size { Ok(()) } else { Err(format!("its tensors have {end} bytes, and {size} are there")) }
}

/// None beyond what any file holds, and for parts of a byte.
fn bytes(entry: &Entry) -> Option<u64> {
    let count = entry.shape.iter().try_fold(1_u64, |count, &extent| count.checked_mul(extent as u64))?;
    let bits = count.checked_mul(entry.dtype.bitsize() as u64)?;
    bits.is_multiple_of(8).then_some(bits / 8)
}
