//! From bytes to a divided text: the recipe's words for what `stillroom-data` does.

use crate::EngineError;
use std::io::Read;
use stillroom_data::{self as data, Arithmetic, ArithmeticOptions, Corpus, CorpusOptions, CorpusSplit, Span};
use stillroom_spec::{
    CorpusFormat, CorpusPart, CorpusReport, CorpusSource, DocumentRule, Encoding, ErrorCode, ErrorReport,
    LanguageRecipe, LateColumn, LateColumns, SplitBy,
};

/// Bytes of a stretch that is looked for in training and test.
const WINDOW: usize = 50;
/// Letters of the training text that a report shows.
const SAMPLE: usize = 400;
/// Documents of which a report shows the beginning, and its letters.
const BEGINNINGS: usize = 5;
const BEGINNING: usize = 160;

/// Documents, their parts and the report of both.
#[derive(Debug, Clone)]
pub struct LoadedCorpus {
    pub(crate) corpus: Corpus,
    pub(crate) split: CorpusSplit,
    pub(crate) report: CorpusReport,
}

impl LoadedCorpus {
    /// What was found and done.
    pub fn report(&self) -> &CorpusReport {
        &self.report
    }

    pub(crate) fn texts<'a>(&'a self, spans: &'a [Span]) -> impl Iterator<Item = &'a str> {
        spans.iter().map(|span| self.corpus.text(span))
    }
}

/// Reads and divides a text as the recipe says; `input` is not read where the recipe makes its text up.
///
/// # Errors
/// [`EngineError::Data`] naming file, line and column.
pub fn load_corpus(
    recipe: &LanguageRecipe,
    name: &str,
    bytes: Option<f64>,
    input: impl Read,
) -> Result<LoadedCorpus, EngineError> {
    let seed = u64::from(recipe.seed);
    let (corpus, format, encoding) = match recipe.corpus.source {
        CorpusSource::Arithmetic { modulus, count, answers_only } => {
            let corpus = Arithmetic::corpus(&ArithmeticOptions { modulus, count, answers_only, seed });
            (corpus, CorpusFormat::Text { documents: DocumentRule::Separator { line: String::new() } }, None)
        }
        _ => read(recipe, name, input)?,
    };
    let shares = &recipe.corpus.split;
    let shares = [shares.train, shares.validation, shares.test];
    let split = match recipe.corpus.split_by {
        SplitBy::Document => data::split_by_document(&corpus, shares, seed),
        SplitBy::Place => data::split_by_place(&corpus, shares),
    }?;
    let report = report((name, bytes), &corpus, &split, format, encoding);
    Ok(LoadedCorpus { corpus, split, report })
}

type Found = (Corpus, CorpusFormat, Option<Encoding>);

fn read(recipe: &LanguageRecipe, name: &str, mut input: impl Read) -> Result<Found, EngineError> {
    let mut head = Vec::new();
    let begun = (&mut input).take(data::CORPUS_HEAD_BYTES as u64).read_to_end(&mut head);
    begun.map_err(|e| {
        ErrorReport::new(ErrorCode::Unreadable, format!("`{name}` cannot be read: {e}."), "Choose the file again.")
    })?;
    let wanted = recipe.corpus.format.as_ref().map(to_data);
    let sniff = data::sniff_corpus(name, &head, wanted.as_ref())?;
    let options = CorpusOptions { max_bytes: recipe.corpus.max_bytes, seed: u64::from(recipe.seed) };
    let corpus = data::read_corpus(name, head.as_slice().chain(input), &sniff, &options)?;
    let encoding = match sniff.encoding {
        data::Encoding::Utf8 => Encoding::Utf8,
        data::Encoding::Utf16Le => Encoding::Utf16Le,
        data::Encoding::Utf16Be => Encoding::Utf16Be,
    };
    Ok((corpus, from_data(&sniff.format), Some(encoding)))
}

