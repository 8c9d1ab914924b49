//! What is no recipe, and where.

use crate::any_recipe::example;
use stillroom_spec::{ErrorCode, ErrorReport, Place, Recipe};

fn error(text: &str) -> ErrorReport {
    let error = Recipe::from_json(text).unwrap_err();
    assert_eq!(error.code, ErrorCode::Recipe);
    error
}

/// A key that no part of a recipe has, put after `anchor`: its line and the one that the error gives.
fn unknown_at(anchor: &str) -> (usize, usize) {
    let text = example().to_json();
    assert!(text.contains(anchor), "{anchor}");
    let text = text.replacen(anchor, &format!("{anchor}\n\"colour\": 1,"), 1);
    let error = error(&text);
    assert!(error.message.contains("`colour`"), "{error}");
    let own = 1 + text.lines().position(|l| l.contains("colour")).unwrap();
    (own, error.place.and_then(|p| p.line).unwrap())
}

#[test]
fn an_unknown_key_is_named_where_it_is() {
    for anchor in ["{", "\"data\": {", "\"split\": {", "\"student\": {", "\"evaluation\": {"] {
        let (own, line) = unknown_at(anchor);
        assert_eq!(own, line, "{anchor}");
    }
}

/// Objects with a `kind` are read whole before their keys are known: the place is where the reader stands then.
#[test]
fn an_unknown_key_of_a_kind_is_named_after_it() {
    for anchor in ["\"source\": {", "\"teacher\": {", "\"model\": {", "\"tokenizer\": {", "\"objective\": {"] {
        let (own, line) = unknown_at(anchor);
        assert!(line >= own, "{anchor}: line {line}, before {own}");
    }
}

#[test]
fn a_key_that_is_missing_is_named() {
    let text = example().to_json().replacen("\"seed\": 0,", "", 1);
    assert!(error(&text).message.contains("`seed`"));
}

#[test]
fn what_is_no_json_has_a_place() {
    let place = error("{\n  \"version\": oops\n}").place.unwrap();
    assert_eq!((place.line, place.column.is_some()), (Some(2), true));
}

#[test]
fn an_error_reads_as_what_where_and_what_to_do() {
    let place = Place { file: "a.csv".into(), line: Some(3), column: Some(2) };
    let error = ErrorReport::new(ErrorCode::MalformedRow, "A cell is missing.", "Add it.").at(place);
    assert_eq!(error.to_string(), "A cell is missing. (a.csv, line 3, column 2) Add it.");
    let nowhere = ErrorReport::new(ErrorCode::State, "Nothing has begun.", "Begin.");
    assert_eq!(nowhere.to_string(), "Nothing has begun. Begin.");
}
