//! A `Blob` as a reader, so that a large file is never in memory whole.

use js_sys::Uint8Array;
use std::io::{Error, Read, Result};
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

/// Bytes asked of the browser at once.
const CHUNK: usize = 1 << 20;

/// Reads a blob from the beginning, a chunk at a time.
pub struct BlobReader {
    blob: Blob,
    reader: FileReaderSync,
    offset: f64,
    chunk: Vec<u8>,
    position: usize,
}

impl BlobReader {
    /// A reader at the blob's first byte.
    ///
    /// # Errors
    /// Outside a worker: synchronous reading is not allowed there.
    pub fn new(blob: Blob) -> std::result::Result<Self, JsValue> {
        Ok(Self { blob, reader: FileReaderSync::new()?, offset: 0.0, chunk: Vec::new(), position: 0 })
    }

    fn fill(&mut self) -> std::result::Result<(), JsValue> {
        let end = (self.offset + CHUNK as f64).min(self.blob.size());
        let slice = self.blob.slice_with_f64_and_f64(self.offset, end)?;
        self.chunk = Uint8Array::new(self.reader.read_as_array_buffer(&slice)?.as_ref()).to_vec();
        self.offset = end;
        self.position = 0;
        Ok(())
    }
}

impl Read for BlobReader {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.position == self.chunk.len() {
            self.fill().map_err(|e| Error::other(format!("{e:?}")))?;
        }
        let count = buffer.len().min(self.chunk.len() - self.position);
        buffer[..count].copy_from_slice(&self.chunk[self.position..][..count]);
        self.position += count;
        Ok(count)
    }
}
