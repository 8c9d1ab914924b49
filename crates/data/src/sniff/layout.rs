//! Which layout: JSON by its first characters, else the delimiter that cuts the lines into equally many cells.

use super::{Encoding, Format, Leeway, header};
use crate::decode::Decode;
use crate::limits::SNIFF_ROWS;
use crate::read::{JsonRow, Records, check_row, json_array, json_lines, json_text};
use crate::{DataError, DataErrorKind};
use std::io::Read;

/// A head of as many bytes is taken to end amid a row; less is taken for the whole file.
const CUT_BYTES: usize = 64 * 1024;

/// Candidates, the likelier first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Share of the rows, in percent, that must have the same number of cells before a delimiter is believed.
const LEAST_AGREEMENT: usize = 80;

/// The start of a file as text.
pub(super) struct Head<'a> {
    text: String,
    cut: bool,
    leeway: &'a Leeway<'a>,
}

/// Layout, names of the columns and the first rows, one cell per column.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) format: Format,
    pub(super) names: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl<'a> Head<'a> {
    pub(super) fn decode(
        file: &str,
        head: &[u8],
        encoding: Encoding,
        leeway: &'a Leeway<'a>,
    ) -> Result<Self, DataError> {
        let mut text = String::new();
        Decode::head(file, head, encoding).read_to_string(&mut text).map_err(|e| DataError::from_io(file, e))?;
        Ok(Self { text, cut: head.len() >= CUT_BYTES, leeway })
    }

    /// The layout of JSON that the first two characters besides white space tell.
    pub(super) fn json(&self) -> Option<Format> {
        let mut chars = self.text.chars().filter(|c| !c.is_whitespace());
        match (chars.next(), chars.next()) {
            (Some('['), Some('{' | '[' | '"' | ']') | None) => Some(Format::JsonArray),
            (Some('{'), Some('"' | '}') | None) => Some(Format::JsonLines),
            _ => None,
        }
    }

    /// All lines that are surely whole; the first in any case.
    fn whole_lines(&self) -> &str {
        let without_end = self.text.trim_end_matches('\n');
        match without_end.rfind('\n') {
            Some(end) if self.cut => &self.text[..=end],
            _ => &self.text,
        }
    }
}

pub(super) fn detect(file: &str, head: &Head) -> Result<Layout, DataError> {
    match head.json() {
        Some(format) => json(file, head, format),
        None => delimited(file, head),
    }
}

fn json(file: &str, head: &Head, format: Format) -> Result<Layout, DataError> {
    let mut found: Vec<JsonRow> = Vec::new();
    let mut keep = |_line: usize, row: JsonRow| {
        if found.len() < SNIFF_ROWS {
            found.push(row);
        }
        Ok(())
    };
    let end = match format {
        Format::JsonArray => json_array(file, head.text.as_bytes(), head.leeway.cell_chars, &mut keep),
        _ => json_lines(file, head.whole_lines().as_bytes(), head.leeway.cell_chars, &mut keep),
    };
    match end {
        Err(fault) if head.cut && fault.kind == DataErrorKind::MalformedRow && !found.is_empty() => {}
        Err(fault) if head.cut && fault.kind == DataErrorKind::MalformedRow => return Err(first_row_too_large(fault)),
        end => end?,
    }
    let names = json_names(file, &found)?;
    let cell = |row: &JsonRow, name: &String| row.get(name).map(|v| json_text(v).into_owned()).unwrap_or_default();
    let rows = found.iter().map(|row| names.iter().map(|name| cell(row, name)).collect()).collect();
    Ok(Layout { format, names, rows })
}

/// The keys of all rows, in the order in which they appear.
fn json_names(file: &str, rows: &[JsonRow]) -> Result<Vec<String>, DataError> {
    let mut names = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for key in rows.iter().flat_map(JsonRow::keys) {
        if seen.insert(key) {
            names.push(key.clone());
        }
    }
    check_row(file, 1, names.len(), usize::MAX, std::iter::empty())?;
    Ok(names)
}

/// The head ends within the first row.
fn first_row_too_large(fault: DataError) -> DataError {
    let message = format!("The first row is not complete within {} KiB: {}", CUT_BYTES >> 10, fault.message);
    DataError {
        kind: DataErrorKind::CellTooLarge,
        message,
        hint: "Shorten the row, or correct its JSON.".into(),
        column: None,
        ..fault
    }
}

fn delimited(file: &str, head: &Head) -> Result<Layout, DataError> {
    // A table that begins with a quotation mark encloses its cells; in others it may be a character of a text.
    let tabs_alone = !head.text.starts_with('"') && head.text.contains('\t');
    let candidates = DELIMITERS.iter().map(|&d| (d, true)).chain(tabs_alone.then_some((b'\t', false)));
    let mut best = (Agreement::default(), (b',', true));
    for (delimiter, quoting) in candidates {
        let agreement = agreement(file, head, delimiter, quoting)?;
        if agreement > best.0 {
            best = (agreement, (delimiter, quoting));
        }
    }
    let (delimiter, quoting) = best.1;
    let quoted = quoting && is_quoted(&head.text, delimiter);
    rows(file, head, delimiter, quoted)
}

