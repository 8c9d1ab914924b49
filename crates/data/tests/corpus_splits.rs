//! Documents to training, validation and test, and what of the test is in the training.

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use stillroom_data::{
    Corpus, CorpusCounts, CorpusOptions, CorpusSplit, DataErrorKind, Document, LateColumns, Overlap, Span,
    corpus_fingerprint, overlap, read_corpus, sniff_corpus, split_by_document, split_by_place,
};

const SHARES: [f64; 3] = [0.8, 0.1, 0.1];

fn corpus(texts: &[&str]) -> Corpus {
    let document = |text: &&str| Document { text: (*text).into(), prompt: 0, line: 1 };
    let documents = texts.iter().map(document).collect();
    Corpus { file: "f".into(), documents, counts: CorpusCounts::default(), late_columns: LateColumns::default() }
}

fn novel() -> Corpus {
    let bytes = include_bytes!("../presets/northanger_abbey.txt");
    let found = sniff_corpus("northanger_abbey.txt", bytes, None).unwrap();
    read_corpus("northanger_abbey.txt", &bytes[..], &found, &CorpusOptions { max_bytes: 1 << 20, seed: 0 }).unwrap()
}

fn parts(split: &CorpusSplit) -> [&Vec<Span>; 3] {
    [&split.train, &split.validation, &split.test]
}

fn texts<'a>(corpus: &'a Corpus, spans: &[Span]) -> Vec<&'a str> {
    spans.iter().map(|span| corpus.text(span)).collect()
}

#[test]
fn the_end_of_a_novel_is_its_test() {
    let corpus = novel();
    let split = split_by_place(&corpus, SHARES).unwrap();
    let [train, validation, test] = parts(&split).map(|spans| texts(&corpus, spans).concat());
    assert_eq!(format!("{train}{validation}{test}"), corpus.documents[0].text);
    assert!([&train, &validation].iter().all(|text| text.ends_with('\n')));
    let total = corpus.documents[0].text.len();
    for (text, share) in [(&train, 0.8), (&validation, 0.1), (&test, 0.1)] {
        assert!((text.len() as f64 / total as f64 - share).abs() < 0.001, "{} of {total}", text.len());
    }
    // Frozen: the page and the command line must find the same on every host.
    assert_eq!(corpus_fingerprint(&corpus, &split), "bfb6c7032350d571");
    let found = overlap([train.as_str()], [test.as_str()], 50);
    assert_eq!(found.windows as usize, test.len() - 49);
    assert!(found.share() < 0.001, "{found:?}");
}

#[test]
fn cuts_are_at_lines_words_or_characters() {
    let check = |texts: &[&str], shares, expected: [&[&str]; 3]| {
        let corpus = corpus(texts);
        let split = split_by_place(&corpus, shares).unwrap();
        assert_eq!(parts(&split).map(|spans| self::texts(&corpus, spans)), expected, "{texts:?}");
    };
    check(&["aa\nbb\ncc\ndd\n"], [0.4, 0.3, 0.3], [&["aa\nbb\n"], &["cc\n"], &["dd\n"]]);
    check(&["aa bb cc dd"], [0.4, 0.3, 0.3], [&["aa bb "], &["cc "], &["dd"]]);
    check(&["éééé"], [0.5, 0.25, 0.25], [&["éé"], &["é"], &["é"]]);
    check(&["a\n", "b\n", "c\n", "d\n"], [0.5, 0.25, 0.25], [&["a\n", "b\n"], &["c\n"], &["d\n"]]);
    check(&["aaaa\nbbbb\n", "c\n"], [0.4, 0.0, 0.6], [&["aaaa\n"], &[], &["bbbb\n", "c\n"]]);
}

#[test]
fn too_little_text_is_refused() {
    let check = |found: Result<CorpusSplit, stillroom_data::DataError>, word: &str| {
        let fault = found.unwrap_err();
        assert_eq!(fault.kind, DataErrorKind::TooFewRows);
        assert!(fault.message.contains(word) && !fault.hint.is_empty(), "{fault}");
    };
    check(split_by_document(&corpus(&["a"]), SHARES, 0), "1 document");
    check(split_by_document(&corpus(&["a", "A ", "b"]), SHARES, 0), "2 different documents");
    check(split_by_place(&corpus(&["ab"]), SHARES), "validation");
    assert!(split_by_document(&corpus(&["a"]), [1.0, 0.0, 0.0], 0).is_ok());
    assert!(split_by_document(&corpus(&["a", "b"]), [0.9, 0.0, 0.1], 0).is_ok());
}

