//! Files that are broken, enormous or not what they seem: each is refused with its place and what to do, none panics.

mod common;

use common::{HEAD, prepare, utf16};
use stillroom_data::DataErrorKind::{self, *};

/// Rows enough for two classes.
const GOOD: &str = "text,label\na,x\nb,x\nc,x\nd,y\ne,y\nf,y\n";

fn check(name: &str, bytes: &[u8], kind: DataErrorKind, line: Option<usize>, column: Option<usize>) {
    let fault = prepare(bytes).expect_err(name);
    assert_eq!((fault.kind, fault.line, fault.column), (kind, line, column), "{name}: {fault}");
    assert!(fault.message.ends_with('.') && fault.hint.ends_with('.'), "{name}: {fault}");
    assert_eq!(fault.file, "f", "{name}");
    assert!(fault.message.len() < 1_000, "{name}: {fault}");
}

/// Good rows that fill more than the part that is looked at, and the number of their lines.
fn long() -> (String, usize) {
    let rows: Vec<String> = (0..30_000).map(|i| format!("text number {i},class {}", i % 3)).collect();
    let text = format!("text,label\n{}\n", rows.join("\n"));
    assert!(text.len() > 2 * HEAD);
    (text, 30_001)
}

#[test]
fn empty_files() {
    check("no byte", b"", EmptyFile, None, None);
    check("white space", b"\n \t\r\n", EmptyFile, None, None);
    check("a mark alone", b"\xEF\xBB\xBF", EmptyFile, None, None);
    check("half a character", b"\xC2", EmptyFile, None, None);
    check("two marks", b"\xEF\xBB\xBF\xEF\xBB\xBF\n", EmptyFile, None, None);
    check("a UTF-16 mark alone", b"\xFF\xFE", EmptyFile, None, None);
    check("a header alone", b"text,label\n", EmptyFile, None, None);
    check("an empty array", b"[]", MissingColumn, None, None);
    check("an array of nothing", b"[{}]", MissingColumn, None, None);
}

#[test]
fn too_little() {
    check("one class", b"text,label\na,x\nb,x\nc,x\nd,x\n", TooFewClasses, None, None);
    check("one row", b"text,label\na,x\n", TooFewClasses, None, None);
    check("two rows", b"text,label\na,x\nb,y\n", TooFewRows, None, None);
    check("blank rows", b"text,label\n,x\n,y\n", TooFewRows, None, None);
    check("conflicts alone", b"text,label\na,x\na,y\n", TooFewRows, None, None);
}

#[test]
fn too_many_columns() {
    let names: Vec<String> = (0..100_000).map(|i| format!("c{i}")).collect();
    check("1e5 columns", names.join(",").as_bytes(), TooManyColumns, Some(1), None);
    check("1e5 semicolons", ";".repeat(100_000).as_bytes(), TooManyColumns, Some(1), None);
    check("a wide row", format!("{GOOD}{}\n", ",".repeat(100_000)).as_bytes(), TooManyColumns, Some(8), None);
    let object = names.iter().map(|name| format!("\"{name}\":1")).collect::<Vec<_>>().join(",");
    check("1e5 keys", format!("{{{object}}}").as_bytes(), TooManyColumns, Some(1), None);
    check("1e5 keys in an array", format!("[\n{{{object}}}]").as_bytes(), TooManyColumns, Some(2), None);
    let (mut late, lines) = long();
    late.push_str(&",".repeat(100_000));
    check("late", late.as_bytes(), TooManyColumns, Some(lines + 1), None);
}

#[test]
fn nul_bytes() {
    check("in a cell", b"text,label\na\0b,x\n", Encoding, Some(2), Some(2));
    check("at the end", format!("{GOOD}\0\0\0").as_bytes(), Encoding, Some(8), Some(1));
    check("nothing else", &[0; 4096], Encoding, Some(1), Some(1));
    check("in JSON", b"{\"text\":\"a\0\",\"label\":\"x\"}", Encoding, Some(1), Some(11));
    check("in UTF-16", &utf16("\u{feff}text,label\na\0,x\n", u16::to_le_bytes), Encoding, Some(2), Some(2));
    let (mut late, lines) = long();
    late.push_str("ab\0,x\n");
    check("late", late.as_bytes(), Encoding, Some(lines + 1), Some(3));
}

