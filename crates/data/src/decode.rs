//! Bytes of any accepted encoding to UTF-8, a chunk at a time.

use crate::{DataError, DataErrorKind, Encoding};
use encoding_rs::{Decoder, DecoderResult};
use std::io::{self, Read};

/// Bytes asked of the input at once.
const CHUNK: usize = 64 * 1024;

/// How to get from another encoding to UTF-8.
pub(crate) const SAVE_AS_UTF8: &str = "Save it again as UTF-8: `CSV UTF-8` in Excel's list of file types, `Unicode \
    (UTF-8)` in LibreOffice's export, or `iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW`.";

/// Reads text as UTF-8 without byte-order mark, its lines ended by `\n` alone, the last one too.
///
/// One kind of line end keeps the line numbers of errors right whoever counts them. Text that is not in the encoding,
/// and NUL characters, are errors with line and character: a [`DataError`] inside an [`io::Error`].
pub(crate) struct Decode<R> {
    file: String,
    input: R,
    encoding: Encoding,
    decoder: Decoder,
    /// Whether the input is the start of a file, whose last character may be cut in two.
    head: bool,
    raw: Vec<u8>,
    decoded: Vec<u8>,
    text: Vec<u8>,
    taken: usize,
    lines: Lines,
    ended: bool,
}

impl<R: Read> Decode<R> {
    /// Reads a whole file.
    pub(crate) fn new(file: &str, input: R, encoding: Encoding) -> Self {
        Self {
            file: file.into(),
            input,
            encoding,
            decoder: encoding.decoder(),
            head: false,
            raw: vec![0; CHUNK],
            decoded: Vec::new(),
            text: Vec::new(),
            taken: 0,
            lines: Lines { line: 1, column: 1, after_return: false },
            ended: false,
        }
    }

    /// Reads the start of a file: a last character that is cut off is left out.
    pub(crate) fn head(file: &str, input: R, encoding: Encoding) -> Self {
        Self { head: true, ..Self::new(file, input, encoding) }
    }

    fn refill(&mut self) -> Result<(), DataError> {
        self.text.clear();
        self.taken = 0;
        let length = read_some(&mut self.input, &mut self.raw).map_err(|e| DataError::from_io(&self.file, e))?;
        self.ended = length == 0;
        self.decode(length)?;
        if self.ended && self.lines.column > 1 {
            self.text.push(b'\n');
        }
        Ok(())
    }

    fn decode(&mut self, length: usize) -> Result<(), DataError> {
        let raw = &self.raw[..length];
        let room = self.decoder.max_utf8_buffer_length_without_replacement(length).unwrap_or(4 * CHUNK);
        self.decoded.resize(room, 0);
        let last = self.ended && !self.head;
        let (result, _, written) = self.decoder.decode_to_utf8_without_replacement(raw, &mut self.decoded, last);
        if self.lines.take(&self.decoded[..written], &mut self.text).is_err() {
            return Err(self.lines.at(nul(&self.file)));
        }
        match result {
            DecoderResult::InputEmpty => Ok(()),
            DecoderResult::Malformed(..) | DecoderResult::OutputFull => Err(self.lines.at(self.malformed())),
        }
    }

    fn malformed(&self) -> DataError {
        let message = format!(
            "`{}` is not {}: the bytes of line {}, character {} are no text in it.",
            self.file,
            self.encoding.name(),
            self.lines.line,
            self.lines.column
        );
        DataError::new(DataErrorKind::Encoding, &self.file, message, SAVE_AS_UTF8)
    }
}

impl<R: Read> Read for Decode<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.text.len() && !self.ended {
            self.refill()?;
        }
        let length = target.len().min(self.text.len() - self.taken);
        target[..length].copy_from_slice(&self.text[self.taken..][..length]);
        self.taken += length;
        Ok(length)
    }
}

