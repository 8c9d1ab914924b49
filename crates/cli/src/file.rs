//! A file on disk that is read from any place, so that a large one is never in memory whole.

use std::fs::File;
use std::io::Result;
use std::path::Path;
use stillroom_engine::ReadAt;

/// An open file.
pub struct FileSource {
    file: File,
    size: u64,
}

impl FileSource {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// What the system says; a folder is refused.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path)?;
        let found = file.metadata()?;
        if found.is_dir() {
            return Err(std::io::ErrorKind::IsADirectory.into());
        }
        Ok(Self { file, size: found.len() })
    }
}

impl ReadAt for FileSource {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> std::result::Result<(), String> {
        read(&self.file, offset, into).map_err(|why| why.to_string())
    }
}

#[cfg(unix)]
fn read(file: &File, offset: u64, into: &mut [u8]) -> Result<()> {
    use std::os::unix::fs::FileExt;
    file.read_exact_at(into, offset)
}

#[cfg(not(unix))]
fn read(mut file: &File, offset: u64, into: &mut [u8]) -> Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(into)
}
