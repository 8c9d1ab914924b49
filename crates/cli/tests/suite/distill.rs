//! `stillroom distill`: what it leaves in its folder.

use crate::support::{RUN, Run, lines, printed, stillroom_with, write};
use serde_json::Value;
use std::collections::BTreeMap;
use stillroom_spec::{RunReport, TeacherRecipe};
use stillroom_testkit::toy;

#[test]
fn the_folder_holds_report_log_and_student() {
    printed(&RUN.output);
    for name in ["report.json", "log.jsonl", "model.safetensors", "student.json", "recipe.json", "README.md"] {
        assert!(RUN.path("out").join(name).is_file(), "{name}");
    }
}

#[test]
fn the_report_reads_back_and_names_every_metric() {
    let report = RUN.report();
    let typed: RunReport = serde_json::from_value(report.clone()).unwrap();
    assert_eq!(typed.recipe, toy::recipe());
    for model in ["teacher", "student", "control"] {
        for key in ["parameters", "bytes", "latency", "training", "peak_memory_bytes"] {
            assert!(!report[model][key].is_null(), "{model}.{key}");
        }
        for key in ["accuracy", "accuracy_interval", "macro_f1", "nll", "calibration_error", "confusion"] {
            assert!(!report[model]["test"][key].is_null(), "{model}.test.{key}");
        }
        for key in ["p50_ms", "p95_ms", "texts_per_second"] {
            assert!(report[model]["latency"][key].as_f64().unwrap() > 0.0, "{model}.latency.{key}");
        }
    }
    assert!(report["student"]["test"]["agreement"].is_f64());
}

#[test]
fn the_verdict_has_a_kind_and_an_interval() {
    let verdict = &RUN.report()["verdict"];
    assert!(["helps", "does_not_help", "inconclusive"].contains(&verdict["kind"].as_str().unwrap()), "{verdict}");
    let [low, high] = [0, 1].map(|end| verdict["interval"][end].as_f64().unwrap());
    let difference = verdict["difference"].as_f64().unwrap();
    assert!(low <= difference && difference <= high, "{verdict}");
}

#[test]
fn the_log_has_a_whole_line_for_every_step() {
    let log = RUN.log();
    let mut last: BTreeMap<String, u64> = BTreeMap::new();
    for line in &log {
        for key in ["step", "loss", "learning_rate", "grad_norm", "tokens_per_second"] {
            assert!(line[key].is_number(), "{key}: {line}");
        }
        let part = |part: &Value| part["weight"].as_f64().unwrap() * part["value"].as_f64().unwrap();
        let sum: f64 = line["parts"].as_array().unwrap().iter().map(part).sum();
        assert!((sum - line["loss"].as_f64().unwrap()).abs() < 1e-6, "{line}");
        let step = last.entry(line["phase"].as_str().unwrap().into()).or_default();
        *step += 1;
        assert_eq!(line["step"].as_u64().unwrap(), *step, "{line}");
    }
    let report = RUN.report();
    for phase in ["teacher", "student", "control"] {
        assert_eq!(report[phase]["training"]["steps"].as_u64(), last.get(phase).copied(), "{phase}");
    }
}

#[test]
fn the_words_agree_with_the_report() {
    let said = printed(&RUN.output);
    let kind = RUN.report()["verdict"]["kind"].as_str().unwrap().replace('_', " ");
    assert!(said.contains(&kind), "{said}");
    for model in ["teacher", "student", "control"] {
        let accuracy = RUN.report()[model]["test"]["accuracy"].as_f64().unwrap();
        let line = said.lines().find(|line| line.starts_with(model)).unwrap();
        assert!(line.contains(&format!("{accuracy:.3}")), "{said}");
    }
}

/// The same recipe from standard input, beside the same rows, gives the same numbers.
#[test]
fn a_recipe_on_standard_input_gives_the_same_run() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("toy.csv"), &toy::csv(3, 30));
    let recipe = toy::recipe().to_json();
    printed(&stillroom_with(&["distill", "-", "--out", "here/out"], folder.path(), recipe.as_bytes()));
    let log = lines(&std::fs::read_to_string(folder.path().join("here/out/log.jsonl")).unwrap());
    let losses = |log: &[Value]| log.iter().map(|line| line["loss"].clone()).collect::<Vec<_>>();
    assert_eq!(losses(&log), losses(&RUN.log()));
}

#[test]
fn soft_labels_leave_no_teacher_in_the_report() {
    let mut recipe = toy::recipe();
    recipe.teacher = TeacherRecipe::SoftLabels {};
    recipe.data.source = stillroom_spec::DataSource::File { name: "soft.csv".into() };
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("soft.csv"), &toy::soft_csv(3, 30));
    printed(&stillroom_with(&["distill", "-", "--out", "out"], folder.path(), recipe.to_json().as_bytes()));
    let report = std::fs::read_to_string(folder.path().join("out/report.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert!(report["teacher"].is_null() && report["student"]["test"]["agreement"].is_f64());
}

/// A teacher that learns nothing: the warning is printed where no bar can be drawn, too.
#[test]
fn a_useless_teacher_is_warned_about_in_words() {
    let mut recipe = toy::recipe();
    if let TeacherRecipe::Train { train, .. } = &mut recipe.teacher {
        (train.epochs, train.learning_rate) = (1, 1e-8);
    }
    recipe.student.train.epochs = 10;
    let run = Run::new(&recipe);
    printed(&run.output);
    let said = String::from_utf8_lossy(&run.output.stderr).into_owned();
    assert!(said.contains("warning: the teacher is no better"), "{said}");
}
