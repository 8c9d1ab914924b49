//! Rows to be examined: as they stand in the file.

use stillroom_engine::{LabelledText, read_rows};
use stillroom_spec::{ErrorCode, ErrorReport};
use stillroom_testkit::toy;

fn rows(csv: &str) -> Vec<LabelledText> {
    read_rows("rows.csv", csv.as_bytes(), None, None).unwrap()
}

#[test]
fn duplicates_and_rare_classes_are_examined_too() {
    let csv = toy::csv(2, 4) + "the same,sea\nthe same,sea\n";
    let found = rows(&csv);
    assert_eq!(found.len(), 10);
    assert_eq!(found[9], LabelledText { text: "the same".into(), label: "sea".into() });
}

#[test]
fn soft_labels_stand_for_their_largest() {
    let found = rows(&toy::soft_csv(3, 4));
    let expected: Vec<&str> = toy::rows(3, 4).iter().map(|r| toy::CLASSES[r.1]).collect();
    assert_eq!(found.iter().map(|r| r.label.as_str()).collect::<Vec<_>>(), expected);
}

#[test]
fn columns_can_be_named() {
    let csv = "id,body,topic\n1,first text here,alpha\n2,second text here,beta\n";
    let found = read_rows("rows.csv", csv.as_bytes(), Some("body".into()), Some("topic".into())).unwrap();
    assert_eq!(found[1], LabelledText { text: "second text here".into(), label: "beta".into() });
}

#[test]
fn a_column_that_is_not_there_is_named() {
    let Err(error) = read_rows("rows.csv", toy::csv(2, 4).as_bytes(), None, Some("topic".into())) else {
        panic!("there is no such column");
    };
    let report = ErrorReport::from(error);
    assert_eq!(report.code, ErrorCode::MissingColumn);
    assert!(report.message.contains("topic"), "{report}");
}
