//! Weights whose lengths and offsets are right although the rest of them is not.

use serde_json::{Map, Value, json};
use stillroom_models::NamedTensor;

/// Most bytes that are made for a header.
const MOST: usize = 1 << 20;

/// A safetensors file with this header: where an entry says no offsets, it gets those that follow, and there is as much
/// data as they ask for.
pub(crate) fn safetensors(header: &[u8], data: &[u8]) -> Vec<u8> {
    let placed = serde_json::from_slice::<Map<String, Value>>(header).ok().and_then(place);
    let (header, room) = placed.unwrap_or_else(|| (header.to_vec(), data.len()));
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header);
    file.extend(data.iter().copied().chain([0]).cycle().take(room));
    file
}

/// The header with offsets, and where the last ends.
fn place(mut header: Map<String, Value>) -> Option<(Vec<u8>, usize)> {
    let mut end = 0;
    for (_, entry) in header.iter_mut().filter(|(name, _)| *name != "__metadata__") {
        let size = size(entry)?;
        if entry.get("data_offsets").is_none() {
            entry["data_offsets"] = json!([end, end + size]);
        }
        end = (end + size < MOST).then_some(end + size)?;
    }
    Some((serde_json::to_vec(&header).ok()?, end))
}

fn size(entry: &Value) -> Option<usize> {
    let width = match entry.as_object()?.get("dtype")?.as_str()? {
        "F64" | "I64" => 8,
        "F32" | "I32" => 4,
        "F16" | "BF16" => 2,
        _ => 1,
    };
    let extents = entry.get("shape")?.as_array()?;
    extents
        .iter()
        .try_fold(width, |size: usize, extent| size.checked_mul(extent.as_u64()? as usize))
        .filter(|&s| s < MOST)
}

/// Whether two lists of tensors are the same to the last bit.
pub(crate) fn same(a: &[NamedTensor], b: &[NamedTensor]) -> bool {
    let bits = |tensor: &NamedTensor| tensor.values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    let alike = |(a, b): (&NamedTensor, &NamedTensor)| a.name == b.name && a.shape == b.shape && bits(a) == bits(b);
    a.len() == b.len() && a.iter().zip(b).all(alike)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_gets_its_data() {
        let file = safetensors(br#"{"a":{"dtype":"F32","shape":[2]},"b":{"dtype":"F16","shape":[]}}"#, b"x");
        let read = ::safetensors::SafeTensors::deserialize(&file).unwrap();
        assert_eq!((read.tensor("a").unwrap().data().len(), read.tensor("b").unwrap().data().len()), (8, 2));
    }
}
