//! What cannot be used is named.

use crate::support::{model, models, prompts, rotary};
use burn::tensor::Device;
use stillroom_generate::{GenerateError, GenerateOptions, generate};
use stillroom_models::{load_parameters, named_parameters};
use stillroom_testkit::block_on;

fn check(rows: &[&[u32]], options: &GenerateOptions, words: &[&str]) {
    for model in models() {
        let error = block_on(generate(&model, &prompts(rows), options)).unwrap_err().to_string();
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
    }
}

#[test]
fn an_option_out_of_its_range_is_named() {
    let base = GenerateOptions::sampled(1, 0);
    for temperature in [-1.0, f64::NAN, f64::INFINITY] {
        check(&[&[1]], &GenerateOptions { temperature, ..base.clone() }, &["`temperature`", "0 to 100"]);
    }
    check(&[&[1]], &GenerateOptions { top_k: Some(0), ..base.clone() }, &["`top_k`"]);
    for p in [0.0, -0.5, 1.5, f64::NAN] {
        check(&[&[1]], &GenerateOptions { top_p: Some(p), ..base.clone() }, &["`top_p`"]);
    }
}

#[test]
fn a_prompt_that_cannot_be_continued_is_named() {
    let greedy = GenerateOptions::greedy(3);
    check(&[&[1], &[]], &greedy, &["prompt 1 is empty"]);
    check(&[&[1, 17]], &greedy, &["prompt 0", "token 17", "has 17"]);
    check(&[&[1], &[2; 25]], &greedy, &["prompt 1", "25 tokens", "reads 24"]);
}

#[test]
fn a_model_that_diverged_is_told() {
    let healthy = model(&rotary(), &Device::flex());
    let mut weights = block_on(named_parameters(&healthy)).unwrap();
    weights.last_mut().unwrap().values[0] = f32::NAN;
    let damaged = load_parameters(healthy, &weights).unwrap();
    for options in [GenerateOptions::greedy(2), GenerateOptions::sampled(2, 0)] {
        let error = block_on(generate(&damaged, &prompts(&[&[1]]), &options)).unwrap_err();
        assert!(matches!(error, GenerateError::NotANumber), "{error}");
    }
}
