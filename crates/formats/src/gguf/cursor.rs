//! Little-endian numbers and texts, one after the other, never beyond the end.

use super::error::GgufError;

/// A place in the bytes of a file.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    /// What is being read, for messages.
    part: &'static str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8], part: &'static str) -> Self {
        Self { bytes, at: 0, part }
    }

    /// The same place, in another part of the file.
    pub(super) fn enter(&mut self, part: &'static str) {
        self.part = part;
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// What was read since `start`.
    pub(super) fn since(&self, start: usize) -> &'a [u8] {
        &self.bytes[start..self.at]
    }

    pub(super) fn take(&mut self, count: u64) -> Result<&'a [u8], GgufError> {
        let end = usize::try_from(count).ok().and_then(|count| self.at.checked_add(count));
        let taken = end.and_then(|end| self.bytes.get(self.at..end)).ok_or(GgufError::Truncated(self.part))?;
        self.at += taken.len();
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], GgufError> {
        let taken = self.take(N as u64)?;
        Ok(std::array::from_fn(|i| taken[i]))
    }

    pub(super) fn u32(&mut self) -> Result<u32, GgufError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, GgufError> {
        self.array().map(u64::from_le_bytes)
    }

    /// A length and as many bytes of UTF-8.
    pub(super) fn text(&mut self) -> Result<&'a str, GgufError> {
        let length = self.u64()?;
        let bytes = self.take(length)?;
        std::str::from_utf8(bytes).map_err(|_| GgufError::Text(self.part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_to_the_end_and_no_further() {
        let mut cursor = Cursor::new(&[2, 0, 0, 0, 0, 0, 0, 0, b'a', b'b', 7], "a test");
        assert_eq!(cursor.text(), Ok("ab"));
        assert_eq!(cursor.since(8), b"ab");
        assert_eq!(cursor.u32(), Err(GgufError::Truncated("a test")));
        assert_eq!(cursor.array(), Ok([7]));
    }

    #[test]
    fn a_length_near_the_largest_number_is_an_error() {
        for length in [u64::MAX, u64::MAX - 7, 1 << 63, 1 << 32, 1] {
            let bytes = length.to_le_bytes();
            assert_eq!(Cursor::new(&bytes, "a test").text(), Err(GgufError::Truncated("a test")), "{length}");
        }
    }
}
