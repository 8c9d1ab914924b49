//! A text for a language model: looked at, read and split.

use crate::frames::chosen;
use crate::plant::{Seed, texts};
use crate::told::accepted;
use serde_json::json;
use stillroom_data::{
    Corpus, CorpusFormat, CorpusOptions, DocumentRule, Span, corpus_fingerprint, overlap, read_corpus, sniff_corpus,
    split_by_document, split_by_place,
};

const NAMES: [&str; 4] = ["f.txt", "f.csv", "f.jsonl", "f"];
const MUCH: CorpusOptions = CorpusOptions { max_bytes: 1 << 24, seed: 0 };
const LITTLE: CorpusOptions = CorpusOptions { max_bytes: 100, seed: 0 };

/// Reads the bytes after the first, which chooses name, layout and how much is kept.
pub fn check(bytes: &[u8]) {
    let (choice, file) = chosen(bytes);
    let name = NAMES[usize::from(choice & 3)];
    let options = if choice & 0x20 == 0 { MUCH } else { LITTLE };
    let Some(found) = accepted(sniff_corpus(name, file, wanted(choice >> 2 & 7).as_ref())) else { return };
    let Some(corpus) = accepted(read_corpus(name, file, &found, &options)) else { return };
    check_counts(&corpus, &options);
    if let Some(parts) = accepted(split_by_place(&corpus, [0.8, 0.1, 0.1])) {
        let texts = |spans: &[Span]| spans.iter().map(|span| corpus.text(span)).collect::<Vec<_>>();
        let shared = overlap(texts(&parts.train), texts(&parts.test), 8);
        assert!((0.0..=1.0).contains(&shared.share()));
        assert_eq!(corpus_fingerprint(&corpus, &parts).len(), 16);
    }
    accepted(split_by_document(&corpus, [0.8, 0.1, 0.1], 0));
    check_again(&corpus);
}

fn wanted(choice: u8) -> Option<CorpusFormat> {
    let documents = |documents| Some(CorpusFormat::Text { documents });
    match choice {
        0 => documents(DocumentRule::WholeFile),
        1 => documents(DocumentRule::BlankLines { at_least: 1 }),
        2 => documents(DocumentRule::Separator { line: "***".into() }),
        3 => Some(CorpusFormat::Rows { text: None }),
        4 => Some(CorpusFormat::Pairs { prompt: None, response: None, between: "\n".into() }),
        _ => None,
    }
}

fn check_counts(corpus: &Corpus, options: &CorpusOptions) {
    let counts = &corpus.counts;
    assert_eq!(counts.read, counts.unsampled + counts.empty + counts.duplicate + counts.kept);
    assert!(counts.kept_bytes <= options.max_bytes as u64, "{} bytes are kept", counts.kept_bytes);
    assert_eq!(counts.kept_bytes, corpus.documents.iter().map(|d| d.text.len() as u64).sum::<u64>());
    for document in &corpus.documents {
        assert!(!document.text.trim().is_empty() && document.text.is_char_boundary(document.prompt));
    }
}

/// Texts come back from JSON, each as it was.
fn check_again(corpus: &Corpus) {
    let lines: String = corpus.documents.iter().map(|d| format!("{}\n", json!({ "text": d.text }))).collect();
    let rows = CorpusFormat::Rows { text: Some("text".into()) };
    let found = sniff_corpus("g.jsonl", lines.as_bytes(), Some(&rows)).expect("what was read can be looked at");
    let again = read_corpus("g.jsonl", lines.as_bytes(), &found, &MUCH).expect("what was read can be read");
    let mut seen = std::collections::HashSet::new();
    let texts: Vec<&str> = corpus.documents.iter().map(|d| d.text.as_str()).filter(|text| seen.insert(*text)).collect();
    assert_eq!(again.documents.iter().map(|d| d.text.as_str()).collect::<Vec<_>>(), texts);
}

/// One of each layout; the first character is the choice.
pub fn seeds() -> Vec<Seed> {
    let pairs = "{\"prompt\":\"a\",\"response\":\"b\"}\n{\"prompt\":\"c\",\"response\":\"d\\u0041\"}\n";
    let rows = "text\nfirst\nsecond\n\"third\nline\"\n";
    let prose = "One line.\nAnother.\n\n\nA third, after two blank ones.\n***\nThe end.\n";
    let with = |choice: u8, text: &str| [&[choice], text.as_bytes()].concat();
    let mut seeds = texts(&[("blank", "\u{4}\n\n\n")]);
    let more = [("whole", 0, prose), ("blank-lines", 4, prose), ("separator", 8, prose), ("little", 0x20, prose)];
    let tables = [("rows", 13, rows), ("pairs", 18, pairs), ("guess", 22, pairs), ("guess-csv", 21, rows)];
    seeds.extend(more.into_iter().chain(tables).map(|(name, choice, text)| (name.to_owned(), with(choice, text))));
    seeds
}
