//! The container: a header, metadata, a list of tensors, and their bytes.

use super::cursor::Cursor;
use super::error::{GgufError, shown};
use super::tensor::{Data, Listed, Stored, check_apart};
use super::value::GgufValue;
use crate::source::{ReadAt, Source, read};
use std::collections::HashMap;
use stillroom_models::NamedTensor;

pub(super) const MAGIC: [u8; 4] = *b"GGUF";
/// The version that is written.
pub(super) const VERSION: u32 = 3;
/// Bytes to a multiple of which tensors are placed, where the file says nothing else.
pub(super) const ALIGNMENT: usize = 32;
/// Bytes of the header that are read at first; twice as many each time that they are not all of it.
const FIRST: u64 = 1 << 20;
/// Most bytes of the header: known ones have ten megabytes.
const LONGEST: u64 = 1 << 28;
pub(super) const ALIGNMENT_KEY: &str = "general.alignment";

/// A GGUF file of version 2 or 3, opened: everything but the values of tensors is checked.
#[derive(Debug)]
pub struct GgufFile<'a> {
    metadata: HashMap<&'a str, GgufValue<'a>>,
    tensors: Vec<Stored<'a>>,
    /// Places in `tensors`.
    index: HashMap<&'a str, usize>,
    pub(super) source: Source<'a>,
}

/// What comes before the data.
struct Header<'a> {
    metadata: HashMap<&'a str, GgufValue<'a>>,
    listed: Vec<Listed<'a>>,
    /// Bytes that it takes.
    size: u64,
}

impl<'a> GgufFile<'a> {
    /// Reads header, metadata and the list of tensors. Takes memory for the list alone, whatever the counts claim.
    ///
    /// # Errors
    /// [`GgufError`] if it is no such file, ends too early, repeats a name, has a tensor of a type that is not read, or
    /// one that lies outside of the file or on another.
    pub fn open(bytes: &'a [u8]) -> Result<Self, GgufError> {
        Self::within(bytes, Box::new(bytes))
    }

    /// The same of a file in `source`, of which `header` holds what [`Self::read_header`] gave.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn within(header: &'a [u8], source: Source<'a>) -> Result<Self, GgufError> {
        let Header { metadata, listed, size } = Header::read(header)?;
        let alignment = alignment(&metadata)?;
        // A file without tensors may end before the data would begin.
        let start = size.checked_next_multiple_of(alignment).unwrap_or(u64::MAX);
        let data = Data { start, end: source.size(), alignment };
        let tensors = listed.into_iter().map(|tensor| tensor.locate(&data)).collect::<Result<Vec<_>, _>>()?;
        check_apart(&tensors)?;
        Ok(Self { index: index(&tensors)?, metadata, tensors, source })
    }

    /// The first bytes of a file, in which its metadata and its list of tensors are. They are read in growing pieces,
    /// whatever the counts in them claim.
    ///
    /// # Errors
    /// [`GgufError`] if it is no such file, ends too early, or its header is larger than any known.
    pub fn read_header(source: &(impl ReadAt + ?Sized)) -> Result<Vec<u8>, GgufError> {
        let mut size = FIRST;
        loop {
            let count = size.min(source.size());
            let bytes = read(source, 0, count).map_err(GgufError::Unreadable)?;
            match Header::read(&bytes) {
                Err(GgufError::Truncated(_)) if count < source.size() && size < LONGEST => size *= 2,
                Err(GgufError::Truncated(_)) if count < source.size() => return Err(GgufError::Header(LONGEST)),
                Err(other) => return Err(other),
                Ok(_) => return Ok(bytes),
            }
        }
    }

    /// A value of the metadata.
    pub fn metadata(&self, key: &str) -> Option<GgufValue<'a>> {
        self.metadata.get(key).copied()
    }

    /// The names of the tensors, in the order of the file.
    pub fn tensor_names(&self) -> impl Iterator<Item = &'a str> {
        self.tensors.iter().map(|tensor| tensor.name)
    }

    /// The extents of a tensor, rows first.
    pub fn tensor_shape(&self, name: &str) -> Option<&[usize]> {
        self.find(name).map(|tensor| tensor.shape.as_slice())
    }

    /// The values of a tensor in f32, rows first: from F32, F16, BF16, `Q4_0`, `Q4_1`, `Q5_0`, `Q5_1`, `Q8_0`, `Q4_K`,
    /// `Q5_K` or `Q6_K`.
    ///
    /// # Errors
    /// [`GgufError::Missing`] if there is none of this name, [`GgufError::Read`] if its bytes cannot be read.
    pub fn tensor(&self, name: &str) -> Result<NamedTensor, GgufError> {
        let stored = self.find(name).ok_or_else(|| GgufError::Missing(shown(name)))?;
        Ok(NamedTensor { name: stored.name.into(), shape: stored.shape.clone(), values: self.values(stored)? })
    }

    /// How a conversation becomes a text: a Jinja template, as the model was trained with.
    pub fn chat_template(&self) -> Option<&'a str> {
        self.metadata("tokenizer.chat_template").and_then(|value| value.as_text())
    }

    pub(super) fn find(&self, name: &str) -> Option<&Stored<'a>> {
        self.index.get(name).map(|&at| &self.tensors[at])
    }

    pub(super) fn values(&self, stored: &Stored<'_>) -> Result<Vec<f32>, GgufError> {
        stored.values(&*self.source)
    }
}

