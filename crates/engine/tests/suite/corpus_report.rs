//! What is reported of a text, and what of a text is learnt.

use crate::language::{recipe, untouched};
use stillroom_engine::{LoadedCorpus, load_corpus};
use stillroom_spec::{CorpusSource, LateColumn, Phase, Report, SplitBy, TokenJudgement, TokenizerRecipe};
use stillroom_testkit::block_on;

fn load(name: &str, text: &str) -> LoadedCorpus {
    let mut recipe = recipe();
    recipe.corpus.source = CorpusSource::File { name: name.into() };
    recipe.corpus.split_by = SplitBy::Place;
    load_corpus(&recipe, name, None, text.as_bytes()).unwrap()
}

#[test]
fn columns_that_come_late_are_named() {
    // Columns are found in the first 4 MiB.
    let long = "a word or two. ".repeat(5_000);
    let early: String = (0..60).map(|i| format!("{{\"text\":\"{i} {long}\"}}\n")).collect();
    let text = early + "{\"text\":\"b\",\"mood\":\"calm\"}\n{\"text\":\"c\",\"mood\":\"dry\"}\n";
    let late = load("texts.jsonl", &text).report().late_columns.clone();
    assert_eq!((late.rows, late.named), (2, vec![LateColumn { name: "mood".into(), line: 61 }]));
    let known: String = (0..9).map(|i| format!("{{\"text\":\"{i} words\",\"mood\":\"calm\"}}\n")).collect();
    assert_eq!(load("texts.jsonl", &known).report().late_columns.rows, 0);
}

#[test]
fn documents_from_all_over_the_text_begin_the_report() {
    let text: String = (0..40).map(|i| format!("{{\"text\":\"{i} {}\"}}\n", "word ".repeat(80))).collect();
    let loaded = load("texts.jsonl", &text);
    let report = loaded.report();
    let numbers: Vec<usize> =
        report.beginnings.iter().map(|text| text.split(' ').next().unwrap().parse().unwrap()).collect();
    assert_eq!(numbers.len(), 5);
    assert!(numbers.is_sorted() && numbers[4] - numbers[0] > 20, "{numbers:?}");
    assert!(report.sample.starts_with(&report.beginnings[0]) && report.beginnings[0].chars().count() == 160);
    let one = load("book.txt", &"A long text of one document.\n".repeat(200));
    assert_eq!(one.report().beginnings.len(), 1);
}

/// Judgements of a text as soon as there is a teacher in training.
fn judged(source: Option<&str>, text: &str) -> Vec<TokenJudgement> {
    let mut recipe = recipe();
    recipe.tokenizer = TokenizerRecipe::Bytes {};
    recipe.corpus.source = match source {
        Some(_) => CorpusSource::File { name: "pairs.jsonl".into() },
        None => CorpusSource::Arithmetic { modulus: 12, count: 144, answers_only: true },
    };
    let corpus = load_corpus(&recipe, "pairs.jsonl", None, source.unwrap_or_default().as_bytes()).unwrap();
    let mut engine = untouched(&recipe, corpus);
    while !matches!(block_on(engine.step()).unwrap(), Report::Phase { phase: Phase::Teacher, .. }) {}
    block_on(engine.inspect(text)).unwrap()
}

fn learnt(tokens: &[TokenJudgement]) -> String {
    tokens.iter().filter(|token| token.learnt).map(|token| token.token.as_str()).collect()
}

#[test]
fn of_sums_only_the_answers_may_be_learnt() {
    let tokens = judged(None, "03+04=07");
    assert_eq!((tokens.len(), learnt(&tokens)), (8, "07".to_owned()));
    // Without a sign of an answer nothing is a prompt; nothing comes before the first token.
    assert_eq!(learnt(&judged(None, "03+04")), "3+04");
}

#[test]
fn of_instructions_only_the_responses_are_learnt() {
    let row = |i: usize| format!("{{\"prompt\":\"say {i}\",\"response\":\"said {i}\"}}\n");
    let text: String = (0..40).map(row).collect();
    assert_eq!(learnt(&judged(Some(&text), "say 3\nsaid 3")), "said 3");
    assert_eq!(learnt(&judged(Some(&text), "say 3")), "ay 3");
}
