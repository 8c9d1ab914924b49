//! Values of the metadata: a key's type is a number from 0 to 12 (`gguf_type` in ggml's `gguf.h`).

use super::cursor::Cursor;
use super::error::GgufError;

/// Arrays in arrays, at most: none are known to be deeper than one.
const DEEPEST: usize = 4;

/// The type of arrays.
const ARRAY: u32 = 9;

/// A value of the metadata. Whole numbers of every width are one of two kinds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GgufValue<'a> {
    /// Of 8, 16, 32 or 64 bits.
    Unsigned(u64),
    /// Of 8, 16, 32 or 64 bits.
    Signed(i64),
    /// Single precision.
    F32(f32),
    /// Double precision.
    F64(f64),
    /// True or false.
    Bool(bool),
    /// UTF-8.
    Text(&'a str),
    /// Values of one type.
    Array(GgufArray<'a>),
}

/// An array of the metadata: its bytes, checked, and read as they are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GgufArray<'a> {
    kind: u32,
    count: usize,
    bytes: &'a [u8],
}

impl<'a> GgufArray<'a> {
    /// Number of values.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The values in order.
    pub fn iter(&self) -> impl Iterator<Item = GgufValue<'a>> + use<'a> {
        let (kind, mut cursor) = (self.kind, Cursor::new(self.bytes, "an array"));
        // They were read once already, when the file was opened.
        (0..self.count).map_while(move |_| GgufValue::read(&mut cursor, kind).ok())
    }
}

impl<'a> GgufValue<'a> {
    /// The number, if it is whole and not negative.
    pub fn as_u64(&self) -> Option<u64> {
        match *self {
            Self::Unsigned(value) => Some(value),
            Self::Signed(value) => u64::try_from(value).ok(),
            _ => None,
        }
    }

    /// The number, if it is of single precision.
    pub fn as_f32(&self) -> Option<f32> {
        if let Self::F32(value) = *self { Some(value) } else { None }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&'a str> {
        if let Self::Text(text) = *self { Some(text) } else { None }
    }

    /// True or false, if it is one of them.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = *self { Some(value) } else { None }
    }

    /// The array, if it is one.
    pub fn as_array(&self) -> Option<GgufArray<'a>> {
        if let Self::Array(array) = *self { Some(array) } else { None }
    }

    /// Reads a value of the type `kind`, and checks it to its end.
    pub(super) fn read(cursor: &mut Cursor<'a>, kind: u32) -> Result<Self, GgufError> {
        Self::nested(cursor, kind, 0)
    }

    fn nested(cursor: &mut Cursor<'a>, kind: u32, depth: usize) -> Result<Self, GgufError> {
        Ok(match kind {
            0 => Self::Unsigned(u64::from(u8::from_le_bytes(cursor.array()?))),
            1 => Self::Signed(i64::from(i8::from_le_bytes(cursor.array()?))),
            2 => Self::Unsigned(u64::from(u16::from_le_bytes(cursor.array()?))),
            3 => Self::Signed(i64::from(i16::from_le_bytes(cursor.array()?))),
            4 => Self::Unsigned(u64::from(cursor.u32()?)),
            5 => Self::Signed(i64::from(i32::from_le_bytes(cursor.array()?))),
            6 => Self::F32(f32::from_le_bytes(cursor.array()?)),
            7 => Self::Bool(flag(cursor)?),
            8 => Self::Text(cursor.text()?),
            ARRAY => Self::Array(array(cursor, depth)?),
            10 => Self::Unsigned(cursor.u64()?),
            11 => Self::Signed(i64::from_le_bytes(cursor.array()?)),
            12 => Self::F64(f64::from_le_bytes(cursor.array()?)),
            _ => return Err(GgufError::Value(format!("there is no type {kind}"))),
        })
    }
}

fn flag(cursor: &mut Cursor) -> Result<bool, GgufError> {
    match cursor.array()? {
        [0] => Ok(false),
        [1] => Ok(true),
        [other] => Err(GgufError::Value(format!("{other} is neither true nor false"))),
    }
}

/// Every value takes a byte at least, so that a count larger than the file ends with the file.
fn array<'a>(cursor: &mut Cursor<'a>, depth: usize) -> Result<GgufArray<'a>, GgufError> {
    if depth == DEEPEST {
        return Err(GgufError::Value("arrays within arrays, too deep".into()));
    }
    let (kind, count) = (cursor.u32()?, cursor.u64()?);
    let start = cursor.position();
    for _ in 0..count {
        GgufValue::nested(cursor, kind, depth + 1)?;
    }
    // The loop has ended, so that as many values are in memory.
    Ok(GgufArray { kind, count: count as usize, bytes: cursor.since(start) })
}
