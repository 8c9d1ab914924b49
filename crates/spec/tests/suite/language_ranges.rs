//! What a language model's recipe refuses, and by which key.

use serde_json::{Value, json};
use stillroom_spec::{ErrorCode, LanguageRecipe};

/// The refusal of a preset in which one value is another.
fn refusal(preset: &str, pointer: &str, value: Value) -> String {
    let recipe = LanguageRecipe::preset(preset).expect("a preset");
    let mut recipe: Value = serde_json::from_str(&recipe.to_json()).unwrap();
    *recipe.pointer_mut(pointer).unwrap_or_else(|| panic!("there is no {pointer}")) = value;
    match LanguageRecipe::from_json(&recipe.to_string()) {
        Ok(_) => String::new(),
        Err(report) => {
            assert_eq!(report.code, ErrorCode::Recipe);
            report.message
        }
    }
}

fn check(preset: &str, pointer: &str, value: Value, expected: &str) {
    let shown = value.to_string();
    let message = refusal(preset, pointer, value);
    let right = if expected.is_empty() { message.is_empty() } else { message.contains(expected) };
    assert!(right, "{pointer} = {shown}: {message}");
}

#[test]
fn a_value_out_of_range_is_refused_by_its_key() {
    let blank = |lines: usize| json!({ "kind": "text", "documents": { "kind": "blank_lines", "at_least": lines } });
    check("northanger", "/corpus/format", blank(1), "");
    check("northanger", "/corpus/format", blank(0), "corpus.format.documents.at_least");
    check("northanger", "/corpus/max_bytes", json!(10), "corpus.max_bytes");
    check("northanger", "/block_tokens", json!(65), "block_tokens");
    check("northanger", "/evaluation/pairs", json!(0), "evaluation.pairs");
    check("arithmetic", "/corpus/source/count", json!(99), "corpus.source.count");
    check("arithmetic", "/corpus/source/count", json!(901), "there are 900 sums");
    check("arithmetic", "/corpus/source/modulus", json!(1), "corpus.source.modulus");
}

#[test]
fn a_controls_time_is_one_of_two_or_none() {
    for value in [json!(null), json!("student"), json!("student_and_teachers")] {
        check("northanger", "/evaluation/control_time", value, "");
    }
    check("northanger", "/evaluation/control_time", json!("forever"), "unknown variant `forever`");
}

#[test]
fn what_a_teachers_own_tokenizer_rules_out_is_refused() {
    check("northanger", "/teachers/0/tokenizer", json!({ "kind": "bytes" }), "`forward_kl` compares ids");
}

#[test]
fn a_recipe_from_before_a_key_that_may_be_null_is_read() {
    let text = LanguageRecipe::preset("northanger").expect("a preset").to_json();
    let mut older: Value = serde_json::from_str(&text).unwrap();
    older["evaluation"].as_object_mut().unwrap().shift_remove("control_time");
    assert_eq!(LanguageRecipe::from_json(&older.to_string()).unwrap().evaluation.control_time, None);
}

/// `northanger` with a teacher that was trained elsewhere.
fn pretrained() -> Value {
    let mut recipe: Value = serde_json::from_str(&LanguageRecipe::preset("northanger").unwrap().to_json()).unwrap();
    let model = json!({ "name": "model", "sha256": null });
    recipe["teachers"][0] = json!({ "kind": "pretrained", "model": model, "tune": null, "weight": 1.0 });
    recipe["tokenizer"] = json!({ "kind": "teacher", "trim": true });
    recipe
}

fn check_pretrained(pointer: &str, value: Value, expected: &str) {
    let mut recipe = pretrained();
    *recipe.pointer_mut(pointer).unwrap_or_else(|| panic!("there is no {pointer}")) = value;
    let message = LanguageRecipe::from_json(&recipe.to_string()).err().map_or(String::new(), |report| report.message);
    let right = if expected.is_empty() { message.is_empty() } else { message.contains(expected) };
    assert!(right, "{pointer}: {message}");
}

#[test]
fn what_a_pretrained_teacher_rules_out_is_refused() {
    let recipe = LanguageRecipe::from_json(&pretrained().to_string()).unwrap();
    assert_eq!(recipe, LanguageRecipe::from_json(&recipe.to_json()).unwrap());
    assert_eq!(recipe.pretrained().count(), 1);
    check_pretrained("/teachers/0/model/name", json!(" "), "`teachers[0].model.name` is empty");
    check_pretrained("/teachers/0/model/sha256", json!("12"), "`teachers[0].model.sha256`");
    check_pretrained("/teachers/0/weight", json!(-1), "teachers[0].weight");
    check_pretrained("/tokenizer", json!({ "kind": "bytes" }), "`forward_kl` compares ids");
    let mut tune = serde_json::to_value(&recipe.student.train).unwrap();
    check_pretrained("/teachers/0/tune", tune.clone(), "");
    tune["epochs"] = json!(0);
    check_pretrained("/teachers/0/tune", tune, "teachers[0].tune.epochs");
    let teacher = json!({ "kind": "teacher", "trim": false });
    check("northanger", "/tokenizer", teacher.clone(), "the first teacher has none");
    check("northanger", "/teachers/0/tokenizer", teacher, "this one is trained here");
}

#[test]
fn what_depends_on_a_pretrained_models_shape_is_checked_against_it() {
    let mut recipe = LanguageRecipe::from_json(&pretrained().to_string()).unwrap();
    let shape = recipe.student.model.clone();
    recipe.validate_beside(0, &shape).unwrap();
    let short = stillroom_spec::DecoderRecipe { context: 32, ..shape.clone() };
    let refused = |recipe: &LanguageRecipe, number, shape| recipe.validate_beside(number, shape).unwrap_err().message;
    assert!(refused(&recipe, 1, &short).contains("block_tokens"));
    let layers = Some(vec![stillroom_spec::LayerPair { student: 0, teacher: 1 }]);
    recipe.student.objectives[0].objective = stillroom_spec::Objective::HiddenMse { layers };
    recipe.validate().unwrap();
    assert!(refused(&recipe, 0, &shape).contains("objective.layers.teacher"));
    recipe.validate_beside(1, &shape).unwrap();
}
