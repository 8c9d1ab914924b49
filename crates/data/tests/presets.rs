//! The data that comes with Stillroom.

mod common;

use common::load;
use stillroom_data::{Encoding, Format, clean, fingerprint, split};

fn check(name: &str, rows: usize, classes: &[(&str, usize)], expected: &str) {
    let path = format!("{}/presets/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    let (found, table) = load(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(found.encoding, Encoding::Utf8);
    assert_eq!(found.format, Format::Delimited { delimiter: b',', header: true, quoted: true });
    assert_eq!((table.read, table.unsampled), (rows, 0));
    let dataset = clean(table, 10).unwrap();
    assert_eq!(dataset.counts.kept, rows, "{:?}", dataset.counts);
    for &(class, expected) in classes {
        let label = dataset.classes.binary_search(&class.to_owned()).unwrap();
        assert_eq!(dataset.examples.iter().filter(|e| e.label == label).count(), expected, "{class}");
    }
    // Frozen: the page and the command line must find the same on every host.
    assert_eq!(fingerprint(&dataset, &split(&dataset, [0.7, 0.1, 0.2], 0)), expected);
}

#[test]
fn languages() {
    check(
        "languages",
        4_153,
        &[("Afrikaans", 209), ("Finnish", 167), ("Galician", 223), ("Turkish", 174)],
        "7f996e83eb2a3fcb",
    );
}

#[test]
fn spam() {
    check("spam", 4_260, &[("ham", 2_606), ("spam", 1_654)], "af11882c1adda58b");
}

#[test]
fn languages_have_twenty_classes() {
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/presets/languages.csv")).unwrap();
    let dataset = clean(load(&bytes).unwrap().1, 10).unwrap();
    assert_eq!(dataset.classes.len(), 20);
}
