//! A running text to documents, line by line.

use super::DocumentRule;
use super::part::Cutter;
use crate::DataError;
use std::io::{BufRead, BufReader, Read};

/// Bytes of a line that are read at once: a file may be one line.
const FRAGMENT: usize = 16 * 1024;

/// Reads decoded text. Blank lines around a document are dropped and those within it emptied; other lines stay as they
/// are.
pub(super) fn read(file: &str, input: impl Read, rule: &DocumentRule, cutter: &mut Cutter) -> Result<(), DataError> {
    let mut text = Text { rule, cutter, breaks: 0, line: 1, amid: false };
    let mut input = BufReader::new(input);
    let mut bytes = Vec::new();
    loop {
        let room = (FRAGMENT - bytes.len()) as u64;
        let length = input.by_ref().take(room).read_until(b'\n', &mut bytes);
        if length.map_err(|e| DataError::from_io(file, e))? == 0 {
            break;
        }
        let rest = text.fragment(&bytes);
        bytes.drain(..bytes.len() - rest);
    }
    text.finish();
    Ok(())
}

struct Text<'a> {
    rule: &'a DocumentRule,
    cutter: &'a mut Cutter,
    /// Line ends since the last text of the document.
    breaks: usize,
    /// From 1.
    line: usize,
    /// Whether the next fragment goes on with a line.
    amid: bool,
}

impl Text<'_> {
    /// Takes a line, or as much of it as is whole characters; returns how many bytes are left.
    fn fragment(&mut self, bytes: &[u8]) -> usize {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            // Decoded text is valid, so that only the end of a fragment can be within a character.
            Err(cut) => str::from_utf8(&bytes[..cut.valid_up_to()]).unwrap_or_default(),
        };
        match text.strip_suffix('\n') {
            Some(line) if self.amid => self.end_line(line),
            Some(line) => self.line(line),
            None => self.text(text),
        }
        self.amid = !text.ends_with('\n');
        self.line += usize::from(!self.amid);
        bytes.len() - text.len()
    }

    fn line(&mut self, line: &str) {
        match self.rule {
            DocumentRule::Separator { line: separator } if line.trim() == separator.trim() => {
                self.cutter.end();
                self.breaks = 0;
            }
            _ if line.trim().is_empty() => self.breaks += 1,
            _ => self.end_line(line),
        }
    }

    fn end_line(&mut self, line: &str) {
        self.text(line);
        self.breaks = 1;
    }

    fn text(&mut self, text: &str) {
        if self.is_border() {
            self.cutter.end();
        }
        let breaks = std::mem::take(&mut self.breaks);
        if !self.cutter.is_empty() {
            (0..breaks).for_each(|_| self.cutter.push("\n", self.line));
        }
        self.cutter.push(text, self.line);
    }

    /// Whether the lines before the next text end a document.
    fn is_border(&self) -> bool {
        match *self.rule {
            DocumentRule::BlankLines { at_least } => self.breaks > at_least.max(1) && !self.cutter.is_empty(),
            _ => false,
        }
    }

    fn finish(self) {
        if !self.cutter.is_empty() {
            self.cutter.end();
        }
    }
}