#[test]
fn large_cells() {
    let cell = "word ".repeat(200_000);
    check("first", format!("text,label\n{cell},x\n").as_bytes(), CellTooLarge, Some(2), Some(1));
    check("last", format!("{GOOD}g,\"{cell}\"\n").as_bytes(), CellTooLarge, Some(8), Some(2));
    check("no line at all", cell.as_bytes(), CellTooLarge, Some(1), Some(1));
    check("in a line of JSON", format!("{{\"text\":\"{cell}\"}}\n").as_bytes(), CellTooLarge, Some(1), None);
    let second = format!("{{\"text\":\"a\",\"label\":\"x\"}}\n{{\"text\":\"{cell}\",\"label\":\"x\"}}");
    check("in a second line of JSON", second.as_bytes(), CellTooLarge, Some(2), Some(1));
    let (mut late, lines) = long();
    late.push_str(&format!("\n\n{cell},x\n"));
    check("late", late.as_bytes(), CellTooLarge, Some(lines + 3), Some(1));
}

#[test]
fn quotes_that_are_never_closed() {
    let (rest, _) = long();
    check("small", b"text,label\n\"a,x\nb,y\n", MalformedRow, Some(2), Some(2));
    check("larger than a row", format!("{GOOD}\"g,x\n{}", rest.repeat(10)).as_bytes(), CellTooLarge, Some(8), Some(1));
    let (mut late, lines) = long();
    late.push_str(&format!("\"g,x\n{}", rest.repeat(10)));
    check("late", late.as_bytes(), CellTooLarge, Some(lines + 1), None);
}

#[test]
fn other_encodings() {
    check("Latin-1", b"text,label\ncaf\xE9,x\n", Encoding, Some(2), Some(4));
    check("Windows-1252", b"text,label\n\x93a\x94,x\n", Encoding, Some(2), Some(1));
    check("Shift JIS", b"text,label\n\x82\xB1\x82\xF1,x\n", Encoding, Some(2), Some(1));
    check("UTF-32", b"\xFF\xFE\0\0t\0\0\0", Encoding, Some(1), Some(1));
    check("half a pair", b"\xFF\xFEa\0,\0b\0\n\0\x3D\xD8,\0x\0", Encoding, Some(2), Some(1));
    check("half a unit", b"\xFF\xFEa\0,\0b\0\n\0c\0,\0d", Encoding, Some(2), Some(3));
    check("a spreadsheet", b"PK\x03\x04\x14\0\x06\0", Encoding, Some(1), Some(1));
    check("a picture", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", Encoding, Some(1), Some(1));
    check("cut at the end", format!("{GOOD}g,\u{e9}").as_bytes().split_last().unwrap().1, Encoding, Some(8), Some(3));
    let (late, lines) = long();
    check("late", &[late.as_bytes(), b"caf\xE9,x\n"].concat(), Encoding, Some(lines + 1), Some(4));
}

#[test]
fn rows_that_do_not_fit() {
    check("short", b"text,label\na,x\nb\n", MalformedRow, Some(3), Some(2));
    check("long", b"text,label\na,x\n\nb,c,y\n", MalformedRow, Some(4), Some(3));
    check("of a long table", b"text,label,note\na,x,1\nb,y\n", MalformedRow, Some(3), Some(3));
    check("no label", b"a text\nanother\n", MissingColumn, None, None);
    let (mut late, lines) = long();
    late.push_str("a,b,c\n");
    check("late", late.as_bytes(), MalformedRow, Some(lines + 1), Some(3));
}

#[test]
fn broken_json() {
    check("a cut array", b"[{\"text\":\"a\",\"label\":\"x\"}", MalformedRow, Some(1), Some(25));
    check("an array cut below", b"[\n{\"text\":\"a\"},\n\n", MalformedRow, Some(2), Some(13));
    check("an array cut in a text", b"[{\"text\":\"a", MalformedRow, Some(1), Some(11));
    check("no objects", b"[[1,2],[3,4]]", MalformedRow, Some(1), Some(3));
    check("a bad line", b"{\"text\":\"a\",\"label\":\"x\"}\n{\"text\":}\n", MalformedRow, Some(2), Some(9));
    check("one bracket", b"[", MalformedRow, Some(1), Some(1));
    check("one brace", b"{", MalformedRow, Some(1), Some(1));
    check("a deep value", format!("{{\"text\":{}", "[".repeat(50_000)).as_bytes(), MalformedRow, Some(1), Some(135));
    check("an open string", format!("{{\"text\":\"{}", "a".repeat(1 << 20)).as_bytes(), CellTooLarge, Some(1), None);
}

#[test]
fn lines_of_nothing_do_no_harm() {
    let (dataset, _) = prepare(format!("{GOOD}\n  \n,\n,,,\n").as_bytes()).unwrap();
    assert_eq!((dataset.counts.kept, dataset.counts.empty), (6, 3));
}
