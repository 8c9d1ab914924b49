//! Columns that only rows far down a file have.

mod common;

use common::{HEAD, load};
use stillroom_data::LateColumns;

/// More rows than are looked at, then `late`.
fn lines(late: &[&str]) -> String {
    let rows = (0..6_000).map(|i| format!("{{\"text\":\"text number {i}\",\"label\":\"class {}\"}}", i % 3));
    let text = rows.chain(late.iter().map(ToString::to_string)).collect::<Vec<_>>().join("\n");
    assert!(text.len() > HEAD);
    text
}

fn check(late: &[&str], rows: usize, named: &[(&str, usize)]) {
    let text = lines(late);
    for text in [format!("[{}]", text.replace('\n', ",\n")), text] {
        let found = load(text.as_bytes()).unwrap().1.late_columns;
        let names: Vec<(&str, usize)> = found.named.iter().map(|column| (column.name.as_str(), column.line)).collect();
        assert_eq!((found.rows, names), (rows, named.to_vec()));
    }
}

#[test]
fn are_counted_and_named() {
    check(&[], 0, &[]);
    check(&["{\"text\":\"a\"}"], 0, &[]);
    check(
        &["{\"text\":\"a\",\"p:x\":0.5,\"note\":1}", "{\"label\":\"b\"}", "{\"note\":2}"],
        2,
        &[("p:x", 6_001), ("note", 6_001)],
    );
}

#[test]
fn are_named_up_to_a_bound() {
    let late: Vec<String> = (0..500).map(|i| format!("{{\"c{i}\":1}}")).collect();
    let text = lines(&late.iter().map(String::as_str).collect::<Vec<_>>());
    let LateColumns { rows, named } = load(text.as_bytes()).unwrap().1.late_columns;
    assert_eq!((rows, named.len(), named[19].name.as_str(), named[19].line), (500, 20, "c19", 6_020));
}
