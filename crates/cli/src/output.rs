//! Standard output that somebody may have stopped reading.

use anyhow::{Error, Result};
use std::io::{self, Write, stdout};

/// Writes a line, without the panic of `println!` where the reader has gone.
///
/// # Errors
/// If standard output cannot be written.
pub fn print(line: &str) -> Result<()> {
    Ok(writeln!(stdout().lock(), "{line}")?)
}

/// Whether the reader has gone, as `head` does once it has seen enough: no failure of ours.
pub fn is_closed(error: &Error) -> bool {
    let broken = |e: &io::Error| e.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(broken)
            || cause
                .downcast_ref::<serde_json::Error>()
                .is_some_and(|e| e.io_error_kind() == Some(io::ErrorKind::BrokenPipe))
    })
}
