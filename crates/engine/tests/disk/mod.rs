use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use stillroom_engine::ReadAt;

/// A file on disk, of which only what is asked for is read.
pub struct Disk(File);

impl Disk {
    pub fn open(path: &Path) -> Option<Self> {
        File::open(path).ok().map(Self)
    }
}

impl ReadAt for Disk {
    fn size(&self) -> u64 {
        self.0.metadata().unwrap().len()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<(), String> {
        self.0.read_exact_at(into, offset).map_err(|why| why.to_string())
    }
}
