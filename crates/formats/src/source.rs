//! Bytes that are read where they lie: a file, a blob, a slice.

use std::fmt::{Debug, Formatter};

/// Bytes that can be read from any place, without waiting.
pub trait ReadAt {
    /// Number of bytes.
    fn size(&self) -> u64;

    /// Fills `into` with the bytes from `offset` on.
    ///
    /// # Errors
    /// Why not all of them can be read.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<(), String>;
}

/// Bytes of any kind.
pub type Source<'a> = Box<dyn ReadAt + 'a>;

impl ReadAt for [u8] {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<(), String> {
        let start = usize::try_from(offset).ok();
        let from = start.and_then(|start| self.get(start..start.checked_add(into.len())?));
        into.copy_from_slice(from.ok_or("the bytes end before")?);
        Ok(())
    }
}

impl ReadAt for Vec<u8> {
    fn size(&self) -> u64 {
        self.as_slice().size()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<(), String> {
        self.as_slice().read_at(offset, into)
    }
}

impl<T: ReadAt + ?Sized> ReadAt for &T {
    fn size(&self) -> u64 {
        (**self).size()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<(), String> {
        (**self).read_at(offset, into)
    }
}

impl<T: ReadAt + ?Sized> ReadAt for Box<T> {
    fn size(&self) -> u64 {
        (**self).size()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<(), String> {
        (**self).read_at(offset, into)
    }
}

impl Debug for dyn ReadAt + '_ {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.size())
    }
}

/// Some of the bytes. Memory is taken once it is known that they are there.
///
/// # Errors
/// Why they cannot be read.
pub(crate) fn read(source: &(impl ReadAt + ?Sized), offset: u64, count: u64) -> Result<Vec<u8>, String> {
    let end = offset.checked_add(count).filter(|&end| end <= source.size());
    let count = end.and_then(|_| usize::try_from(count).ok()).ok_or("the bytes end before")?;
    let mut bytes = vec![0; count];
    source.read_at(offset, &mut bytes)?;
    Ok(bytes)
}

/// All bytes of a small file.
///
/// # Errors
/// If there are more than `most` of them, or they cannot be read.
pub fn read_whole(source: &(impl ReadAt + ?Sized), most: u64) -> Result<Vec<u8>, String> {
    if source.size() > most {
        return Err(format!("it has {} bytes, and {most} are read at most", source.size()));
    }
    read(source, 0, source.size())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bytes_that_are_there_are_read() {
        let bytes = vec![1, 2, 3, 4];
        assert_eq!(read(&bytes, 1, 2).unwrap(), [2, 3]);
        assert_eq!(read(&bytes, 4, 0).unwrap(), [0; 0]);
        for (offset, count) in [(0, 5), (4, 1), (5, 0), (u64::MAX, 1), (1, u64::MAX), (0, u64::MAX)] {
            assert!(read(&bytes, offset, count).is_err(), "{offset} {count}");
        }
        [4, u64::MAX].iter().for_each(|&offset| assert!(bytes.read_at(offset, &mut [0]).is_err(), "{offset}"));
        assert!(read_whole(&bytes, 3).unwrap_err().contains("4 bytes"));
    }
}
