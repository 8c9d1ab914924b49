//! What goes wrong is said in words that help.

use crate::support::{RUN, Run, refused, stillroom, stillroom_with, text, write};
use stillroom_spec::{Recipe, TeacherRecipe};
use stillroom_testkit::toy;

fn distill(recipe: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    refused(&stillroom_with(&["distill", "-", "--out", "out"], folder.path(), recipe.as_bytes()))
}

/// Fails unless every word is said.
fn check(said: &str, words: &[&str]) {
    words.iter().for_each(|word| assert!(said.contains(word), "`{word}` is not in: {said}"));
}

#[test]
fn an_unknown_key_is_refused_by_name_and_place() {
    let recipe = toy::recipe().to_json().replacen("\"seed\": 0", "\"seed\": 0,\n  \"sede\": 1", 1);
    let line = 1 + recipe.lines().position(|line| line.contains("sede")).unwrap();
    check(&distill(&recipe), &["sede", "standard input", &format!("line {line}"), "column"]);
}

#[test]
fn an_unknown_key_within_a_model_is_refused_by_name_and_place() {
    let recipe = toy::recipe().to_json().replacen("\"layers\": 1", "\"layers\": 1, \"layer\": 2", 1);
    check(&distill(&recipe), &["`layer`", "line ", "column"]);
}

#[test]
fn a_value_out_of_range_names_its_key_and_range() {
    let mut recipe = toy::recipe();
    recipe.student.train.epochs = 0;
    check(&distill(&recipe.to_json()), &["student.train.epochs", "1 to 10000"]);
}

#[test]
fn what_is_no_recipe_is_refused_with_its_place() {
    check(&distill("{\"version\": 1,"), &["not a recipe", "line 1"]);
    check(&distill(""), &["not a recipe"]);
}

#[test]
fn missing_files_are_named() {
    let here = RUN.path(".");
    check(&refused(&stillroom(&["distill", "no/such.json", "--out", &text(&here)])), &["no/such.json"]);
    let folder = tempfile::tempdir().unwrap();
    let recipe = toy::recipe().to_json();
    let said = refused(&stillroom_with(&["distill", "-", "--out", "out"], folder.path(), recipe.as_bytes()));
    check(&said, &["toy.csv", "cannot be opened"]);
    let (student, data) = (text(&RUN.path("out")), text(&RUN.path("none.csv")));
    check(&refused(&stillroom(&["eval", &student, "--data", &data])), &["none.csv"]);
    check(&refused(&stillroom(&["predict", &text(&RUN.path("none"))])), &["none"]);
}

#[test]
fn an_empty_folder_is_no_student() {
    let folder = tempfile::tempdir().unwrap();
    check(&refused(&stillroom(&["predict", &text(folder.path())])), &["student.json"]);
}

#[test]
fn a_damaged_zip_is_no_student() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("student.zip");
    write(&path, "PK but nothing else");
    check(&refused(&stillroom(&["predict", &text(&path)])), &["zip"]);
}

#[test]
fn unknown_preset_data_is_refused() {
    let recipe = Recipe::preset("languages").unwrap().to_json().replacen(
        "\"name\": \"languages\"\n",
        "\"name\": \"weather\"\n",
        1,
    );
    check(&distill(&recipe), &["weather", "languages"]);
}

#[cfg(not(feature = "cuda"))]
#[test]
fn a_device_that_is_not_in_this_build_is_named_with_the_way_to_get_it() {
    let recipe = text(&RUN.path("r.json"));
    let said = refused(&stillroom(&["distill", &recipe, "--out", &text(&RUN.path("no")), "--device", "cuda"]));
    check(&said, &["CUDA", "--features cuda"]);
}

#[test]
fn a_label_that_the_student_does_not_know_is_named() {
    write(&RUN.path("other.csv"), "text,label\ncold and wet,weather\nwarm and dry,weather\nlark,country\n");
    let said = refused(&stillroom(&["eval", &text(&RUN.path("out")), "--data", &text(&RUN.path("other.csv"))]));
    check(&said, &["weather", toy::CLASSES[0]]);
}

#[test]
fn input_that_is_no_text_is_named_by_its_line() {
    let said = refused(&stillroom_with(&["predict", "out"], &RUN.path("."), b"copper\n\xff\xfe\n"));
    check(&said, &["line 2", "UTF-8"]);
}

#[test]
fn a_loss_that_is_no_number_ends_the_run_with_advice() {
    let mut recipe = toy::recipe();
    if let TeacherRecipe::Train { train, .. } = &mut recipe.teacher {
        (train.learning_rate, train.weight_decay, train.epochs, train.patience) = (10.0, 10.0, 50, None);
    }
    let run = Run::new(&recipe);
    check(&refused(&run.output), &["teacher", "Lower the learning rate"]);
    assert!(!run.path("out/report.json").exists(), "a report of a run that failed");
    assert!(!run.log().is_empty(), "the log of what was done is kept");
}
