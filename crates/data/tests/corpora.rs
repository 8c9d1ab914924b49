//! Files of texts to documents, whatever their layout.

mod common;

use common::utf16;
use proptest::prelude::*;
use stillroom_data::{
    Corpus, CorpusCounts, CorpusFormat, CorpusOptions, DataError, DataErrorKind, Document, DocumentRule, Encoding,
    Format, read_corpus, sniff_corpus,
};

const ALL: CorpusOptions = CorpusOptions { max_bytes: usize::MAX, seed: 0 };

fn read(file: &str, bytes: &[u8], wanted: Option<&CorpusFormat>, options: &CorpusOptions) -> Result<Corpus, DataError> {
    let found = sniff_corpus(file, bytes, wanted)?;
    read_corpus(file, bytes, &found, options)
}

fn text(documents: DocumentRule) -> CorpusFormat {
    CorpusFormat::Text { documents }
}

fn blank_lines(at_least: usize) -> CorpusFormat {
    text(DocumentRule::BlankLines { at_least })
}

fn separator(line: &str) -> CorpusFormat {
    text(DocumentRule::Separator { line: line.into() })
}

fn pairs(prompt: Option<&str>, response: Option<&str>, between: &str) -> CorpusFormat {
    let own = |name: Option<&str>| name.map(str::to_owned);
    CorpusFormat::Pairs { prompt: own(prompt), response: own(response), between: between.into() }
}

/// Documents as lines and texts.
fn check(bytes: &str, wanted: &CorpusFormat, expected: &[(usize, &str)]) -> Corpus {
    let corpus = read("f", bytes.as_bytes(), Some(wanted), &ALL).unwrap();
    let found: Vec<(usize, &str)> = corpus.documents.iter().map(|d| (d.line, d.text.as_str())).collect();
    assert_eq!(found, expected, "{bytes:?} {wanted:?}");
    let CorpusCounts { read, unsampled, empty, duplicate, kept, .. } = corpus.counts;
    assert_eq!(read, unsampled + empty + duplicate + kept);
    assert_eq!(corpus.counts.kept_bytes, expected.iter().map(|d| d.1.len() as u64).sum::<u64>());
    corpus
}

fn check_fault(bytes: &[u8], wanted: &CorpusFormat, kind: DataErrorKind, line: Option<usize>, column: Option<usize>) {
    let fault = read("f", bytes, Some(wanted), &ALL).unwrap_err();
    assert_eq!((fault.kind, fault.line, fault.column), (kind, line, column), "{fault}");
    assert!(fault.message.ends_with('.') && fault.hint.ends_with('.') && fault.file == "f", "{fault}");
}

#[test]
fn a_file_is_one_document() {
    let whole = text(DocumentRule::WholeFile);
    check("\n\n a\n\n\nb\r\n\n", &whole, &[(3, " a\n\n\nb")]);
    check("a, b; \"c\n", &whole, &[(1, "a, b; \"c")]);
}

#[test]
fn blank_lines_part_documents() {
    check("a\nb\n\nc\n \nd", &blank_lines(1), &[(1, "a\nb"), (4, "c"), (6, "d")]);
    check("a\n\nb\n\n\nc\n\n\n\n", &blank_lines(2), &[(1, "a\n\nb"), (6, "c")]);
    check("a\nb", &blank_lines(0), &[(1, "a\nb")]);
    check("\n\n\na\n", &blank_lines(1), &[(4, "a")]);
}

#[test]
fn a_line_parts_documents() {
    let corpus = check("a\n\nb\n --- \n---\nc -- ---\n---\n", &separator("---"), &[(1, "a\n\nb"), (6, "c -- ---")]);
    assert_eq!(corpus.counts.empty, 1);
}

#[test]
fn copies_are_dropped_but_for_the_first() {
    let corpus = check("a\n\nb\n\na\n\na \n", &blank_lines(1), &[(1, "a"), (3, "b"), (7, "a ")]);
    assert_eq!(corpus.counts.duplicate, 1);
}

