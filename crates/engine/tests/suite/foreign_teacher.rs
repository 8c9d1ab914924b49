//! Teachers of other tokenizers: what is compared, and what it is worth.

use crate::language::{Log, assert_near, recipe, run, term, trained, with};
use stillroom_engine::load_corpus;
use stillroom_spec::{
    AlignmentReport, CorpusFormat, CorpusSource, DocumentRule, LanguageRecipe, Objective, Phase, SplitBy,
    TokenizerRecipe,
};

fn uld() -> LanguageRecipe {
    with(vec![term(1.0, Objective::Uld { temperature: 2.0 }), term(0.5, Objective::Hard {})])
}

fn alignment(log: &Log) -> &AlignmentReport {
    log.report().alignment.as_ref().expect("a foreign teacher was asked")
}

/// Another limit, but the same ids: sums have fewer characters than either allows.
#[test]
fn a_tokenizer_that_cuts_alike_teaches_as_the_students_own() {
    for answers_only in [false, true] {
        let mut own = uld();
        own.corpus.source = CorpusSource::Arithmetic { modulus: 12, count: 144, answers_only };
        let mut foreign = own.clone();
        *trained(&mut foreign.teachers[0]).1 = Some(TokenizerRecipe::Characters { vocabulary: 17 });
        let (own, foreign) = (run(&own), run(&foreign));
        assert_near(&own.losses(Phase::Student), &foreign.losses(Phase::Student), 1e-5);
        assert!(own.report().alignment.is_none());
        let AlignmentReport { compared, paired, .. } = *alignment(&foreign);
        assert_eq!((compared, paired), (1.0, 1.0));
    }
}

/// A text of words, one document.
fn words(teacher: TokenizerRecipe, student: TokenizerRecipe) -> LanguageRecipe {
    let mut recipe = uld();
    recipe.corpus.source = CorpusSource::File { name: "words.txt".into() };
    recipe.corpus.format = Some(CorpusFormat::Text { documents: DocumentRule::WholeFile {} });
    recipe.corpus.split_by = SplitBy::Place;
    recipe.tokenizer = student;
    let (model, tokenizer, train) = trained(&mut recipe.teachers[0]);
    *tokenizer = Some(teacher);
    // A block of the student's is longer in bytes.
    model.context = 128;
    train.epochs = 1;
    recipe.student.train.epochs = 1;
    recipe
}

fn run_words(recipe: &LanguageRecipe) -> Log {
    let said = ["the kettle sang", "a naïve café", "of brass and steam", "still runs the spirit", "whence it came"];
    let text: String = (0..400).map(|i| format!("{} {}, ", said[i * i % 5], said[(i / 3) % 5])).collect();
    crate::language::run_with(recipe, load_corpus(recipe, "words.txt", None, text.as_bytes()).unwrap())
}

#[test]
fn spans_of_several_tokens_are_compared_on_either_side() {
    let pairs = TokenizerRecipe::Bpe { vocabulary: 300 };
    let of_bytes = run_words(&words(TokenizerRecipe::Bytes {}, pairs.clone()));
    let by_pairs = run_words(&words(pairs, TokenizerRecipe::Bytes {}));
    for log in [of_bytes, by_pairs] {
        let AlignmentReport { tokens, compared, paired } = *alignment(&log);
        // Every token of bytes ends where one of bytes does; a block may cut the last span of the other way round.
        assert!(compared > 0.85 && compared <= 1.0 && paired > 0.0 && paired < 0.8, "{compared} {paired}");
        assert!(tokens > 1000 && log.losses(Phase::Student).iter().all(|loss| loss.is_finite()));
    }
}

#[test]
fn chunks_cut_no_span() {
    let mut recipe = words(TokenizerRecipe::Bpe { vocabulary: 300 }, TokenizerRecipe::Bytes {});
    let whole = run_words(&recipe);
    recipe.student.chunk_tokens = Some(7);
    assert_near(&run_words(&recipe).losses(Phase::Student), &whole.losses(Phase::Student), 1e-4);
}

#[test]
fn nothing_is_reported_where_nobody_is_asked() {
    let mut hard = recipe();
    hard.student.objectives = vec![term(1.0, Objective::Hard {})];
    *trained(&mut hard.teachers[0]).1 = Some(TokenizerRecipe::Bytes {});
    assert!(run(&hard).report().alignment.is_none());
}
