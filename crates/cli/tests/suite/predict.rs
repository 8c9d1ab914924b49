//! `stillroom predict` and `stillroom eval` on what `distill` left.

use crate::support::{RUN, lines, printed, stillroom, stillroom_with, text, write};
use serde_json::Value;
use stillroom_engine::StudentPackage;
use stillroom_testkit::toy;

fn predict(student: &str, input: &str) -> Vec<Value> {
    lines(&printed(&stillroom_with(&["predict", student], &RUN.path("."), input.as_bytes())))
}

#[test]
fn every_line_has_an_answer_and_an_empty_one_too() {
    let found = predict("out", "copper in a flask\n\nthe tide");
    let texts: Vec<&str> = found.iter().map(|line| line["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["copper in a flask", "", "the tide"]);
    for line in &found {
        let shares = line["probabilities"].as_object().unwrap();
        assert_eq!(shares.keys().collect::<Vec<_>>(), &toy::CLASSES[..3]);
        let values: Vec<f64> = shares.values().map(|p| p.as_f64().unwrap()).collect();
        assert!((values.iter().sum::<f64>() - 1.0).abs() < 1e-6, "{line}");
        let best = shares[line["label"].as_str().unwrap()].as_f64().unwrap();
        assert!(values.iter().all(|&p| p <= best), "{line}");
    }
}

#[test]
fn nothing_in_nothing_out() {
    assert!(predict("out", "").is_empty());
}

/// More than two batches, and the answer to a text does not depend on its neighbours.
#[test]
fn batches_change_no_answer() {
    let texts: Vec<String> = toy::rows(3, 50).into_iter().map(|r| r.0).collect();
    let together = predict("out", &texts.join("\n"));
    assert_eq!(together.len(), 150);
    let alone = predict("out", &texts[149]);
    for class in &toy::CLASSES[..3] {
        let of = |line: &Value| line["probabilities"][class].as_f64().unwrap();
        assert!((of(&together[149]) - of(&alone[0])).abs() < 1e-6, "{class}");
    }
}

#[test]
fn the_same_student_in_a_zip_predicts_identically() {
    let folder = RUN.path("out");
    let package = StudentPackage::from_files(|name| std::fs::read(folder.join(name)).ok()).unwrap();
    std::fs::write(RUN.path("student.zip"), package.to_zip().unwrap()).unwrap();
    let texts = "still and retort\nledger\nlark by the brook\n";
    assert_eq!(predict("student.zip", texts), predict("out", texts));
}

/// The test split again, from the file and the recipe: `eval` on it gives the report's own metrics.
#[test]
fn eval_on_the_test_split_is_the_reports_test() {
    let csv = toy::csv(3, 30);
    let recipe = toy::recipe();
    let data = stillroom_engine::load(&recipe, "toy.csv", None, csv.as_bytes()).unwrap();
    let test: String = data.test_rows().iter().map(|(text, label)| format!("{text},{label}\n")).collect();
    write(&RUN.path("test.csv"), &format!("text,label\n{test}"));
    let output = stillroom(&["eval", &text(&RUN.path("out")), "--data", &text(&RUN.path("test.csv"))]);
    let metrics: Value = serde_json::from_str(&printed(&output)).unwrap();
    let expected = &RUN.report()["student"]["test"];
    for key in ["rows", "accuracy", "accuracy_interval", "macro_f1", "confusion"] {
        assert_eq!(metrics[key], expected[key], "{key}");
    }
    for key in ["nll", "calibration_error"] {
        assert!((metrics[key].as_f64().unwrap() - expected[key].as_f64().unwrap()).abs() < 1e-6, "{key}");
    }
}

/// What `predict` says of each row and what `eval` says of all of them is one thing.
#[test]
fn eval_and_predict_agree() {
    let rows = toy::rows(3, 30);
    let texts: Vec<&str> = rows.iter().map(|r| r.0.as_str()).collect();
    let said = predict("out", &texts.join("\n"));
    let hits = said.iter().zip(&rows).filter(|(line, row)| line["label"] == toy::CLASSES[row.1]).count();
    let output = stillroom(&["eval", &text(&RUN.path("out")), "--data", &text(&RUN.path("toy.csv"))]);
    let metrics: Value = serde_json::from_str(&printed(&output)).unwrap();
    assert_eq!(metrics["rows"], 90);
    assert!((metrics["accuracy"].as_f64().unwrap() - hits as f64 / 90.0).abs() < 1e-12, "{metrics}");
}