#[test]
fn rows_are_documents() {
    let rows = |text: Option<&str>| CorpusFormat::Rows { text: text.map(str::to_owned) };
    let lines = "{\"id\":1,\"text\":\"a\\n\\nb\"}\n\n{\"text\":\" \"}\n{\"text\":\"c\",\"id\":2}\n{\"id\":3}\n";
    let corpus = check(lines, &rows(None), &[(1, "a\n\nb"), (4, "c")]);
    assert_eq!(corpus.counts.empty, 2);
    check("[{\"body\":\"a\",\"note\":\"longer\"},\n{\"body\":\"b\"}]", &rows(Some("body")), &[(1, "a"), (2, "b")]);
    check(
        "story,author\n\"Once,\nlong ago\",x\nThen,y\n",
        &rows(Some("story")),
        &[(2, "Once,\nlong ago"), (4, "Then")],
    );
}

#[test]
fn pairs_have_a_prompt() {
    let lines = "{\"prompt\":\"2+2\",\"completion\":\"4\"}\n{\"prompt\":\"2+3\",\"completion\":\" \"}\n{\"prompt\":\"\",\"completion\":\"x\"}\n";
    let corpus = check(lines, &pairs(None, None, "="), &[(1, "2+2=4"), (3, "=x")]);
    assert_eq!(corpus.documents.iter().map(|d| d.prompt).collect::<Vec<_>>(), [4, 1]);
    assert_eq!(corpus.counts.empty, 1);
    let table = "question;answer\nWhy?;\"So; é\"\n";
    let corpus = check(table, &pairs(None, None, "\n"), &[(2, "Why?\nSo; é")]);
    assert_eq!(corpus.documents[0].prompt, 5);
    check(table, &pairs(Some("answer"), Some("question"), ""), &[(2, "So; éWhy?")]);
}

#[test]
fn files_tell_what_they_are() {
    let check = |file, bytes: &str, expected: CorpusFormat| {
        assert_eq!(sniff_corpus(file, bytes.as_bytes(), None).unwrap().format, expected, "{file} {bytes}");
    };
    let rows = || CorpusFormat::Rows { text: None };
    check("a.txt", "One, two,\nthree, four,\n", text(DocumentRule::WholeFile));
    check("a.csv", "text,label\nOne,x\n", rows());
    check("a.CSV", "prompt,response\nOne,x\n", pairs(None, None, "\n"));
    check("a.txt", "{\"text\":\"a\"}\n", rows());
    check("a", "[{\"instruction\":\"a\",\"output\":\"b\",\"input\":\"c\"}]", pairs(None, None, "\n"));
    let found = sniff_corpus("a.jsonl", b"{\"instruction\":\"a\",\"output\":\"b\"}\n", None).unwrap();
    let table = found.table.unwrap();
    assert_eq!((table.format, table.columns.len()), (Format::JsonLines, 2));
}

#[test]
fn encodings_are_told() {
    let text = "\u{feff}Ὦ ξεῖν᾽,\nἀγγέλλειν\n\nこんにちは\n";
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (utf16(text, u16::to_le_bytes), Encoding::Utf16Le),
        (utf16(text, u16::to_be_bytes), Encoding::Utf16Be),
    ] {
        let found = sniff_corpus("f", &bytes, Some(&blank_lines(1))).unwrap();
        assert_eq!(found.encoding, encoding);
        let corpus = read_corpus("f", bytes.as_slice(), &found, &ALL).unwrap();
        let texts: Vec<&str> = corpus.documents.iter().map(|d| d.text.as_str()).collect();
        assert_eq!(texts, ["Ὦ ξεῖν᾽,\nἀγγέλλειν", "こんにちは"]);
    }
}

