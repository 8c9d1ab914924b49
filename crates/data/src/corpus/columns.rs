//! Which columns of a table hold the texts.

use super::CorpusFormat;
use crate::{DataError, DataErrorKind, Role, Sniff};

/// Names of prompts, in lower case, the surer first.
const PROMPTS: [&str; 8] = ["prompt", "instruction", "question", "query", "user", "input", "source", "context"];

/// Names of responses, likewise.
const RESPONSES: [&str; 7] = ["response", "completion", "answer", "output", "assistant", "target", "reply"];

/// Columns named in an error at most.
const NAMED: usize = 20;

/// What is read of a row, by column index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Columns {
    Text(usize),
    Pair { prompt: usize, response: usize, between: String },
}

/// Names by which the header of such a table is known: the usual ones, and those asked for.
pub(super) fn names(wanted: Option<&CorpusFormat>) -> Vec<&str> {
    let own = match wanted {
        Some(CorpusFormat::Rows { text }) => [text.as_deref(), None],
        Some(CorpusFormat::Pairs { prompt, response, .. }) => [prompt.as_deref(), response.as_deref()],
        Some(CorpusFormat::Text { .. }) | None => [None, None],
    };
    PROMPTS.into_iter().chain(RESPONSES).chain(own.into_iter().flatten()).collect()
}

/// What a table is taken for: pairs where two columns are named so, else texts.
pub(super) fn guess(table: &Sniff) -> CorpusFormat {
    match (by_name(table, &PROMPTS), by_name(table, &RESPONSES)) {
        (Some(_), Some(_)) => CorpusFormat::Pairs { prompt: None, response: None, between: "\n".into() },
        _ => CorpusFormat::Rows { text: None },
    }
}

/// The columns that `format` asks for.
///
/// # Errors
/// [`MissingColumn`](DataErrorKind::MissingColumn) with the columns that there are.
pub(super) fn find(file: &str, table: &Sniff, format: &CorpusFormat) -> Result<Option<Columns>, DataError> {
    let names = Names { file, table };
    Ok(Some(match format {
        CorpusFormat::Text { .. } => return Ok(None),
        CorpusFormat::Rows { text } => {
            let found = table.columns.iter().position(|column| column.role == Role::Text);
            Columns::Text(names.find(text.as_deref(), found, "text")?)
        }
        CorpusFormat::Pairs { prompt, response, between } => {
            let prompt = names.find(prompt.as_deref(), by_name(table, &PROMPTS), "prompt")?;
            let response = names.find(response.as_deref(), by_name(table, &RESPONSES), "response")?;
            if prompt == response {
                return Err(names.missing("Prompt and response are the same column"));
            }
            Columns::Pair { prompt, response, between: between.clone() }
        }
    }))
}

/// The column with the surest of the names.
fn by_name(table: &Sniff, known: &[&str]) -> Option<usize> {
    let rank = |i: &usize| known.iter().position(|name| table.columns[*i].name.to_lowercase() == *name);
    (0..table.columns.len()).filter(|i| rank(i).is_some()).min_by_key(rank)
}

struct Names<'a> {
    file: &'a str,
    table: &'a Sniff,
}

impl Names<'_> {
    fn find(&self, name: Option<&str>, guess: Option<usize>, what: &str) -> Result<usize, DataError> {
        match name {
            None => guess.ok_or_else(|| self.missing(&format!("No column looks like the {what}"))),
            Some(name) => {
                let found = self.table.columns.iter().position(|column| column.name == name);
                found.ok_or_else(|| self.missing(&format!("There is no column `{name}`")))
            }
        }
    }

    fn missing(&self, what: &str) -> DataError {
        let all = &self.table.columns;
        let named: Vec<String> = all.iter().take(NAMED).map(|column| format!("`{}`", column.name)).collect();
        let more = if all.len() > NAMED { format!(" and {} more", all.len() - NAMED) } else { String::new() };
        let message = format!("{what} in `{}`. Its columns are {}{more}.", self.file, named.join(", "));
        let hint = "Choose the text column, or prompt and response, among them, or add the one that is missing.";
        DataError::new(DataErrorKind::MissingColumn, self.file, message, hint)
    }
}
