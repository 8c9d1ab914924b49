//! Several files as one.

use crate::FormatError;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Largest file that is read out of an archive, in bytes: a lie about a size fills no memory.
const MAX_FILE: u64 = 1 << 30;

/// Files as one zip, stored as they are: weights hardly compress.
///
/// # Errors
/// [`FormatError::Zip`] if an entry exceeds what a zip can hold.
pub fn to_zip<N: AsRef<str>>(files: &[(N, Vec<u8>)]) -> Result<Vec<u8>, FormatError> {
    let refuse = |why: String| FormatError::Zip(why);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in files {
        zip.start_file(name.as_ref(), options).map_err(|e| refuse(e.to_string()))?;
        zip.write_all(bytes).map_err(|e| refuse(e.to_string()))?;
    }
    Ok(zip.finish().map_err(|e| refuse(e.to_string()))?.into_inner())
}

/// The files of a zip, by name.
///
/// # Errors
/// [`FormatError::Zip`] if it is damaged.
pub fn from_zip(bytes: &[u8]) -> Result<impl FnMut(&str) -> Option<Vec<u8>>, FormatError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| FormatError::Zip(e.to_string()))?;
    Ok(move |name: &str| {
        let mut contents = Vec::new();
        zip.by_name(name).ok()?.take(MAX_FILE).read_to_end(&mut contents).ok()?;
        Some(contents)
    })
}
