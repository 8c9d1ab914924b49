//! Language models with a teacher that was trained elsewhere: its ids, its word, and what becomes of both.

use crate::language::{Log, decoder, recipe, term, to_the_end};
use crate::support::Clock;
use burn::tensor::Device;
use std::fs;
use std::path::Path;
use stillroom_engine::{
    EngineError, Exportable, GenerateOptions, LanguageEngine, LanguageWriter, LoadedCorpus, Models, PretrainedModel,
    load_corpus, recipe_for_teacher, time_language_steps, warm_up_language,
};
use stillroom_spec::{
    Author, CacheRecipe, CorpusFormat, CorpusSource, DocumentRule, Environment, ExportFormat, Lane, LanguageRecipe,
    LanguageTeacher, ModelSource, Objective, OnPolicyRecipe, Phase, Report, SplitBy, TokenizerRecipe,
};
use stillroom_testkit::block_on;

const TEXT: &str = include_str!("../../../data/presets/northanger_abbey.txt");

fn model(name: &str) -> PretrainedModel {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/models").join(name);
    PretrainedModel::from_files(name, |file| fs::read(folder.join(file)).ok()).unwrap()
}

fn models(names: &[&str]) -> Models {
    let mut models = Models::default();
    names.iter().for_each(|name| models.insert(name, model(name)));
    models
}

fn teacher(name: &str) -> LanguageTeacher {
    LanguageTeacher::Pretrained { model: ModelSource { name: name.into(), sha256: None }, tune: None, weight: 1.0 }
}

/// A page of a novel, a student of one layer, a few steps.
fn taught(name: &str, tokenizer: TokenizerRecipe) -> LanguageRecipe {
    let mut recipe = recipe();
    recipe.corpus.source = CorpusSource::File { name: "page.txt".into() };
    recipe.corpus.format = Some(CorpusFormat::Text { documents: DocumentRule::WholeFile {} });
    recipe.corpus.split_by = SplitBy::Place;
    recipe.tokenizer = tokenizer;
    recipe.teachers = vec![teacher(name)];
    recipe.student.train.epochs = 1;
    recipe
}

fn page(recipe: &LanguageRecipe) -> LoadedCorpus {
    load_corpus(recipe, "page.txt", None, &TEXT.as_bytes()[20_000..26_000]).unwrap()
}

fn begun(recipe: &LanguageRecipe, models: Models) -> Result<LanguageEngine<Clock>, EngineError> {
    let environment = Environment { lane: Lane::Cpu, device: "test".into(), version: "0".into() };
    LanguageEngine::new(recipe.clone(), page(recipe), models, Device::flex(), environment, Clock::default())
}

fn run(recipe: &LanguageRecipe, names: &[&str]) -> Log {
    to_the_end(begun(recipe, models(names)).unwrap())
}

const WHOLE: TokenizerRecipe = TokenizerRecipe::Teacher { trim: false };
const TRIMMED: TokenizerRecipe = TokenizerRecipe::Teacher { trim: true };

#[test]
fn a_teacher_of_any_family_teaches_as_it_is() {
    for name in ["gpt2", "llama", "llama-untied", "qwen2"] {
        let log = run(&taught(name, WHOLE), &[name]);
        let report = log.report();
        assert_eq!(report.vocabulary, 384, "{name}");
        assert_eq!(report.teachers[0].parameters, model(name).card().parameters, "{name}");
        let training = report.teachers[0].training.as_ref().unwrap();
        assert_eq!((training.steps, training.seconds), (0, 0.0), "{name}");
        assert!(log.steps(Phase::Teacher).is_empty() && !log.losses(Phase::Student).is_empty(), "{name}");
        assert!(report.student.test.kl_to_teacher.unwrap() > 0.0, "{name}");
        let sampled = |report: &&Report| matches!(report, Report::Sample(sample) if sample.phase == Phase::Teacher);
        assert_eq!(log.all.iter().filter(sampled).count(), 1, "{name}");
    }
}

/// With every id of the text kept, the tokens are the same, and so is everything that the text says.
#[test]
fn a_trimmed_vocabulary_has_the_same_tokens_and_fewer_ids() {
    let (whole, trimmed) = (run(&taught("llama", WHOLE), &["llama"]), run(&taught("llama", TRIMMED), &["llama"]));
    let tokens = |log: &Log| log.steps(Phase::Student).len();
    assert_eq!(tokens(&whole), tokens(&trimmed));
    let left = trimmed.report().vocabulary;
    assert!((257..384).contains(&left), "{left}");
    let width = model("llama").card().width;
    let parameters = |log: &Log| log.report().teachers[0].parameters;
    assert_eq!(parameters(&whole) - parameters(&trimmed), (384 - left) * width);
    // Shared out over fewer ids, every token that is left is likelier.
    let nll = |log: &Log| log.report().teachers[0].test.nll;
    assert!(nll(&trimmed) < nll(&whole), "{} {}", nll(&trimmed), nll(&whole));
}

#[test]
fn a_student_of_another_s_tokenizer_writes_after_it_is_read_again() {
    let log = run(&taught("qwen2", TRIMMED), &["qwen2"]);
    let file = |name: &str| log.files.iter().find(|file| file.0 == name).map(|file| file.1.clone());
    let writer = LanguageWriter::from_files(file, &Device::flex()).unwrap();
    let mut text = String::new();
    block_on(writer.write("Catherine was", &GenerateOptions::greedy(8), |piece| text += piece)).unwrap();
    assert!(!text.is_empty());
    let student = Exportable::from_files("student", file).unwrap();
    assert!(!student.to(ExportFormat::GgufF32).unwrap().is_empty());
}

