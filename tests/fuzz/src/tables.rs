//! A table of texts and labels: looked at, read, cleaned and split.

use crate::frames::chosen;
use crate::plant::{Seed, texts};
use crate::told::accepted;
use serde_json::json;
use stillroom_data::{Counts, RawRow, ReadOptions, Sniff, Table, clean, fingerprint, read, sniff, split};

/// Reads the bytes after the first, which says how much of the file is looked at and how many rows are kept.
pub fn check(bytes: &[u8]) {
    let (choice, file) = chosen(bytes);
    let head = if choice & 1 == 0 { file.len() } else { file.len() / 2 };
    let max_rows = if choice & 2 == 0 { 1_000_000 } else { 3 };
    let Some(found) = accepted(sniff("f", &file[..head])) else { return };
    let Some(table) = accepted(read("f", file, &found, &options(max_rows))) else { return };
    assert!(table.rows.len() <= max_rows && table.read == table.unsampled + table.rows.len());
    check_again(&table);
    if let Some(dataset) = accepted(clean(table, 3)) {
        let Counts { read, unsampled, empty, duplicate, conflicting, rare_class, kept } = dataset.counts;
        assert_eq!(read, unsampled + empty + duplicate + conflicting + rare_class + kept);
        let parts = split(&dataset, [0.7, 0.1, 0.2], 0);
        assert_eq!(parts.train.len() + parts.validation.len() + parts.test.len(), kept);
        assert_eq!(fingerprint(&dataset, &parts).len(), 16);
    }
}

fn options(max_rows: usize) -> ReadOptions {
    ReadOptions { text_column: None, label_column: None, max_rows, seed: 0 }
}

/// Texts and labels come back from JSON. Objects as labels would be taken for probabilities.
fn check_again(table: &Table) {
    let is_object = |row: &RawRow| row.label.as_ref().is_some_and(|label| label.starts_with('{'));
    if table.soft_classes.is_some() || table.rows.is_empty() || table.rows.iter().any(is_object) {
        return;
    }
    let line = |row: &RawRow| format!("{}\n", json!({"text": row.text, "label": row.label.as_deref().unwrap_or("")}));
    let lines: String = table.rows.iter().map(line).collect();
    let found: Sniff = sniff("g.jsonl", lines.as_bytes()).expect("what was read can be looked at");
    let named = |name: &str| Some(name.to_owned());
    let options = ReadOptions { text_column: named("text"), label_column: named("label"), ..options(1_000_000) };
    let again = read("g.jsonl", lines.as_bytes(), &found, &options).expect("what was read can be read");
    assert_eq!(again.rows, table.rows);
}

/// One of each layout and encoding.
pub fn seeds() -> Vec<Seed> {
    let utf16 = |text: &str| {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        [vec![b'0'], units.flat_map(u16::to_le_bytes).collect()].concat()
    };
    let mut seeds = texts(&[
        ("csv", "0text,label\na,x\n\"b, \"\"c\"\"\nd\",y\ne,x\nf,y\ng,x\nh,y\n"),
        ("half", "1text;label\na;x\nb;y\nc;x\nd;y\ne;x\nf;y\n"),
        ("tsv", "2text\tlabel\r\na\tx\r\nb\ty\r\n\"c\tz\r\n"),
        ("jsonl", "0{\"text\":\"a\\u00e9\\n\",\"label\":\"x\"}\n{\"text\":\"b\",\"label\":1,\"late\":null}\n"),
        ("json", "0[{\"text\":\"a\",\"label\":\"x\"},\n{\"text\":\"b\",\"label\":\"y\"}]"),
        ("soft", "0text,p:a,p:b\none,0.5,0.5\ntwo,1,0\nthree,0.25,0.75\n"),
        ("objects", "0{\"text\":\"a\",\"scores\":{\"x\":0.5,\"y\":0.5}}\n{\"text\":\"b\",\"scores\":{\"x\":1}}\n"),
    ]);
    seeds.push(("utf-16".into(), utf16("text,label\na,x\nb,y\nc,x\n")));
    seeds
}
