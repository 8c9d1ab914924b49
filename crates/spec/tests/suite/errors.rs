//! What is no recipe, and where.

use stillroom_spec::{ErrorCode, ErrorReport, Place, Recipe};

fn error(text: &str) -> ErrorReport {
    let error = Recipe::from_json(text).unwrap_err();
    assert_eq!(error.code, ErrorCode::Recipe);
    error
}

/// A key that no part of a recipe has, put after `anchor`: it must be named, at a line from its own to the one after
/// its object.
fn check_unknown(anchor: &str) {
    let text = Recipe::preset("languages").unwrap().to_json();
    assert!(text.contains(anchor), "{anchor}");
    let text = text.replacen(anchor, &format!("{anchor}\n\"colour\": 1,"), 1);
    let error = error(&text);
    assert!(error.message.contains("`colour`"), "{error}");
    let line = error.place.and_then(|p| p.line).unwrap();
    let own = 1 + text.lines().position(|l| l.contains("colour")).unwrap();
    let end = own + 1 + lines_to_the_end(text.lines().skip(own));
    assert!((own..=end).contains(&line), "`{anchor}`: line {line}, not {own} to {end}");
}

/// Lines before the one that closes the object that they are in.
fn lines_to_the_end<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    let mut depth = 1;
    let count = |line: &str, bracket| line.matches(bracket).count() as i32;
    let mut closes = |line: &str| {
        depth += count(line, '{') - count(line, '}');
        depth == 0
    };
    lines.take_while(|line| !closes(line)).count() + 1
}

#[test]
fn an_unknown_key_is_named_wherever_it_is() {
    for anchor in ["{", "\"data\": {", "\"source\": {", "\"split\": {", "\"student\": {", "\"evaluation\": {"] {
        check_unknown(anchor);
    }
    for anchor in ["\"teacher\": {", "\"model\": {", "\"tokenizer\": {", "\"train\": {", "\"objective\": {"] {
        check_unknown(anchor);
    }
}

#[test]
fn a_key_that_is_missing_is_named() {
    let text = Recipe::preset("languages").unwrap().to_json().replacen("\"seed\": 0,", "", 1);
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
