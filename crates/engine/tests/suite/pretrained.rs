//! A pretrained encoder as the teacher: fitted in every way, or taken as it is, and refused where it cannot be.

use crate::support::{Clock, data, engine, run};
use burn::tensor::Device;
use std::fs;
use std::path::PathBuf;
use stillroom_data::ForeignTokenizer;
use stillroom_engine::{Engine, Logits, Models, OutputModel, PretrainedModel, TokenRows};
use stillroom_spec::{
    Environment, ErrorReport, Lane, ModelSource, Phase, Recipe, TeacherHead, TeacherRecipe, TrainRecipe, Tuning,
};
use stillroom_testkit::{block_on, toy};

/// Values of the small BERT of the conformance fixtures.
const BODY: usize = 384 * 48 + 64 * 48 + 2 * 48 + 2 * 48 + 3 * (4 * (48 * 48 + 48) + 2 * 48 * 96 + 96 + 48 + 4 * 48);

fn read(model: &str) -> PretrainedModel {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/models").join(model);
    PretrainedModel::from_files(model, |name| fs::read(folder.join(name)).ok()).unwrap()
}

fn recipe(model: &str, head: TeacherHead, tuning: Tuning) -> Recipe {
    let mut recipe = toy::recipe();
    let train = TrainRecipe { epochs: 4, learning_rate: 5e-3, patience: None, ..recipe.student.train.clone() };
    let model = ModelSource { name: model.into(), sha256: None };
    recipe.teacher = TeacherRecipe::Pretrained { model, max_tokens: 24, head, tuning, train };
    recipe
}

fn fitted(recipe: &Recipe, csv: &str) -> Result<Engine<Clock>, ErrorReport> {
    let mut models = Models::default();
    let name = &recipe.teacher.pretrained().unwrap().name;
    models.insert(name, read(name));
    Ok(engine(recipe, csv).with_models(&models)?)
}

/// Parameters of the teacher, and its first and last loss.
fn teach(head: TeacherHead, tuning: Tuning) -> (usize, f64, f64) {
    let recipe = recipe("bert", head, tuning);
    let mut engine = fitted(&recipe, &toy::csv(3, 30)).unwrap();
    let log = run(&mut engine).unwrap();
    let losses = log.losses(Phase::Teacher);
    let report = log.done().teacher.clone().unwrap();
    assert_eq!(report.training.unwrap().steps, losses.len());
    assert!(log.card().is_some());
    let mean = |losses: &[f64]| losses.iter().sum::<f64>() / losses.len() as f64;
    (report.parameters, mean(&losses[..4]), mean(&losses[losses.len() - 4..]))
}

#[test]
fn a_head_learns_on_a_body_that_stays() {
    let (parameters, first, last) = teach(TeacherHead::Mean, Tuning::Head {});
    assert_eq!(parameters, BODY + 3 * 49);
    assert!(last < first - 0.02, "{first} to {last}");
    let (parameters, first, last) = teach(TeacherHead::First, Tuning::Head {});
    assert_eq!(parameters, BODY + 48 * 49 + 3 * 49);
    assert!(last < first, "{first} to {last}");
}

#[test]
fn all_weights_learn_more() {
    let (_, _, head) = teach(TeacherHead::Mean, Tuning::Head {});
    let (_, _, all) = teach(TeacherHead::Mean, Tuning::All { dropout: 0.0 });
    assert!(all < head - 0.01, "{all} against {head}");
}

#[test]
fn adapters_learn_and_are_merged_at_the_end() {
    let (_, _, head) = teach(TeacherHead::Mean, Tuning::Head {});
    let (parameters, _, adapted) = teach(TeacherHead::Mean, Tuning::Lora { rank: 4, alpha: 8.0, dropout: 0.0 });
    assert_eq!(parameters, BODY + 3 * 49, "no adapter is left");
    assert!(adapted < head, "{adapted} against {head}");
}

/// Rows whose classes are the fixture's own, in another order than the file's.
fn own_rows() -> String {
    let rows = toy::rows(3, 30).into_iter().map(|(text, class)| format!("{text},LABEL_{}\n", [3, 0, 2][class]));
    std::iter::once("text,label\n".to_owned()).chain(rows).collect()
}

#[test]
fn its_own_classifier_teaches_as_it_is() {
    let recipe = recipe("bert", TeacherHead::Own, Tuning::None {});
    let mut engine = fitted(&recipe, &own_rows()).unwrap();
    let log = run(&mut engine).unwrap();
    assert!(log.losses(Phase::Teacher).is_empty());
    assert_eq!(log.done().teacher.clone().unwrap().training.unwrap().seconds, 0.0);
    let said = block_on(engine.predict("copper flask")).unwrap();
    assert_eq!(said.classes, ["LABEL_0", "LABEL_2", "LABEL_3"]);
    let all = own_logits("copper flask");
    let off = said.teacher.unwrap().into_iter().zip([all[0], all[2], all[3]]).map(|(a, b)| (a - b).abs());
    assert!(off.fold(0.0, f32::max) < 1e-5);
}

