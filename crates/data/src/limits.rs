//! How large a file's parts may be. Beyond these a file is no table of texts, and reading on would only exhaust the
//! memory of a tab.

/// Most columns of a table: room for a text, a label and `p:<class>` of some hundred classes.
pub const MAX_COLUMNS: usize = 1_000;

/// Most characters of one cell, a little over 20 printed pages.
pub const MAX_CELL_CHARS: usize = 65_536;

/// Most bytes of one row as UTF-8. Bounds what a quote that is never closed can swallow.
pub const MAX_ROW_BYTES: usize = 4 << 20;

/// Most classes that soft labels may name.
pub const MAX_CLASSES: usize = 1_000;

/// Most characters of a value that is shown as a sample.
pub(crate) const SAMPLE_CHARS: usize = 80;

/// Rows of a file's start that are looked at to tell its layout.
pub(crate) const SNIFF_ROWS: usize = 1_000;
