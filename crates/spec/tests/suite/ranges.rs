//! A value out of its range is refused by its key.

use crate::any_recipe::example;
use serde_json::{Value, json};
use stillroom_spec::{ErrorCode, Recipe};

/// Pointer into the recipe, a value that is too small or too large, and the key that the error must name.
const OUTSIDE: [(&str, &[f64], &str); 34] = [
    ("/version", &[0.0, 2.0], "version"),
    ("/data/max_rows", &[9.0, 1e8], "data.max_rows"),
    ("/data/min_rows_per_class", &[2.0, 1e7], "data.min_rows_per_class"),
    ("/data/split/train", &[0.0, 1e7], "data.split.train"),
    ("/data/split/validation", &[0.0, -1.0], "data.split.validation"),
    ("/data/split/test", &[0.0, 1e7], "data.split.test"),
    ("/teacher/model/layers", &[0.0, 49.0], "teacher.model.layers"),
    ("/teacher/model/width", &[3.0, 5000.0], "teacher.model.width"),
    ("/teacher/model/heads", &[0.0, 3.0, 129.0], "teacher.model.heads"),
    ("/teacher/model/feed_forward", &[3.0, 2e4], "teacher.model.feed_forward"),
    ("/teacher/model/max_tokens", &[3.0, 5000.0], "teacher.model.max_tokens"),
    ("/teacher/model/dropout", &[-0.1, 1.0], "teacher.model.dropout"),
    ("/teacher/model/tokenizer/vocabulary", &[259.0, 1e6], "teacher.model.tokenizer.vocabulary"),
    ("/teacher/train/epochs", &[0.0, 10_001.0], "teacher.train.epochs"),
    ("/student/train/batch_size", &[0.0, 4097.0], "student.train.batch_size"),
    ("/student/train/accumulate", &[0.0, 1025.0], "student.train.accumulate"),
    ("/student/train/learning_rate", &[0.0, -1.0, 11.0], "student.train.learning_rate"),
    ("/student/train/warmup", &[-0.1, 1.1], "student.train.warmup"),
    ("/student/train/weight_decay", &[-0.1, 11.0], "student.train.weight_decay"),
    ("/student/train/beta1", &[-0.1, 1.0], "student.train.beta1"),
    ("/student/train/beta2", &[-0.1, 1.0], "student.train.beta2"),
    ("/student/train/epsilon", &[0.0, 2.0], "student.train.epsilon"),
    ("/student/train/clip_norm", &[0.0, 1e7], "student.train.clip_norm"),
    ("/student/train/patience", &[0.0, 10_001.0], "student.train.patience"),
    ("/student/model/min_n", &[0.0, 9.0], "student.model.min_n"),
    ("/student/model/max_n", &[0.0, 9.0], "student.model.max_n"),
    ("/student/model/buckets", &[15.0, 1e7], "student.model.buckets"),
    ("/student/model/width", &[0.0, 1025.0], "student.model.width"),
    ("/student/model/max_ngrams", &[7.0, 2e4], "student.model.max_ngrams"),
    ("/student/objectives/0/weight", &[-1.0, 1e7], "student.objectives.weight"),
    ("/student/objectives/0/objective/temperature", &[0.0, -1.0, 101.0], "objective.temperature"),
    ("/evaluation/pairs", &[0.0, 51.0], "evaluation.pairs"),
    ("/evaluation/resamples", &[99.0, 1e6], "evaluation.resamples"),
    ("/evaluation/budget_seconds", &[0.5, 1e8], "evaluation.budget_seconds"),
];

fn recipe() -> Value {
    serde_json::from_str(&example().to_json()).unwrap()
}

/// Whole numbers are written as such: a count is never `3.0`.
fn number(value: f64) -> Value {
    if value.fract() == 0.0 { json!(value as i64) } else { json!(value) }
}

#[test]
fn a_value_out_of_range_names_its_key() {
    for (pointer, values, key) in OUTSIDE {
        for &value in values {
            let mut recipe = recipe();
            *recipe.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = number(value);
            let error = Recipe::from_json(&recipe.to_string()).unwrap_err();
            assert_eq!(error.code, ErrorCode::Recipe);
            assert!(error.message.contains(&format!("`{key}`")), "{pointer} = {value}: {error}");
            assert!(!error.hint.is_empty(), "{error}");
        }
    }
}

/// Every number of a recipe is in the table above, but the seed, which may be anything.
#[test]
fn no_number_goes_unchecked() {
    let mut found = Vec::new();
    numbers(&recipe(), String::new(), &mut found);
    let checked = |pointer: &String| {
        let twin = [
            pointer.replacen("/teacher/train", "/student/train", 1),
            pointer.replacen("/student/train", "/teacher/train", 1),
        ];
        OUTSIDE.iter().any(|(known, ..)| known == pointer || twin.iter().any(|t| t == known))
    };
    let second_weight = "/student/objectives/1/weight";
    found.retain(|pointer| !checked(pointer) && pointer != "/seed" && pointer != second_weight);
    assert_eq!(found, Vec::<String>::new());
}

fn numbers(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, v)| numbers(v, format!("{at}/{key}"), found)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| numbers(v, format!("{at}/{i}"), found)),
        Value::Number(_) => found.push(at),
        _ => {}
    }
}

#[test]
fn a_student_without_an_objective_is_refused() {
    for objectives in [json!([]), json!([{"weight": 0.0, "objective": {"kind": "hard"}}])] {
        let mut recipe = recipe();
        recipe["student"]["objectives"] = objectives;
        let error = Recipe::from_json(&recipe.to_string()).unwrap_err();
        assert!(error.message.contains("`student.objectives`"), "{error}");
    }
}

#[test]
fn the_numbers_of_each_objective_are_checked() {
    for (objective, key) in [
        (json!({"kind": "jsd", "beta": 1.1, "temperature": 1.0}), "jsd.beta"),
        (json!({"kind": "dkd", "alpha": -1.0, "beta": 8.0, "temperature": 4.0}), "dkd.alpha"),
        (json!({"kind": "dkd", "alpha": 1.0, "beta": -8.0, "temperature": 4.0}), "dkd.beta"),
        (json!({"kind": "reverse_kl", "temperature": 0.0}), "objective.temperature"),
        (json!({"kind": "skew_kl", "lambda": 1.0, "temperature": 1.0}), "skew_kl.lambda"),
        (json!({"kind": "skew_reverse_kl", "lambda": -0.1, "temperature": 1.0}), "skew_reverse_kl.lambda"),
        (json!({"kind": "tvd", "temperature": 101.0}), "objective.temperature"),
        (json!({"kind": "adaptive_kl", "mu": 1.0, "temperature": 1.0}), "adaptive_kl.mu"),
        (json!({"kind": "adaptive_kl", "mu": 0.5, "temperature": 0.0}), "objective.temperature"),
        (json!({"kind": "dist", "beta": -1.0, "gamma": 1.0, "temperature": 1.0}), "dist.beta"),
        (json!({"kind": "dist", "beta": 1.0, "gamma": 1001.0, "temperature": 1.0}), "dist.gamma"),
    ] {
        let mut recipe = recipe();
        recipe["student"]["objectives"][0]["objective"] = objective;
        let error = Recipe::from_json(&recipe.to_string()).unwrap_err();
        assert!(error.message.contains(&format!("`{key}`")), "{error}");
    }
}