impl<'a> Header<'a> {
    /// Takes memory for the list alone, whatever the counts claim.
    fn read(bytes: &'a [u8]) -> Result<Self, GgufError> {
        let mut cursor = Cursor::new(bytes, "its header");
        check_version(&mut cursor)?;
        let (tensors, values) = (cursor.u64()?, cursor.u64()?);
        cursor.enter("its metadata");
        let metadata = metadata(&mut cursor, values)?;
        cursor.enter("its list of tensors");
        let listed = (0..tensors).map(|_| Listed::read(&mut cursor)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { metadata, listed, size: cursor.position() as u64 })
    }
}

fn check_version(cursor: &mut Cursor) -> Result<(), GgufError> {
    if cursor.array() != Ok(MAGIC) {
        return Err(GgufError::Magic);
    }
    match cursor.u32()? {
        2 | 3 => Ok(()),
        // A small number with its bytes turned round.
        version if version.trailing_zeros() >= 16 => Err(GgufError::BigEndian),
        version => Err(GgufError::Version(version)),
    }
}

fn metadata<'a>(cursor: &mut Cursor<'a>, count: u64) -> Result<HashMap<&'a str, GgufValue<'a>>, GgufError> {
    let mut metadata = HashMap::new();
    for _ in 0..count {
        let (key, kind) = (cursor.text()?, cursor.u32()?);
        if metadata.insert(key, GgufValue::read(cursor, kind)?).is_some() {
            return Err(GgufError::Duplicate(shown(key)));
        }
    }
    Ok(metadata)
}

fn alignment(metadata: &HashMap<&str, GgufValue>) -> Result<u64, GgufError> {
    let Some(value) = metadata.get(ALIGNMENT_KEY) else { return Ok(ALIGNMENT as u64) };
    let alignment = value.as_u64().unwrap_or_default();
    if alignment.is_power_of_two() { Ok(alignment) } else { Err(GgufError::Alignment(alignment)) }
}

fn index<'a>(tensors: &[Stored<'a>]) -> Result<HashMap<&'a str, usize>, GgufError> {
    let mut index = HashMap::new();
    for (at, tensor) in tensors.iter().enumerate() {
        if index.insert(tensor.name, at).is_some() {
            return Err(GgufError::Duplicate(shown(tensor.name)));
        }
    }
    Ok(index)
}