#[test]
fn the_seed_alone_decides() {
    let texts: Vec<String> = (0..100).map(|i| format!("text {i}")).collect();
    let corpus = corpus(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let split = |seed| split_by_document(&corpus, SHARES, seed).unwrap();
    assert_eq!(split(1), split(1));
    assert_ne!(split(1), split(2));
    assert_eq!(parts(&split(1)).map(Vec::len), [80, 10, 10]);
    // Frozen, as above.
    assert_eq!(corpus_fingerprint(&corpus, &split(42)), "b8f0eac7188113b0");
}

#[test]
fn prompts_stay_with_their_spans() {
    let mut corpus = corpus(&["What? That.", "Why? So."]);
    corpus.documents[0].prompt = 5;
    let whole = Span { document: 0, start: 0, end: 11 };
    assert_eq!((corpus.prompt(&whole), corpus.prompt(&Span { start: 3, ..whole })), (5, 2));
    assert_eq!(corpus.prompt(&Span { start: 8, ..whole }), 0);
    assert_eq!(corpus.text(&Span { document: 9, ..whole }), "");
}

fn shares() -> impl Strategy<Value = [f64; 3]> {
    prop::array::uniform3(prop_oneof![Just(0.0), 0.05_f64..1.0])
}

fn documents() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[ab ]{0,3}[aB \né]{1,30}", 1..12)
}

proptest! {
    #[test]
    fn documents_are_parted(texts in documents(), shares in shares(), seed in any::<u64>()) {
        let corpus = corpus(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        if let Ok(split) = split_by_document(&corpus, shares, seed) {
            let mut all: Vec<usize> = parts(&split).into_iter().flatten().map(|span| span.document).collect();
            all.sort_unstable();
            prop_assert!(all.into_iter().eq(0..texts.len()));
            let mut places: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
            for (part, spans) in parts(&split).into_iter().enumerate() {
                prop_assert!(spans.is_sorted_by_key(|span| span.document));
                prop_assert!(spans.iter().all(|span| span.start == 0 && span.end == texts[span.document].len()));
                let key = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
                spans.iter().for_each(|span| { places.entry(key(corpus.text(span))).or_default().insert(part); });
                prop_assert!(!spans.is_empty() || shares[part] == 0.0);
            }
            prop_assert!(places.values().all(|parts| parts.len() == 1), "a text is in two parts");
        }
    }

    #[test]
    fn places_are_parted(texts in documents(), shares in shares(), prompts in any::<bool>()) {
        let mut corpus = corpus(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        corpus.documents.iter_mut().for_each(|document| document.prompt = usize::from(prompts));
        if let Ok(split) = split_by_place(&corpus, shares) {
            let all: Vec<&Span> = parts(&split).into_iter().flatten().collect();
            prop_assert_eq!(all.iter().map(|span| corpus.text(span)).collect::<String>(), texts.concat());
            prop_assert!(all.is_sorted_by_key(|span| (span.document, span.start)));
            prop_assert!(all.iter().all(|span| span.start < span.end));
            prop_assert!(!prompts || all.len() == texts.len());
            prop_assert!((0..3).all(|part| !parts(&split)[part].is_empty() || shares[part] == 0.0));
        }
    }

    #[test]
    fn overlaps_are_those_of_sets(train in documents(), test in documents(), bytes in 1_usize..8) {
        let windows = |texts: &[String]| {
            texts.iter().flat_map(|text| text.as_bytes().windows(bytes).map(<[u8]>::to_vec)).collect::<Vec<_>>()
        };
        let known: HashSet<Vec<u8>> = windows(&train).into_iter().collect();
        let tested = windows(&test);
        let shared = tested.iter().filter(|window| known.contains(*window)).count() as u64;
        let found = overlap(train.iter().map(String::as_str), test.iter().map(String::as_str), bytes);
        prop_assert_eq!(found, Overlap { windows: tested.len() as u64, shared });
    }
}