/// How well a delimiter explains the rows: the more the better, in the order of the fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd)]
struct Agreement {
    /// Percent of the rows that have the commonest number of cells.
    percent: usize,
    /// That number.
    cells: usize,
    /// Rows: a stray quotation mark swallows some.
    rows: usize,
}

/// The agreement of the rows; none at all if it tells nothing.
fn agreement(file: &str, head: &Head, delimiter: u8, quoting: bool) -> Result<Agreement, DataError> {
    let mut records = Records::new(file, head.text.as_bytes(), delimiter, quoting);
    let mut widths = Vec::new();
    while let Some((_, record)) = records.next()? {
        widths.push(record.len());
        if widths.len() == SNIFF_ROWS {
            break;
        }
    }
    if head.cut && widths.len() > 1 && widths.len() < SNIFF_ROWS {
        widths.pop();
    }
    let (cells, rows) = (mode(&widths), widths.len());
    let percent = widths.iter().filter(|&&w| w == cells).count() * 100 / rows.max(1);
    let telling = cells > 1 && percent >= LEAST_AGREEMENT && widths.first() == Some(&cells);
    Ok(if telling { Agreement { percent, cells, rows } } else { Agreement::default() })
}

/// The commonest value, the smallest of them.
fn mode(values: &[usize]) -> usize {
    let mut times = std::collections::BTreeMap::new();
    values.iter().for_each(|&v| *times.entry(v).or_insert(0_usize) += 1);
    times.into_iter().rev().max_by_key(|&(_, n)| n).map_or(0, |(value, _)| value)
}

/// Whether any cell begins with a quotation mark.
fn is_quoted(text: &str, delimiter: u8) -> bool {
    let bytes = text.as_bytes();
    let begins = |i: usize| i == 0 || matches!(bytes[i - 1], b if b == delimiter || b == b'\n');
    bytes.iter().enumerate().any(|(i, &b)| b == b'"' && begins(i))
}

fn rows(file: &str, head: &Head, delimiter: u8, quoted: bool) -> Result<Layout, DataError> {
    let mut records = Records::new(file, head.text.as_bytes(), delimiter, quoted || delimiter != b'\t');
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some((line, record)) = records.next()? {
        check_row(file, line, record.len(), head.leeway.cell_chars, record.iter())?;
        if rows.len() <= SNIFF_ROWS {
            rows.push(record.iter().map(str::to_owned).collect());
        }
    }
    if head.cut && rows.len() > 1 {
        rows.pop();
    }
    if rows.is_empty() {
        return Err(super::empty(file));
    }
    let header = header::is_header(&rows, head.leeway.names);
    let names = header::names(if header { rows.remove(0) } else { vec![String::new(); rows[0].len()] });
    rows.iter_mut().for_each(|row| row.resize(names.len(), String::new()));
    Ok(Layout { format: Format::Delimited { delimiter, header, quoted }, names, rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(text: &str) -> Layout {
        detect("f", &Head { text: text.into(), cut: false, leeway: &Leeway::NONE }).unwrap()
    }

    fn check(text: &str, delimiter: u8, columns: usize, quoted: bool) {
        let found = layout(text);
        let Format::Delimited { delimiter: d, quoted: q, .. } = found.format else { panic!("{found:?}") };
        assert_eq!((char::from(d), found.names.len(), q), (char::from(delimiter), columns, quoted), "{text:?}");
    }

    #[test]
    fn finds_the_delimiter() {
        check("text,label\na,b\nc,d\n", b',', 2, false);
        check("text;label\na, b, c;x\nd;y\n", b';', 2, false);
        check("text\tlabel\na, b; c\tx\n", b'\t', 2, false);
        check("text|label\na,b|x\nc|y\n", b'|', 2, false);
        check("text,label\n\"a,b;c\",x\n\"d\"\"e\",y\n", b',', 2, true);
        check("text;label;note\n\"a;b\nc\";x;1,5\nd;y;2,5\n", b';', 3, true);
        check("\"a\tb\"\tx\nc\ty\n", b'\t', 2, true);
    }

    #[test]
    fn stray_quotes_do_not_swallow_a_tab_separated_table() {
        check("ham\t\"Hello there\nspam\tWin\nham\tyes\nham\t\"no\nham\t\"really\n", b'\t', 2, false);
    }

    #[test]
    fn lines_without_a_delimiter_are_one_column() {
        check("one line, of prose\nanother\nand, of, more\n", b',', 2, false);
        check("one\ntwo\n", b',', 1, false);
    }

    #[test]
    fn tells_json_from_brackets() {
        assert_eq!(layout("[{\"a\":1}]").format, Format::JsonArray);
        assert_eq!(layout(" {\"a\":1}\n{\"b\":2}\n").format, Format::JsonLines);
        check("[list] Re: hello,ham\n[list] more,spam\n", b',', 2, false);
        check("{curly},ham\nplain,spam\n", b',', 2, false);
    }

    #[test]
    fn names_json_columns_as_they_appear() {
        assert_eq!(layout("[{\"b\":1,\"a\":2},{\"c\":3,\"a\":\"x\"}]").names, ["b", "a", "c"]);
        assert_eq!(layout("[{\"b\":1.5},{\"b\":null},{\"b\":[\"x\"]}]").rows, [["1.5"], [""], ["[\"x\"]"]]);
    }
}
