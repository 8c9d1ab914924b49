//! A model's tensors where they lie in its files: read one at a time, each piece by piece to its places.

use crate::encoding::Encoding;
use crate::hugging_face::CheckpointConfig;
use crate::slot::{Form, Slot};
use crate::source::{ReadAt, Source};
use std::collections::HashMap;
use stillroom_models::NamedTensor;

/// Bytes of a tensor that are read at once.
const PIECE: usize = 1 << 18;
/// Bytes of a value in f32.
const BYTES: f64 = 4.0;

/// A tensor could not be read out of its file, though it was there when the file was opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the tensor `{tensor}` cannot be read: {why}")]
pub struct ReadError {
    /// The tensor.
    pub tensor: String,
    /// What the file's reader said.
    pub why: String,
}

/// One of our tensors, and where its values are.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) slot: Slot,
    /// Of several files, which.
    pub(crate) file: usize,
    /// First byte in that file.
    pub(crate) start: u64,
    pub(crate) encoding: Encoding,
}

/// Shape, names and places of a model, without its files.
#[derive(Debug, Clone)]
pub struct CheckpointLayout {
    pub(crate) config: CheckpointConfig,
    /// In the order of the module.
    pub(crate) places: Vec<Place>,
    pub(crate) passed_over: Vec<String>,
}

impl CheckpointLayout {
    /// The model in the files that the layout was read from, in their order.
    pub fn over(self, sources: Vec<Source<'_>>) -> StoredCheckpoint<'_> {
        let index = self.places.iter().enumerate().map(|(at, place)| (place.slot.ours.clone(), at)).collect();
        StoredCheckpoint { layout: self, index, sources }
    }
}

/// A model of any family that is read, whose tensors stay in its files until one is asked for.
///
/// Everything but the values is checked when it is opened.
#[derive(Debug)]
pub struct StoredCheckpoint<'a> {
    layout: CheckpointLayout,
    /// Places by our names.
    index: HashMap<String, usize>,
    sources: Vec<Source<'a>>,
}

impl StoredCheckpoint<'_> {
    /// Its shape.
    pub fn config(&self) -> &CheckpointConfig {
        &self.layout.config
    }

    /// The files of its weights.
    pub fn sources(&self) -> &[Source<'_>] {
        &self.sources
    }

    /// Names of the tensors that are left out on purpose: buffers, copies, and heads that serve no purpose here.
    pub fn passed_over(&self) -> &[String] {
        &self.layout.passed_over
    }

    /// Our names of its tensors and their shapes, in the order of the module.
    pub fn tensors(&self) -> impl Iterator<Item = (&str, &[usize])> {
        self.layout.places.iter().map(|place| (place.slot.ours.as_str(), place.slot.shape.as_slice()))
    }

    /// Number of trainable values: more than a tab can count in memory is still told.
    pub fn parameters(&self) -> u64 {
        self.layout.places.iter().map(|place| count(&place.slot.shape)).sum()
    }

    /// Bytes of its largest tensor in f32.
    pub fn largest_tensor_bytes(&self) -> f64 {
        self.layout.places.iter().map(|place| count(&place.slot.shape)).max().unwrap_or(0) as f64 * BYTES
    }

    /// The values of one of our tensors, row-major. Takes memory for them and for a piece of their bytes.
    ///
    /// # Errors
    /// [`ReadError`] if there is none of this name and shape, or its bytes cannot be read.
    pub fn values(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ReadError> {
        let fault = |why: String| ReadError { tensor: name.into(), why };
        let place = self.index.get(name).map(|&at| &self.layout.places[at]);
        let place = place.ok_or_else(|| fault("the model has none of this name".into()))?;
        if place.slot.shape != shape {
            return Err(fault(format!("it has the shape {:?}, not {shape:?}", place.slot.shape)));
        }
        place.read(&*self.sources[place.file]).map_err(fault)
    }

    /// All tensors, in the order of the module.
    ///
    /// # Errors
    /// [`ReadError`], naming the tensor.
    pub fn read_all(&self) -> Result<Vec<NamedTensor>, ReadError> {
        let read = |(name, shape): (&str, &[usize])| {
            Ok(NamedTensor { name: name.into(), shape: shape.to_vec(), values: self.values(name, shape)? })
        };
        self.tensors().map(read).collect()
    }
}

impl Place {
    fn read(&self, source: &dyn ReadAt) -> Result<Vec<f32>, String> {
        let theirs = count(&self.slot.their_shape());
        if self.slot.form == Form::Same {
            return plain(source, self.start, &self.encoding, theirs);
        }
        let (mut ours, mut piece) = (zeros(count(&self.slot.shape))?, Vec::new());
        pieces(source, self.start, &self.encoding, theirs, |first, bytes| {
            piece.resize(self.encoding.count(bytes), 0.0);
            self.encoding.decode(bytes, &mut piece);
            self.slot.scatter(first, &piece, &mut ours);
        })?;
        Ok(ours)
    }
}

/// The values of a tensor as they lie in a file.
///
/// # Errors
/// Why they cannot be read.
pub(crate) fn plain(source: &dyn ReadAt, start: u64, encoding: &Encoding, count: u64) -> Result<Vec<f32>, String> {
    let mut values = zeros(count)?;
    pieces(source, start, encoding, count, |first, bytes| {
        encoding.decode(bytes, &mut values[first..first + encoding.count(bytes)]);
    })?;
    Ok(values)
}

/// Gives the bytes of `count` values, some whole blocks at a time, with the number of the first value.
fn pieces(
    source: &dyn ReadAt,
    start: u64,
    encoding: &Encoding,
    count: u64,
    mut put: impl FnMut(usize, &[u8]),
) -> Result<(), String> {
    let blocks = usize::try_from(count).map_err(|_| too_large(count))? / encoding.values;
    let at_once = (PIECE / encoding.bytes).min(blocks);
    let mut bytes = vec![0; at_once * encoding.bytes];
    for first in (0..blocks).step_by(at_once.max(1)) {
        let piece = &mut bytes[..at_once.min(blocks - first) * encoding.bytes];
        source.read_at(start + first as u64 * encoding.bytes as u64, piece)?;
        put(first * encoding.values, piece);
    }
    Ok(())
}

/// A tab's `usize` has 32 bits, and the files of a model may hold more values than that.
pub(crate) fn count(shape: &[usize]) -> u64 {
    shape.iter().map(|&extent| extent as u64).product()
}

/// Memory for `count` values, if there is as much.
fn zeros(count: u64) -> Result<Vec<f32>, String> {
    let (mut values, length) = (Vec::new(), usize::try_from(count).map_err(|_| too_large(count))?);
    values.try_reserve_exact(length).map_err(|_| too_large(count))?;
    values.resize(length, 0.0);
    Ok(values)
}

fn too_large(count: u64) -> String {
    format!("there is no memory for its {} bytes", count as f64 * BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_memory_holds_is_an_error() {
        for count in [u64::MAX, 1 << 62, 1 << 61] {
            let why = plain(&Vec::<u8>::new(), 0, &Encoding::F32, count).unwrap_err();
            assert!(why.starts_with("there is no memory for its "), "{why}");
        }
    }
}