#[test]
fn outputs_are_kept_and_batches_written_as_with_any_teacher() {
    let mut kept = taught("llama", TRIMMED);
    let asked = run(&kept, &["llama"]).losses(Phase::Student);
    kept.student.cache = Some(CacheRecipe { top_k: Some(400) });
    let kept = run(&kept, &["llama"]).losses(Phase::Student);
    crate::language::assert_near(&asked, &kept, 2e-3);
    for author in [Author::Student, Author::Teacher] {
        let mut written = taught("llama", TRIMMED);
        written.student.on_policy =
            Some(OnPolicyRecipe { author, fraction: 1.0, prompt_tokens: 4, new_tokens: 6, temperature: 1.0 });
        assert!(run(&written, &["llama"]).report().on_policy.as_ref().unwrap().batches > 0);
    }
}

#[test]
fn its_inside_teaches_too() {
    let mut inside = taught("llama", TRIMMED);
    inside.student.objectives = vec![term(1.0, Objective::HiddenMse { layers: None }), term(1.0, Objective::Hard {})];
    let losses = run(&inside, &["llama"]).losses(Phase::Student);
    assert!(losses.iter().all(|loss| loss.is_finite()) && !losses.is_empty());
}

#[test]
fn a_student_with_a_tokenizer_of_its_own_is_compared_by_spans() {
    let mut foreign = taught("llama", TokenizerRecipe::Bytes {});
    foreign.student.objectives = vec![term(1.0, Objective::Uld { temperature: 1.0 }), term(0.5, Objective::Hard {})];
    let log = run(&foreign, &["llama"]);
    let alignment = log.report().alignment.as_ref().unwrap();
    assert!(alignment.compared > 0.6 && alignment.paired < 1.0, "{alignment:?}");
    assert_eq!(log.report().teachers[0].parameters, model("llama").card().parameters);
}

#[test]
fn a_teacher_is_tuned_on_the_text_first() {
    let mut tuned = taught("llama", TRIMMED);
    let train = tuned.student.train.clone();
    let as_it_is = run(&tuned, &["llama"]).report().teachers[0].test.bits_per_byte;
    let LanguageTeacher::Pretrained { tune, .. } = &mut tuned.teachers[0] else { panic!("it is") };
    *tune = Some(train);
    let log = run(&tuned, &["llama"]);
    let after = &log.report().teachers[0];
    assert!(after.training.as_ref().unwrap().steps > 0);
    assert!(after.test.bits_per_byte < as_it_is - 0.1, "{} {as_it_is}", after.test.bits_per_byte);
}

#[test]
fn several_teachers_of_one_tokenizer_are_averaged() {
    let mut two = taught("llama", TRIMMED);
    two.teachers.push(teacher("qwen2"));
    let log = run(&two, &["llama", "qwen2"]);
    assert_eq!(log.report().teachers.len(), 2);
    let mut beside = taught("llama", TRIMMED);
    beside.teachers.push(recipe().teachers[0].clone());
    assert_eq!(run(&beside, &["llama"]).report().teachers.len(), 2);
}

#[test]
fn a_model_that_does_not_fit_is_refused_before_anything_begins() {
    let refused = |recipe: &LanguageRecipe, names: &[&str], word: &str| {
        let error = begun(recipe, models(names)).err().unwrap_or_else(|| panic!("{word} passed"));
        assert!(error.to_string().contains(word), "{error}");
    };
    let plain = taught("llama", TRIMMED);
    refused(&plain, &[], "llama");
    refused(&taught("bert", TRIMMED), &["bert"], "bert");
    let mut long = plain.clone();
    (long.block_tokens, long.student.model.context) = (100, 128);
    refused(&long, &["llama"], "block_tokens");
    let mut deep = plain.clone();
    let layers = Some(vec![stillroom_spec::LayerPair { student: 0, teacher: 9 }]);
    deep.student.objectives = vec![term(1.0, Objective::HiddenMse { layers })];
    refused(&deep, &["llama"], "objective.layers.teacher");
    let mut other = plain;
    other.teachers[0] = LanguageTeacher::Pretrained {
        model: ModelSource { name: "llama".into(), sha256: Some("0".repeat(64)) },
        tune: None,
        weight: 1.0,
    };
    refused(&other, &["llama"], "SHA-256");
}

#[test]
fn steps_can_be_timed_with_and_without_the_model() {
    for models in [models(&["llama"]), Models::default()] {
        let recipe = taught("llama", WHOLE);
        block_on(warm_up_language(&recipe, &models, &Device::flex(), &Clock::default())).unwrap();
        let times = block_on(time_language_steps(&recipe, &models, &Device::flex(), &Clock::default(), 1)).unwrap();
        assert_eq!(times.len(), 1);
    }
}

#[test]
fn a_recipe_for_a_teacher_runs() {
    for name in ["gpt2", "llama", "qwen2"] {
        let mut base = taught(name, TokenizerRecipe::Bytes {});
        base.student.model = decoder(2, 32);
        let source = ModelSource { name: name.into(), sha256: Some(model(name).card().sha256.clone()) };
        let made = recipe_for_teacher(base.clone(), source, &model(name), &page(&base)).unwrap();
        assert_eq!((&made.tokenizer, made.student.cache.is_some()), (&TRIMMED, true));
        assert!(made.block_tokens <= model(name).card().context);
        let report = run(&made, &[name]).report().clone();
        assert!(report.student.parameters * 4 < report.teachers[0].parameters, "{name}");
    }
}
