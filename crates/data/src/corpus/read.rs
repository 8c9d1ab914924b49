//! A file to distinct documents, streamed.

use super::assemble::assemble;
use super::columns::Columns;
use super::part::Cutter;
use super::{Corpus, CorpusFormat, CorpusOptions, CorpusSniff, text};
use crate::decode::Decode;
use crate::read::{Cells, rows};
use crate::{DataError, LateColumns, MAX_ROW_BYTES};
use std::io::Read;

/// Reads the texts of the file `file` from `input`, all of it, as `sniff` describes it.
///
/// Memory holds one chunk, one row and at most [`CorpusOptions::max_bytes`] of text. If the file has more, a fair
/// sample fixed by the seed is kept, in the order of the file: documents, and of those longer than 16 KiB excerpts,
/// each a document of its own. Pairs are never cut. Then exact copies are dropped but for the first.
///
/// # Errors
/// As [`read`](crate::read()), naming line and column; [`EmptyFile`](crate::DataErrorKind::EmptyFile) and
/// [`TooFewRows`](crate::DataErrorKind::TooFewRows) if no text is left.
pub fn read_corpus(
    file: &str,
    input: impl Read,
    sniff: &CorpusSniff,
    options: &CorpusOptions,
) -> Result<Corpus, DataError> {
    let mut cutter = Cutter::new(options.max_bytes, options.seed);
    let late = match (&sniff.format, &sniff.table, &sniff.columns) {
        (CorpusFormat::Text { documents }, ..) => {
            text::read(file, Decode::new(file, input, sniff.encoding), documents, &mut cutter)?;
            LateColumns::default()
        }
        (_, Some(table), Some(columns)) => rows(file, input, table, MAX_ROW_BYTES, &mut |line, cells| {
            row(line, cells, columns, &mut cutter);
            Ok(())
        })?,
        // `sniff_corpus` finds the columns of every table.
        _ => LateColumns::default(),
    };
    assemble(file, cutter, late)
}

fn row(line: usize, cells: &Cells, columns: &Columns, cutter: &mut Cutter) {
    match columns {
        Columns::Text(column) => {
            let text = cells(*column);
            if !text.trim().is_empty() {
                cutter.push(&text, line);
            }
            cutter.end();
        }
        Columns::Pair { prompt, response, between } => {
            let (prompt, response) = (format!("{}{between}", cells(*prompt)), cells(*response));
            let length = prompt.len();
            let document = (!response.trim().is_empty()).then(|| (prompt + &response, length));
            cutter.whole(line, document);
        }
    }
}
