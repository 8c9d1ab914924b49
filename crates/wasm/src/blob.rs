//! A `Blob` as a reader, from its beginning or from any place, so that a large file is never in memory whole.

use js_sys::Uint8Array;
use std::io::{Error, Read, Result};
use stillroom_engine::ReadAt;
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
        self.chunk = slice(&self.blob, &self.reader, self.offset, end)?.to_vec();
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

/// A blob that is read from any place.
pub struct BlobSource {
    blob: Blob,
    reader: FileReaderSync,
}

impl BlobSource {
    /// Reads nothing yet.
    ///
    /// # Errors
    /// Outside a worker: synchronous reading is not allowed there.
    pub fn new(blob: Blob) -> std::result::Result<Self, JsValue> {
        Ok(Self { blob, reader: FileReaderSync::new()? })
    }
}

impl ReadAt for BlobSource {
    fn size(&self) -> u64 {
        // Sizes of files are exact in a double.
        self.blob.size() as u64
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> std::result::Result<(), String> {
        let end = offset.saturating_add(into.len() as u64);
        let bytes = slice(&self.blob, &self.reader, offset as f64, end as f64).map_err(|why| format!("{why:?}"))?;
        if bytes.length() as usize != into.len() {
            return Err(format!("{} of {} bytes", bytes.length(), into.len()));
        }
        bytes.copy_to(into);
        Ok(())
    }
}

fn slice(blob: &Blob, reader: &FileReaderSync, from: f64, to: f64) -> std::result::Result<Uint8Array, JsValue> {
    let part = blob.slice_with_f64_and_f64(from, to)?;
    Ok(Uint8Array::new(reader.read_as_array_buffer(&part)?.as_ref()))
}
