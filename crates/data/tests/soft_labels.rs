//! Files that bring their own soft labels, and columns chosen by hand.

mod common;

use common::{load, options};
use stillroom_data::{DataErrorKind, ReadOptions, Table, clean, read, sniff};

/// Rows as text, label and probabilities of `ham` and `spam`.
fn check(file: &str, expected: &[(&str, Option<&str>, [f32; 2])]) -> Table {
    let (_, table) = load(file.as_bytes()).unwrap();
    assert_eq!(table.soft_classes, Some(vec!["ham".to_owned(), "spam".to_owned()]), "{file}");
    let rows: Vec<_> = table.rows.iter().map(|r| (r.text.as_str(), r.label.as_deref(), r.soft.clone())).collect();
    let expected: Vec<_> = expected.iter().map(|&(text, label, soft)| (text, label, Some(soft.to_vec()))).collect();
    assert_eq!(rows, expected, "{file}");
    table
}

#[test]
fn probabilities_come_in_columns_or_objects() {
    let rows: &[_] = &[("win", None, [0.25, 0.75]), ("hello", None, [1.0, 0.0])];
    check("text,p:spam,p:ham\nwin,0.75,0.25\nhello,0,1\n", rows);
    check("text;p:spam;p:ham\nwin;0,75;0,25\nhello;0;3\n", rows);
    check("p:ham\tp:spam\ttext\n1\t3\twin\n1\t0\thello\n", rows);
    check("text,scores\nwin,\"{\"\"spam\"\": 0.75, \"\"ham\"\": 0.25}\"\nhello,\"{\"\"ham\"\": 1}\"\n", rows);
    check(
        "{\"text\":\"win\",\"scores\":{\"spam\":3,\"ham\":1}}\n{\"text\":\"hello\",\"scores\":{\"ham\":0.5}}\n",
        rows,
    );
    check("[{\"text\":\"win\",\"p:spam\":0.75,\"p:ham\":0.25},{\"text\":\"hello\",\"p:spam\":0,\"p:ham\":1}]", rows);
}

#[test]
fn a_label_beside_them_is_kept() {
    let rows: &[_] = &[("win", Some("ham"), [0.25, 0.75]), ("hello", None, [1.0, 0.0])];
    check("text,label,p:spam,p:ham\nwin,ham,0.75,0.25\nhello,,0,1\n", rows);
}

#[test]
fn classes_come_from_the_probabilities() {
    let rows: String = (0..8).map(|i| format!("text {i},{},{}\n", i % 2, (i + 1) % 2)).collect();
    let dataset = clean(load(format!("text,p:yes,p:no\n{rows}").as_bytes()).unwrap().1, 3).unwrap();
    assert_eq!(dataset.classes, ["no", "yes"]);
    assert_eq!(dataset.examples.iter().map(|e| e.label).collect::<Vec<_>>(), [0, 1, 0, 1, 0, 1, 0, 1]);
    assert!(dataset.examples.iter().all(|e| e.soft.as_ref().is_some_and(|soft| soft[e.label] == 1.0)));
}

fn check_fault(file: &str, kind: DataErrorKind, line: Option<usize>, column: Option<usize>, word: &str) {
    let fault = load(file.as_bytes()).unwrap_err();
    assert_eq!((fault.kind, fault.line, fault.column), (kind, line, column), "{fault}");
    assert!(fault.message.contains(word), "{fault}");
}

#[test]
fn faults_name_their_cell() {
    use DataErrorKind::SoftLabel;
    check_fault("text,p:a,p:b\nx,1,0\ny,1,\n", SoftLabel, Some(3), Some(3), "no number");
    check_fault("text,p:a,p:b\n\nx,-1,2\n", SoftLabel, Some(3), Some(2), "-1 is negative");
    check_fault("text,p:a,p:b\nx,0,0\n", SoftLabel, Some(2), Some(2), "sum to 0");
    check_fault("text,label,p:a,p:b\nx,c,0,1\n", SoftLabel, Some(2), Some(2), "`c`");
    let late: String = (0..400).map(|i| format!("{{\"text\":\"{i}\",\"scores\":{{\"a\":1}}}}\n")).collect();
    let file = format!("{}{{\"text\":\"z\",\"scores\":{{\"a\":-1}}}}\n", late.repeat(30));
    check_fault(&file, SoftLabel, Some(12_001), Some(2), "negative");
}

#[test]
fn blank_texts_need_no_probabilities() {
    let (_, table) = load(b"text,p:a,p:b\nx,1,0\n,,\n").unwrap();
    assert_eq!(table.rows[1].soft, None);
}

fn choose(text: Option<&str>, label: Option<&str>) -> Result<Vec<(String, String)>, stillroom_data::DataError> {
    let file = b"id,title,body,kind,topic\n1,short,a longer text,k,t\n2,brief,another text,l,u\n";
    let owned = |name: Option<&str>| name.map(str::to_owned);
    let options = ReadOptions { text_column: owned(text), label_column: owned(label), ..options() };
    read("f", file.as_slice(), &sniff("f", file).unwrap(), &options).map(|table| common::pairs(&table))
}

#[test]
fn columns_may_be_chosen() {
    let check = |text, label, first: (&str, &str)| {
        assert_eq!(choose(text, label).unwrap()[0], (first.0.into(), first.1.into()));
    };
    check(None, None, ("a longer text", "t"));
    check(Some("title"), None, ("short", "t"));
    check(Some("kind"), Some("id"), ("k", "1"));
}

#[test]
fn a_missing_column_names_those_there_are() {
    let check = |text, label, word: &str| {
        let fault = choose(text, label).unwrap_err();
        assert_eq!(fault.kind, DataErrorKind::MissingColumn);
        assert!(
            fault.message.contains(word) && fault.message.contains("`id`, `title`, `body`, `kind`, `topic`"),
            "{fault}"
        );
    };
    check(Some("nope"), None, "`nope`");
    check(None, Some("nope"), "`nope`");
    check(Some("kind"), Some("kind"), "same column");
}