#[test]
fn faults_have_their_place() {
    use DataErrorKind::{EmptyFile, Encoding, MalformedRow, MissingColumn, TooFewRows};
    let whole = text(DocumentRule::WholeFile);
    let rows = CorpusFormat::Rows { text: None };
    check_fault(b"", &whole, EmptyFile, None, None);
    check_fault(b" \n\n", &whole, EmptyFile, None, None);
    check_fault(b"PK\x03\x04", &whole, Encoding, Some(1), Some(1));
    check_fault(b"one\ntw\xF3\n", &whole, Encoding, Some(2), Some(3));
    check_fault(b"one\ntw\0o\n", &whole, Encoding, Some(2), Some(3));
    check_fault(b"{\"text\":\"a\"}\n{\"text\":\"b\n", &rows, MalformedRow, Some(2), Some(10));
    check_fault(b"{\"text\":\"\"}\n{\"text\":\" \"}\n", &rows, TooFewRows, None, None);
    check_fault(b"---\n---\n", &separator("---"), TooFewRows, None, None);
    check_fault(b"{\"a\":\"b\",\"c\":\"d\"}", &pairs(None, None, ""), MissingColumn, None, None);
    check_fault(b"{\"a\":\"b\",\"c\":\"d\"}", &pairs(Some("a"), Some("a"), ""), MissingColumn, None, None);
    check_fault(b"{\"a\":\"b\"}", &CorpusFormat::Rows { text: Some("t".into()) }, MissingColumn, None, None);
    check_fault(b"prompt,response\na,b,c\n", &pairs(None, None, ""), MalformedRow, Some(2), Some(3));
    let fault = read("f", b"{\"a\":\"b\",\"c\":\"d\"}", Some(&pairs(None, None, "")), &ALL).unwrap_err();
    assert!(fault.message.contains("`a`, `c`") && fault.message.contains("prompt"), "{fault}");
}

#[test]
fn a_document_may_be_longer_than_a_cell_of_a_table() {
    let book = "word ".repeat(100_000);
    let lines = format!("{{\"text\":\"{book}\"}}\n{{\"text\":\"b\"}}\n");
    check(&lines, &CorpusFormat::Rows { text: None }, &[(1, &book), (2, "b")]);
    let table = format!("text,n\n\"{book}\",1\nb,2\n");
    check(&table, &CorpusFormat::Rows { text: None }, &[(2, &book), (3, "b")]);
}

#[test]
fn what_is_too_much_is_sampled() {
    let lines: Vec<String> = (0..1_000).map(|i| format!("{{\"text\":\"document {i:03}\"}}")).collect();
    let read = |max_bytes, seed| {
        let options = CorpusOptions { max_bytes, seed };
        read("f", lines.join("\n").as_bytes(), Some(&CorpusFormat::Rows { text: None }), &options).unwrap()
    };
    let corpus = read(1_200, 1);
    let expected = CorpusCounts {
        read: 1_000,
        read_bytes: 12_000,
        unsampled: 900,
        kept: 100,
        kept_bytes: 1_200,
        ..CorpusCounts::default()
    };
    assert_eq!(corpus.counts, expected);
    assert!(corpus.documents.is_sorted_by_key(|document| document.line));
    assert_eq!(corpus, read(1_200, 1));
    assert_ne!(corpus.documents, read(1_200, 2).documents);
    assert_eq!(read(12_000, 1).counts.unsampled, 0);
}

#[test]
fn a_long_text_is_sampled_by_excerpts() {
    let novel = include_str!("../presets/northanger_abbey.txt");
    let options = CorpusOptions { max_bytes: 100_000, seed: 3 };
    let corpus = read("f", novel.as_bytes(), Some(&text(DocumentRule::WholeFile)), &options).unwrap();
    let CorpusCounts { read, read_bytes, unsampled, kept, excerpted, kept_bytes, .. } = corpus.counts;
    assert_eq!((read, unsampled, kept, excerpted), (1, 0, 1, 1));
    assert!((84_000..=100_000).contains(&kept_bytes) && read_bytes > 430_000, "{kept_bytes} of {read_bytes}");
    assert!((2..=7).contains(&corpus.documents.len()), "{}", corpus.documents.len());
    for Document { text, line, .. } in &corpus.documents {
        assert!(novel.contains(text.as_str()));
        let first = text.lines().next().unwrap();
        assert!(novel.lines().nth(line - 1).unwrap().ends_with(first), "{line} {first}");
    }
    let whole = read_corpus("f", novel.as_bytes(), &sniff_corpus("f", novel.as_bytes(), None).unwrap(), &ALL).unwrap();
    assert_eq!(whole.documents[0].text, novel.trim_end());
}

