//! Which encoding, by byte-order mark, else by what the bytes can be.

use super::Encoding;
use crate::{DataError, DataErrorKind};

/// First bytes of files that are often taken for tables.
const ARCHIVES: [(&[u8], &str); 6] = [
    (b"PK\x03\x04", "a zip archive or an Excel or LibreOffice document"),
    (b"\xD0\xCF\x11\xE0", "an old Excel document"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive"),
    (b"%PDF", "a PDF document"),
    (b"PAR1", "a Parquet file"),
];

/// Without a mark, UTF-16 is believed if at least one unit in this many is a Latin letter, digit, space or line end:
/// every table has some, if only the delimiters.
const PLAIN_SHARE: usize = 20;

impl Encoding {
    /// Its usual name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 (low byte first)",
            Self::Utf16Be => "UTF-16 (high byte first)",
        }
    }

    /// A decoder that drops the byte-order mark.
    pub(crate) fn decoder(self) -> encoding_rs::Decoder {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
        }
        .new_decoder_with_bom_removal()
    }
}

/// The encoding of a file that begins with `head`. Whether all of the head is valid in it is for the decoder to say.
pub(super) fn detect(file: &str, head: &[u8]) -> Result<Encoding, DataError> {
    refuse_empty(file, head)?;
    refuse_archives(file, head)?;
    if head.starts_with(b"\xFF\xFE\0\0") || head.starts_with(b"\0\0\xFE\xFF") {
        return Err(refusal(file, "UTF-32 text", crate::decode::SAVE_AS_UTF8));
    }
    Ok(match head {
        [0xFF, 0xFE, ..] => Encoding::Utf16Le,
        [0xFE, 0xFF, ..] => Encoding::Utf16Be,
        _ if is_utf16(head, u16::from_le_bytes) => Encoding::Utf16Le,
        _ if is_utf16(head, u16::from_be_bytes) => Encoding::Utf16Be,
        _ => Encoding::Utf8,
    })
}

/// Whether bytes without a mark are clearly UTF-16: some units are plain Latin, none is a control character, every
/// surrogate has its other half, and they are not UTF-8 with a few stray NUL bytes.
fn is_utf16(head: &[u8], unit: fn([u8; 2]) -> u16) -> bool {
    let units: Vec<u16> = head.as_chunks::<2>().0.iter().map(|&pair| unit(pair)).collect();
    let plain = units.iter().filter(|&&u| u < 0x80).count();
    plain > 0
        && plain * PLAIN_SHARE >= units.len()
        && chars(&units).all(|c| c.is_some_and(is_text))
        && !is_utf8_with_strays(head)
}

/// The characters of UTF-16; a pair that the end cuts is left out.
fn chars(units: &[u16]) -> impl Iterator<Item = Option<char>> {
    let cut = usize::from(units.last().is_some_and(|u| (0xD800..0xDC00).contains(u)));
    char::decode_utf16(units[..units.len() - cut].iter().copied()).map(Result::ok)
}

fn is_text(c: char) -> bool {
    !c.is_control() || matches!(c, '\t' | '\n' | '\r')
}

/// In UTF-16 every second byte of Latin text is 0, and other scripts are invalid or full of control characters as
/// UTF-8.
fn is_utf8_with_strays(head: &[u8]) -> bool {
    let nuls = head.iter().filter(|&&b| b == 0).count();
    nuls * 4 < head.len() && std::str::from_utf8(head).is_ok_and(|text| text.chars().all(|c| c == '\0' || is_text(c)))
}

fn refuse_empty(file: &str, head: &[u8]) -> Result<(), DataError> {
    let text = [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"].iter().find_map(|mark| head.strip_prefix(*mark));
    let blank = |b: &u8| b.is_ascii_whitespace() || (*b == 0 && text.is_some());
    if text.unwrap_or(head).iter().all(blank) {
        return Err(super::empty(file));
    }
    Ok(())
}

fn refuse_archives(file: &str, head: &[u8]) -> Result<(), DataError> {
    match ARCHIVES.iter().find(|(start, _)| head.starts_with(start)) {
        Some((_, what)) => Err(refusal(file, what, "Open it and export the table as CSV in UTF-8.")),
        None => Ok(()),
    }
}

fn refusal(file: &str, what: &str, hint: &str) -> DataError {
    let message = format!("`{file}` is {what}; UTF-8 and UTF-16 text are read.");
    DataError::new(DataErrorKind::Encoding, file, message, hint).at_line(1).at_column(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &[u8], expected: Encoding) {
        assert_eq!(detect("f", head), Ok(expected), "{head:?}");
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn believes_a_mark() {
        check(b"\xEF\xBB\xBFa", Encoding::Utf8);
        check(b"\xFF\xFEa\0", Encoding::Utf16Le);
        check(b"\xFE\xFF\0a", Encoding::Utf16Be);
    }

    #[test]
    fn tells_utf16_without_a_mark() {
        for text in ["text,label\na,b\n", "текст,язык\nпривет,ru\n", "テキスト,言語\nこんにちは,ja\n", "😀,x\n"]
        {
            check(text.as_bytes(), Encoding::Utf8);
            check(&utf16(text, u16::to_le_bytes), Encoding::Utf16Le);
            check(&utf16(text, u16::to_be_bytes), Encoding::Utf16Be);
        }
    }

    #[test]
    fn a_cut_pair_does_not_matter() {
        let bytes = utf16("a,b\n😀", u16::to_le_bytes);
        check(&bytes[..bytes.len() - 2], Encoding::Utf16Le);
        check(&bytes[..bytes.len() - 1], Encoding::Utf16Le);
    }

    #[test]
    fn stray_nul_bytes_are_not_utf16() {
        check(b"text,label\na\0b,c\n", Encoding::Utf8);
        check(&[0; 64][..0].iter().copied().chain(*b"a,b\n\0\0\0\0\0\0\0\0").collect::<Vec<_>>(), Encoding::Utf8);
    }

    #[test]
    fn refuses_what_is_no_text() {
        let check = |head: &[u8], kind, word: &str| {
            let fault = detect("f", head).unwrap_err();
            assert_eq!(fault.kind, kind);
            assert!(fault.message.contains(word) && !fault.hint.is_empty(), "{fault}");
        };
        check(b"", DataErrorKind::EmptyFile, "empty");
        check(b" \r\n\t", DataErrorKind::EmptyFile, "empty");
        check(b"\xEF\xBB\xBF\n", DataErrorKind::EmptyFile, "empty");
        check(b"\xFF\xFE\n\0", DataErrorKind::EmptyFile, "empty");
        check(b"PK\x03\x04..", DataErrorKind::Encoding, "Excel");
        check(b"%PDF-1.7", DataErrorKind::Encoding, "PDF");
        check(b"\xFF\xFE\0\0a\0\0\0", DataErrorKind::Encoding, "UTF-32");
    }
}