fn to_data(format: &CorpusFormat) -> data::CorpusFormat {
    match format.clone() {
        CorpusFormat::Text { documents } => data::CorpusFormat::Text {
            documents: match documents {
                DocumentRule::WholeFile {} => data::DocumentRule::WholeFile,
                DocumentRule::BlankLines { at_least } => data::DocumentRule::BlankLines { at_least },
                DocumentRule::Separator { line } => data::DocumentRule::Separator { line },
            },
        },
        CorpusFormat::Rows { text } => data::CorpusFormat::Rows { text },
        CorpusFormat::Pairs { prompt, response, between } => data::CorpusFormat::Pairs { prompt, response, between },
    }
}

fn from_data(format: &data::CorpusFormat) -> CorpusFormat {
    match format.clone() {
        data::CorpusFormat::Text { documents } => CorpusFormat::Text {
            documents: match documents {
                data::DocumentRule::WholeFile => DocumentRule::WholeFile {},
                data::DocumentRule::BlankLines { at_least } => DocumentRule::BlankLines { at_least },
                data::DocumentRule::Separator { line } => DocumentRule::Separator { line },
            },
        },
        data::CorpusFormat::Rows { text } => CorpusFormat::Rows { text },
        data::CorpusFormat::Pairs { prompt, response, between } => CorpusFormat::Pairs { prompt, response, between },
    }
}

fn report(
    (name, bytes): (&str, Option<f64>),
    corpus: &Corpus,
    split: &CorpusSplit,
    format: CorpusFormat,
    encoding: Option<Encoding>,
) -> CorpusReport {
    let counts = &corpus.counts;
    let texts = |spans: &[Span]| spans.iter().map(|span| corpus.text(span)).collect::<Vec<&str>>();
    let overlap = data::overlap(texts(&split.train), texts(&split.test), WINDOW).share();
    CorpusReport {
        name: name.into(),
        bytes,
        encoding,
        format,
        read: counts.read,
        unsampled: counts.unsampled,
        empty: counts.empty,
        duplicate: counts.duplicate,
        kept: counts.kept,
        excerpted: counts.excerpted,
        kept_bytes: counts.kept_bytes as f64,
        train: part(&split.train),
        validation: part(&split.validation),
        test: part(&split.test),
        overlap,
        fingerprint: data::corpus_fingerprint(corpus, split),
        sample: split.train.first().map(|span| corpus.text(span).chars().take(SAMPLE).collect()).unwrap_or_default(),
        beginnings: beginnings(corpus, &split.train),
        late_columns: late_columns(&corpus.late_columns),
    }
}

/// Of documents evenly over the training text.
fn beginnings(corpus: &Corpus, train: &[Span]) -> Vec<String> {
    let count = train.len().min(BEGINNINGS);
    let span = |number: usize| &train[number * train.len() / count];
    (0..count).map(|number| corpus.text(span(number)).trim_start().chars().take(BEGINNING).collect()).collect()
}

fn late_columns(found: &data::LateColumns) -> LateColumns {
    let named = found.named.iter().map(|column| LateColumn { name: column.name.clone(), line: column.line });
    LateColumns { rows: found.rows, named: named.collect() }
}

/// Bytes at the start of a text that training would not learn: up to the first sign that a response begins, where the
/// corpus has prompts and the text such a sign.
pub(crate) fn prompt_of(text: &str, corpus: &LoadedCorpus, source: &CorpusSource) -> usize {
    let sign = match (&corpus.report.format, source) {
        (CorpusFormat::Pairs { between, .. }, _) => between.as_str(),
        (_, CorpusSource::Arithmetic { answers_only: true, .. }) => "=",
        _ => return 0,
    };
    text.find(sign).map_or(0, |at| at + sign.len())
}

fn part(spans: &[Span]) -> CorpusPart {
    CorpusPart { documents: spans.len(), bytes: spans.iter().map(|span| span.end - span.start).sum() }
}