#[test]
fn a_long_text_has_an_excerpt_that_fits_however_little_is_kept() {
    let novel = include_str!("../presets/northanger_abbey.txt");
    let options = CorpusOptions { max_bytes: 1_000, seed: 0 };
    let corpus = read("f", novel.as_bytes(), Some(&text(DocumentRule::WholeFile)), &options).unwrap();
    assert!((500..=1_000).contains(&corpus.counts.kept_bytes), "{:?}", corpus.counts);
}

#[test]
fn pairs_are_sampled_whole() {
    let lines: Vec<String> =
        (0..50).map(|i| format!("{{\"prompt\":\"{i}\",\"response\":\"{}\"}}", "x ".repeat(i * 20))).collect();
    let options = CorpusOptions { max_bytes: 900, seed: 0 };
    let corpus = read("f", lines.join("\n").as_bytes(), Some(&pairs(None, None, ":")), &options).unwrap();
    assert_eq!(corpus.counts.excerpted, 0);
    for Document { text, line, prompt } in &corpus.documents {
        assert_eq!(*text, format!("{}:{}", line - 1, "x ".repeat((line - 1) * 20)));
        assert_eq!(*prompt, (line - 1).to_string().len() + 1);
    }
    let none = read("f", lines[40].as_bytes(), Some(&pairs(None, None, ":")), &options).unwrap_err();
    assert_eq!(none.kind, DataErrorKind::TooFewRows);
    assert!(none.hint.contains("max_bytes"), "{none}");
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), Just("---".into()), Just(" ".into()), "[a-zé ]{1,9}"]
}

fn format() -> impl Strategy<Value = CorpusFormat> {
    prop_oneof![
        Just(text(DocumentRule::WholeFile)),
        (0_usize..4).prop_map(blank_lines),
        Just(separator("---")),
        Just(CorpusFormat::Rows { text: None }),
        Just(pairs(None, None, "\n")),
    ]
}

proptest! {
    /// By hand: lines that are blank are empty, documents are trimmed of them, and copies are dropped.
    #[test]
    fn texts_are_cut_as_by_hand(lines in prop::collection::vec(line(), 0..30), at_least in 1_usize..4) {
        let rows: Vec<&str> = lines.iter().map(|l| if l.trim().is_empty() { "" } else { l.as_str() }).collect();
        let joined = rows.join("\n");
        let border = "\n".repeat(at_least + 1);
        let mut expected: Vec<String> = Vec::new();
        let mut rest = joined.trim_matches('\n');
        while !rest.is_empty() {
            let end = rest.find(&border).unwrap_or(rest.len());
            if !expected.contains(&rest[..end].to_owned()) {
                expected.push(rest[..end].to_owned());
            }
            rest = rest[end..].trim_start_matches('\n');
        }
        match read("f", lines.join("\n").as_bytes(), Some(&blank_lines(at_least)), &ALL) {
            Ok(corpus) => prop_assert_eq!(corpus.documents.into_iter().map(|d| d.text).collect::<Vec<_>>(), expected),
            Err(_) => prop_assert!(expected.is_empty()),
        }
    }

    #[test]
    fn samples_account_for_every_document(
        lines in prop::collection::vec(line(), 1..60), format in format(), max_bytes in 0_usize..200, seed in any::<u64>(),
    ) {
        if let Ok(corpus) = read("f", lines.join("\n").as_bytes(), Some(&format), &CorpusOptions { max_bytes, seed }) {
            let CorpusCounts { read, read_bytes, unsampled, empty, duplicate, kept, excerpted, kept_bytes } = corpus.counts;
            prop_assert_eq!(read, unsampled + empty + duplicate + kept);
            prop_assert!(kept_bytes <= read_bytes.min(max_bytes as u64));
            prop_assert!(excerpted <= kept && kept <= corpus.documents.len());
            prop_assert_eq!(kept_bytes, corpus.documents.iter().map(|d| d.text.len() as u64).sum::<u64>());
            prop_assert!(corpus.documents.iter().all(|d| !d.text.trim().is_empty()));
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), format in prop::option::of(format())) {
        for file in ["f", "f.csv"] {
            let _ = read(file, &bytes, format.as_ref(), &CorpusOptions { max_bytes: 64, seed: 0 });
        }
    }
}
