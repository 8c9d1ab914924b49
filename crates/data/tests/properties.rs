//! What holds for any input.

mod common;

use common::{load, options, pairs, prepare, utf16};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use stillroom_data::{Counts, Dataset, Encoding, Example, Table, fingerprint, read, sniff, split};

/// Cells of a table: any text without NUL. Line ends are the reader's own.
fn cell() -> impl Strategy<Value = String> {
    "[^\0\r]{0,40}"
}

fn rows() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec((cell(), "[a-z]{1,8}"), 1..20)
}

fn csv(rows: &[(String, String)], delimiter: u8) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).quote_style(csv::QuoteStyle::Always).from_writer(vec![]);
    writer.write_record(["text", "label"]).unwrap();
    rows.iter().for_each(|(text, label)| writer.write_record([text, label]).unwrap());
    writer.into_inner().unwrap()
}

fn objects(rows: &[(String, String)]) -> Vec<String> {
    rows.iter().map(|(text, label)| serde_json::json!({ "text": text, "label": label }).to_string()).collect()
}

/// Bytes that get further than random ones.
fn table_like() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(
        prop_oneof![
            prop::sample::select(vec![
                &b","[..],
                b";",
                b"\t",
                b"|",
                b"\n",
                b"\r\n",
                b"\"",
                b"text",
                b"label",
                b"p:a",
                b"p:b",
                b"{",
                b"}",
                b"[",
                b"]",
                b":",
                b"\"text\":",
                b"0.5",
                b"-1",
                b"\0",
                b"\xFF\xFE",
                b"\xEF\xBB\xBF",
                b"\xE9",
                b"null",
            ])
            .prop_map(<[u8]>::to_vec),
            prop::collection::vec(any::<u8>(), 0..4),
        ],
        0..60,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = prepare(&bytes);
    }

    #[test]
    fn no_table_like_bytes_panic(bytes in table_like()) {
        if let Ok((dataset, split)) = prepare(&bytes) {
            prop_assert_eq!(fingerprint(&dataset, &split).len(), 16);
        }
    }

    #[test]
    fn no_description_of_other_bytes_panics(described in table_like(), bytes in table_like()) {
        if let Ok(found) = sniff("f", &described) {
            let _ = read("f", bytes.as_slice(), &found, &options());
        }
    }

    #[test]
    fn delimited_tables_come_back(rows in rows(), delimiter in prop::sample::select(b",;\t|".to_vec())) {
        prop_assert_eq!(pairs(&load(&csv(&rows, delimiter)).unwrap().1), rows);
    }

    #[test]
    fn layouts_agree(rows in rows()) {
        let objects = objects(&rows);
        prop_assert_eq!(&pairs(&load(objects.join("\n").as_bytes()).unwrap().1), &rows);
        prop_assert_eq!(&pairs(&load(format!("[{}]", objects.join(",\n")).as_bytes()).unwrap().1), &rows);
    }

    #[test]
    fn encodings_agree(rows in rows()) {
        let text = String::from_utf8(csv(&rows, b',')).unwrap();
        let marked = format!("\u{feff}{text}");
        for (bytes, encoding) in [
            (text.clone().into_bytes(), Encoding::Utf8),
            (marked.clone().into_bytes(), Encoding::Utf8),
            (utf16(&marked, u16::to_le_bytes), Encoding::Utf16Le),
            (utf16(&marked, u16::to_be_bytes), Encoding::Utf16Be),
        ] {
            let (found, table) = load(&bytes).unwrap();
            prop_assert_eq!(found.encoding, encoding);
            prop_assert_eq!(&pairs(&table), &rows);
        }
    }

    #[test]
    fn a_head_may_end_anywhere(rows in rows(), cut in 0_usize..400) {
        let bytes = csv(&rows, b',');
        let _ = sniff("f", &bytes[..cut.min(bytes.len())]);
    }

    #[test]
    fn cleaning_accounts_for_every_row(rows in rows()) {
        let (_, table) = load(&csv(&rows, b',')).unwrap();
        if let Ok(dataset) = stillroom_data::clean(Table { unsampled: 7, read: table.rows.len() + 7, ..table }, 3) {
            let Counts { read, unsampled, empty, duplicate, conflicting, rare_class, kept } = dataset.counts;
            prop_assert_eq!(read, unsampled + empty + duplicate + conflicting + rare_class + kept);
            prop_assert_eq!(kept, dataset.examples.len());
            prop_assert!(dataset.classes.is_sorted());
            prop_assert_eq!(dataset.examples.iter().map(|e| &e.text).collect::<BTreeSet<_>>().len(), kept);
        }
    }

    #[test]
    fn splits_are_parts(
        rows in prop::collection::vec((0_usize..4, 0_usize..12, 0_usize..3), 0..120),
        shares in prop::array::uniform3(0.0_f64..1.0),
        seed in any::<u64>(),
    ) {
        let dataset = near_duplicates(&rows);
        let parts = split(&dataset, shares, seed);
        let parts = [&parts.train, &parts.validation, &parts.test];
        let mut all: Vec<usize> = parts.into_iter().flatten().copied().collect();
        all.sort_unstable();
        prop_assert!(all.into_iter().eq(0..rows.len()));

        let mut places: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
        for (part, indices) in parts.iter().enumerate() {
            for &i in *indices {
                places.entry((rows[i].0, rows[i].1)).or_default().insert(part);
            }
        }
        prop_assert!(places.values().all(|parts| parts.len() == 1), "a text is in two splits");

        for class in 0..4 {
            let texts = places.keys().filter(|text| text.0 == class).count();
            let used: BTreeSet<usize> = places.iter().filter(|(t, _)| t.0 == class).flat_map(|(_, p)| p.clone()).collect();
            let wanted = shares.iter().filter(|&&share| share > 0.0).count();
            prop_assert!(texts < 3 || used.len() == wanted, "class {class} is in {used:?}");
        }
    }
}

/// Class, number of the text and one of three ways to write it.
fn near_duplicates(rows: &[(usize, usize, usize)]) -> Dataset {
    let text = |class: usize, number: usize, way: usize| match way {
        0 => format!("text {number} of {class}"),
        1 => format!(" TEXT {number}  of {class}\n"),
        _ => format!("Text\t{number} OF {class}"),
    };
    let example = |&(class, number, way): &(usize, usize, usize)| Example {
        text: text(class, number, way),
        label: class,
        soft: None,
    };
    Dataset {
        classes: (0..4).map(|class| class.to_string()).collect(),
        examples: rows.iter().map(example).collect(),
        counts: Counts::default(),
    }
}
