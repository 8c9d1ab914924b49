//! The text of a language-model run: what is read, how it is divided, and what was found.

use crate::validate::{Check, count, range, refuse};
use crate::{Encoding, LateColumns, SplitRecipe};
use serde::{Deserialize, Serialize};

/// Where the text comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum CorpusSource {
    /// A text that comes with Stillroom.
    Preset {
        /// `northanger`.
        name: String,
    },
    /// A file of the user's. On the page its name only; natively a path, relative to the recipe.
    File {
        /// Name or path.
        name: String,
    },
    /// Sums modulo a number, such as `37+85=22`: the least loss that any model can reach is known.
    Arithmetic {
        /// Sums are taken modulo this, 2 to 10 000.
        modulus: u32,
        /// Number of sums, no two alike.
        count: usize,
        /// Whether the answers alone are learnt, not the numbers before them.
        answers_only: bool,
    },
}

/// Where one document of a running text ends and the next begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DocumentRule {
    /// Nowhere: the file is one document.
    WholeFile {},
    /// Where at least as many lines are blank.
    BlankLines {
        /// Blank lines in a row.
        at_least: usize,
    },
    /// Where a line consists of this alone, white space around it aside.
    Separator {
        /// The line.
        line: String,
    },
}

/// What is read of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum CorpusFormat {
    /// A running text in any language.
    Text {
        /// Where documents end.
        documents: DocumentRule,
    },
    /// One document per row of a table or of JSON.
    Rows {
        /// Its column; `null` takes the one that looks like the text.
        text: Option<String>,
    },
    /// A prompt and a response per row; only the response is learnt.
    Pairs {
        /// The prompt's column; `null` takes the one with a usual name.
        prompt: Option<String>,
        /// The response's column; likewise.
        response: Option<String>,
        /// What stands between the two; part of the prompt.
        between: String,
    },
}

/// What goes to training, validation and test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SplitBy {
    /// Whole documents, drawn by seed.
    Document,
    /// Stretches of the text in its order, the test last: for one long text.
    Place,
}

/// What is read and how it is divided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CorpusRecipe {
    /// Where the text comes from.
    pub source: CorpusSource,
    /// What is read of it; `null` takes what was detected.
    pub format: Option<CorpusFormat>,
    /// Bytes kept at most; of more, whole documents and excerpts are sampled by seed.
    pub max_bytes: usize,
    /// What goes where.
    pub split_by: SplitBy,
    /// Shares of the splits.
    pub split: SplitRecipe,
}

impl CorpusRecipe {
    pub(crate) fn validate(&self) -> Check {
        count("corpus.max_bytes", self.max_bytes, 1_000, 2_000_000_000)?;
        range("corpus.split.train", self.split.train, 0.05, 1e6)?;
        range("corpus.split.validation", self.split.validation, 0.01, 1e6)?;
        range("corpus.split.test", self.split.test, 0.01, 1e6)?;
        if let Some(CorpusFormat::Text { documents: DocumentRule::BlankLines { at_least } }) = self.format {
            count("corpus.format.documents.at_least", at_least, 1, 1000)?;
        }
        let CorpusSource::Arithmetic { modulus, count: sums, .. } = self.source else { return Ok(()) };
        count("corpus.source.modulus", modulus as usize, 2, 10_000)?;
        count("corpus.source.count", sums, 100, 1_000_000)?;
        if sums as u64 > u64::from(modulus).pow(2) {
            let what = format!("`corpus.source.count` is {sums}, and there are {} sums", u64::from(modulus).pow(2));
            return Err(refuse(&what, "Ask for fewer sums, or for a larger modulus."));
        }
        Ok(())
    }
}

/// One part of a divided text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CorpusPart {
    /// Documents, or stretches of one.
    pub documents: usize,
    /// Bytes as UTF-8.
    pub bytes: usize,
}

/// A text as it was read and divided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CorpusReport {
    /// Name of the file or the preset.
    pub name: String,
    /// Its bytes, where they are known.
    pub bytes: Option<f64>,
    /// How its bytes are letters; none for what was made up here.
    pub encoding: Option<Encoding>,
    /// What was read of it.
    pub format: CorpusFormat,
    /// Documents in the file.
    pub read: usize,
    /// Left out by the seeded sample, whole.
    pub unsampled: usize,
    /// Without text; of pairs, without response.
    pub empty: usize,
    /// The same text as an earlier one.
    pub duplicate: usize,
    /// Left over.
    pub kept: usize,
    /// Of the kept ones, those of which the sample has excerpts only.
    pub excerpted: usize,
    /// Bytes of what is left over.
    pub kept_bytes: f64,
    /// Moves weights.
    pub train: CorpusPart,
    /// Chooses the best epoch.
    pub validation: CorpusPart,
    /// Seen once, at the end.
    pub test: CorpusPart,
    /// Share of the test's stretches of 50 bytes that the training text holds too.
    pub overlap: f64,
    /// Of texts and splits: the same on every host.
    pub fingerprint: String,
    /// The start of the training text, for the eye.
    pub sample: String,
    /// The beginnings of a few of its documents, from all over it.
    pub beginnings: Vec<String>,
    /// Columns of JSON rows that first appear after the start of the file; they are not read.
    pub late_columns: LateColumns,
}
