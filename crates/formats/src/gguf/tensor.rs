//! Where a tensor lies in a file, and its values.

use super::cursor::Cursor;
use super::error::{GgufError, shown};
use super::kind::Kind;
use crate::source::ReadAt;
use crate::stored::{ReadError, count, plain};

/// Dimensions of a tensor at most (`GGML_MAX_DIMS`).
const DIMENSIONS: u32 = 4;

/// A tensor as the list of tensors describes it.
pub(super) struct Listed<'a> {
    name: &'a str,
    /// The fastest first, as ggml has them.
    dimensions: Vec<u64>,
    kind: &'static Kind,
    /// From the beginning of the data.
    offset: u64,
}

/// A tensor whose bytes are in the file.
#[derive(Debug)]
pub(super) struct Stored<'a> {
    pub(super) name: &'a str,
    /// Rows first, as everywhere else.
    pub(super) shape: Vec<usize>,
    pub(super) kind: &'static Kind,
    /// Its first byte in the file.
    pub(super) start: u64,
    /// The byte after its last.
    end: u64,
}

/// Where the data of a file are, and how they are placed.
pub(super) struct Data {
    /// First byte.
    pub(super) start: u64,
    /// Bytes of the file.
    pub(super) end: u64,
    pub(super) alignment: u64,
}

impl<'a> Listed<'a> {
    pub(super) fn read(cursor: &mut Cursor<'a>) -> Result<Self, GgufError> {
        let (name, rank) = (cursor.text()?, cursor.u32()?);
        if rank > DIMENSIONS {
            return Err(impossible(name, format!("there are {rank} of them")));
        }
        let dimensions = (0..rank).map(|_| cursor.u64()).collect::<Result<_, _>>()?;
        let (number, offset) = (cursor.u32()?, cursor.u64()?);
        let kind = Kind::of(number).ok_or_else(|| unknown(name, number))?;
        Ok(Self { name, dimensions, kind, offset })
    }

    /// Finds its bytes in the data.
    pub(super) fn locate(self, data: &Data) -> Result<Stored<'a>, GgufError> {
        let refuse = |why: &str| GgufError::Place { name: shown(self.name), why: why.into() };
        if !self.offset.is_multiple_of(data.alignment) {
            return Err(refuse("its offset is not aligned"));
        }
        let size = self.size()?;
        let start = data.start.checked_add(self.offset);
        let end = start.and_then(|start| start.checked_add(size)).filter(|&end| end <= data.end);
        let end = end.ok_or_else(|| refuse("it reaches beyond the end of the file"))?;
        let shape = self.dimensions.iter().rev().map(|&extent| usize::try_from(extent)).collect::<Result<_, _>>();
        let shape = shape.map_err(|_| impossible(self.name, "no memory holds so much".into()))?;
        Ok(Stored { name: self.name, shape, kind: self.kind, start: end - size, end })
    }

    /// Bytes that its values take.
    fn size(&self) -> Result<u64, GgufError> {
        let (values, bytes) = (self.kind.encoding.values as u64, self.kind.encoding.bytes as u64);
        if self.dimensions.contains(&0) {
            return Err(impossible(self.name, "one of them is 0".into()));
        }
        let row = self.dimensions.first().copied().unwrap_or(1);
        if !row.is_multiple_of(values) {
            return Err(impossible(self.name, format!("rows of {row} are no blocks of {values}")));
        }
        let count = self.dimensions.iter().try_fold(1_u64, |count, &extent| count.checked_mul(extent));
        let size = count.and_then(|count| (count / values).checked_mul(bytes));
        size.ok_or_else(|| impossible(self.name, "no file holds so much".into()))
    }
}

impl Stored<'_> {
    /// Its values in f32: at most eight times its bytes.
    ///
    /// # Errors
    /// Why they cannot be read.
    pub(super) fn values(&self, source: &dyn ReadAt) -> Result<Vec<f32>, GgufError> {
        let count = count(&self.shape);
        let fault = |why| ReadError { tensor: shown(self.name), why };
        Ok(plain(source, self.start, &self.kind.encoding, count).map_err(fault)?)
    }
}

/// No two tensors may share bytes: one of them would be another's.
pub(super) fn check_apart(tensors: &[Stored]) -> Result<(), GgufError> {
    let mut ranges: Vec<_> = tensors.iter().map(|tensor| ((tensor.start, tensor.end), tensor.name)).collect();
    ranges.sort_unstable();
    match ranges.windows(2).find(|pair| pair[0].0.1 > pair[1].0.0) {
        None => Ok(()),
        Some(pair) => {
            Err(GgufError::Place { name: shown(pair[1].1), why: format!("it overlaps `{}`", shown(pair[0].1)) })
        }
    }
}

fn impossible(name: &str, why: String) -> GgufError {
    GgufError::Dimensions { name: shown(name), why }
}

fn unknown(name: &str, number: u32) -> GgufError {
    GgufError::Kind { name: shown(name), kind: Kind::unknown(number), known: Kind::known() }
}