/// Logits of the fixture's five classes, by the path that is held to transformers' values.
fn own_logits(text: &str) -> Vec<f32> {
    let (model, device) = (read("bert"), Device::flex());
    let ids = ForeignTokenizer::from_json(model.tokenizer_json().unwrap()).unwrap().encode(text).unwrap();
    let rows = TokenRows { input_ids: vec![ids], ..TokenRows::default() };
    let outputs = OutputModel::new(&model, &device).unwrap();
    let Some(Logits::Classes(logits)) = block_on(outputs.outputs(&rows, &device)).unwrap().logits else {
        panic!("the fixture has classes")
    };
    logits[0].clone()
}

/// A model from files that a run gave.
fn again(files: &[(&'static str, Vec<u8>)]) -> PretrainedModel {
    let find = |name: &str| files.iter().find(|file| file.0 == name).map(|file| file.1.clone());
    PretrainedModel::from_files("again", find).unwrap()
}

#[test]
fn a_fitted_teacher_can_be_kept_and_teaches_the_same_as_it_is() {
    let recipe = recipe("bert", TeacherHead::First, Tuning::Lora { rank: 2, alpha: 4.0, dropout: 0.0 });
    let mut first = fitted(&recipe, &toy::csv(3, 30)).unwrap();
    run(&mut first).unwrap();
    let kept = again(&block_on(first.fitted_teacher()).unwrap().unwrap());
    let mut as_it_is = super::pretrained::recipe("again", TeacherHead::Own, Tuning::None {});
    as_it_is.student = recipe.student.clone();
    let mut models = Models::default();
    models.insert("again", kept);
    let mut second = engine(&as_it_is, &toy::csv(3, 30)).with_models(&models).unwrap();
    run(&mut second).unwrap();
    assert!(block_on(second.fitted_teacher()).unwrap().is_none(), "nothing was fitted");
    let said = |engine: &Engine<Clock>| block_on(engine.predict("willow audit")).unwrap().teacher.unwrap();
    let off = said(&first).iter().zip(said(&second)).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(off < 1e-5, "{off}");
}

#[test]
fn the_head_on_the_mean_is_kept_beside_the_body() {
    let recipe = recipe("bert", TeacherHead::Mean, Tuning::Head {});
    let mut engine = fitted(&recipe, &toy::csv(3, 30)).unwrap();
    run(&mut engine).unwrap();
    let files = block_on(engine.fitted_teacher()).unwrap().unwrap();
    let head = &files.iter().find(|file| file.0 == "head.safetensors").unwrap().1;
    let tensors = stillroom_formats::from_safetensors(head).unwrap();
    let shapes: Vec<_> = tensors.iter().map(|t| (t.name.as_str(), t.shape.clone())).collect();
    assert!(shapes.contains(&("weight", vec![3, 48])) && shapes.contains(&("bias", vec![3])), "{shapes:?}");
    assert!(again(&files).card().classes.is_empty());
}

#[test]
fn a_run_is_the_same_twice() {
    let recipe = recipe("bert", TeacherHead::First, Tuning::Lora { rank: 2, alpha: 4.0, dropout: 0.0 });
    let losses = || {
        let log = run(&mut fitted(&recipe, &toy::csv(3, 20)).unwrap()).unwrap();
        (log.losses(Phase::Teacher), log.losses(Phase::Student))
    };
    assert_eq!(losses(), losses());
}

#[test]
fn other_families_teach_too() {
    for model in ["distilbert", "roberta"] {
        let recipe = recipe(model, TeacherHead::Mean, Tuning::Head {});
        let log = run(&mut fitted(&recipe, &toy::csv(3, 20)).unwrap()).unwrap();
        assert!(log.losses(Phase::Teacher).iter().all(|loss| loss.is_finite()), "{model}");
    }
}

fn refused(recipe: &Recipe, words: &[&str]) {
    let said = fitted(recipe, &toy::csv(3, 30)).err().expect("the teacher is refused").to_string();
    assert!(words.iter().all(|word| said.contains(word)), "{said}");
}

#[test]
fn what_cannot_teach_is_refused_before_the_run() {
    let as_it_is = |model: &str| recipe(model, TeacherHead::Own, Tuning::None {});
    refused(&as_it_is("bert"), &["bert", "alchemy", "LABEL_0"]);
    refused(&as_it_is("llama"), &["llama", "decoder"]);
    let mut other = as_it_is("bert");
    let TeacherRecipe::Pretrained { model, .. } = &mut other.teacher else { unreachable!() };
    model.sha256 = Some("0".repeat(64));
    refused(&other, &["SHA-256"]);
}

#[test]
fn a_model_that_is_not_at_hand_is_named() {
    let recipe = recipe("bert", TeacherHead::Mean, Tuning::Head {});
    let environment = Environment { lane: Lane::Cpu, device: "test".into(), version: "0".into() };
    let rows = data(&recipe, &toy::csv(3, 30));
    let engine = Engine::new(recipe.clone(), rows, Device::flex(), environment, Clock::default()).unwrap();
    let error = engine.with_models(&Models::default()).err().expect("there is no model").to_string();
    assert!(error.contains("bert") && error.contains("not at hand"), "{error}");
}
