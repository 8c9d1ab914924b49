//! What every test of whole files needs.
#![allow(dead_code, reason = "each test binary takes what it needs")]

use stillroom_data::{DataError, Dataset, ReadOptions, Sniff, Split, Table, clean, read, sniff, split};

/// Bytes that are looked at before a file is read.
pub const HEAD: usize = 256 * 1024;

/// Options that keep everything and take the columns that were found.
pub fn options() -> ReadOptions {
    ReadOptions { text_column: None, label_column: None, max_rows: 1_000_000, seed: 0 }
}

/// Looks at and reads a file in memory.
pub fn load(bytes: &[u8]) -> Result<(Sniff, Table), DataError> {
    let found = sniff("f", &bytes[..bytes.len().min(HEAD)])?;
    let table = read("f", bytes, &found, &options())?;
    Ok((found, table))
}

/// All the way from bytes to a split.
pub fn prepare(bytes: &[u8]) -> Result<(Dataset, Split), DataError> {
    let dataset = clean(load(bytes)?.1, 3)?;
    let split = split(&dataset, [0.7, 0.1, 0.2], 0);
    Ok((dataset, split))
}

/// Texts and labels of a table; a missing label is empty.
pub fn pairs(table: &Table) -> Vec<(String, String)> {
    table.rows.iter().map(|row| (row.text.clone(), row.label.clone().unwrap_or_default())).collect()
}

/// A text in UTF-16.
pub fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}