fn read_some(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(buffer) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

fn nul(file: &str) -> DataError {
    DataError::new(
        DataErrorKind::Encoding,
        file,
        format!("`{file}` holds a NUL byte: it is damaged, or no text file."),
        "Export the table again as CSV or JSON in UTF-8, or delete that byte.",
    )
}

/// Where decoding stands, and the line ends so far.
struct Lines {
    line: usize,
    /// Character within the line, from 1.
    column: usize,
    after_return: bool,
}

/// A NUL character.
struct Nul;

impl Lines {
    /// Appends `text` with `\r\n` and `\r` as `\n`; stands at the first NUL if there is one.
    fn take(&mut self, text: &[u8], target: &mut Vec<u8>) -> Result<(), Nul> {
        target.reserve(text.len());
        for &byte in text {
            let second_half = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            match byte {
                0 => return Err(Nul),
                b'\n' if second_half => {}
                b'\n' | b'\r' => self.end_line(target),
                _ => {
                    // Bytes 10xxxxxx go on with a character.
                    self.column += usize::from(byte & 0xC0 != 0x80);
                    target.push(byte);
                }
            }
        }
        Ok(())
    }

    fn end_line(&mut self, target: &mut Vec<u8>) {
        target.push(b'\n');
        self.line += 1;
        self.column = 1;
    }

    fn at(&self, error: DataError) -> DataError {
        error.at_line(self.line).at_column(self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], encoding: Encoding) -> Result<String, DataError> {
        let mut text = String::new();
        match Decode::new("f", bytes, encoding).read_to_string(&mut text) {
            Ok(_) => Ok(text),
            Err(e) => Err(DataError::from_io("f", e)),
        }
    }

    fn check(bytes: &[u8], encoding: Encoding, expected: &str) {
        assert_eq!(decode(bytes, encoding).as_deref(), Ok(expected), "{bytes:?}");
    }

    fn check_fault(bytes: &[u8], encoding: Encoding, line: usize, column: usize) {
        let fault = decode(bytes, encoding).unwrap_err();
        assert_eq!((fault.kind, fault.line, fault.column), (DataErrorKind::Encoding, Some(line), Some(column)));
    }

    #[test]
    fn reads_what_it_accepts() {
        check(b"", Encoding::Utf8, "");
        check("aé😀\n".as_bytes(), Encoding::Utf8, "aé😀\n");
        check("\u{feff}a\n".as_bytes(), Encoding::Utf8, "a\n");
        check(b"\xFF\xFEa\0\xE9\0\x3D\xD8\x00\xDE", Encoding::Utf16Le, "aé😀\n");
        check(b"\xFE\xFF\0a\0\xE9\xD8\x3D\xDE\x00", Encoding::Utf16Be, "aé😀\n");
        check(b"a\0\n\0", Encoding::Utf16Le, "a\n");
    }

    #[test]
    fn knows_every_line_end() {
        check(b"a\r\nb\rc\nd", Encoding::Utf8, "a\nb\nc\nd\n");
        check(b"a\r\r\n\n", Encoding::Utf8, "a\n\n\n");
    }

    #[test]
    fn names_line_and_character_of_a_fault() {
        check_fault(b"caf\xE9,x", Encoding::Utf8, 1, 4);
        check_fault("é\r\né\u{0},x".as_bytes(), Encoding::Utf8, 2, 2);
        check_fault(b"a\r\n\r\nb\xC3", Encoding::Utf8, 3, 2);
        check_fault(b"a\0\n\0\x3D\xD8b\0", Encoding::Utf16Le, 2, 1);
        check_fault(b"a\0b", Encoding::Utf16Le, 1, 2);
    }

    /// Gives one byte at a time, so that every character is cut.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
            let length = self.0.len().min(target.len()).min(1);
            target[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    #[test]
    fn joins_characters_cut_by_the_input() {
        let mut text = String::new();
        let read = Decode::new("f", Drip("aé\r\n😀".as_bytes()), Encoding::Utf8).read_to_string(&mut text);
        assert_eq!((read.unwrap(), text.as_str()), (9, "aé\n😀\n"));
    }

    #[test]
    fn a_head_may_end_amid_a_character() {
        let mut text = String::new();
        Decode::head("f", &"aé".as_bytes()[..2], Encoding::Utf8).read_to_string(&mut text).unwrap();
        assert_eq!(text, "a\n");
    }
}
