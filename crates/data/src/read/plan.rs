//! Which columns are read.

use super::ReadOptions;
use crate::sniff::soft_class;
use crate::soft::SoftReader;
use crate::{DataError, DataErrorKind, Role, Sniff};

/// Columns named in an error at most.
const NAMED: usize = 20;

/// Column indices of a table's parts.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) text: usize,
    pub(super) label: Option<usize>,
    pub(super) soft: Option<SoftReader>,
}

impl Plan {
    pub(super) fn new(file: &str, sniff: &Sniff, options: &ReadOptions) -> Result<Self, DataError> {
        let names = Names { file, sniff };
        let text = names.find(options.text_column.as_deref(), Role::Text)?;
        let text = text.ok_or_else(|| names.missing("No column looks like the text"))?;
        let soft = soft(sniff, text);
        let label = names.find(options.label_column.as_deref(), Role::Label)?;
        let label = label.filter(|&label| sniff.columns[label].role != Role::SoftLabel);
        if label.is_none() && soft.is_none() {
            return Err(names.missing("No column looks like the label"));
        }
        if label == Some(text) {
            return Err(names.missing("Text and label are the same column"));
        }
        Ok(Self { text, label, soft })
    }
}

/// Columns `p:<class>`, or else the first column of objects.
fn soft(sniff: &Sniff, text: usize) -> Option<SoftReader> {
    let columns = || sniff.columns.iter().enumerate().filter(|&(i, c)| c.role == Role::SoftLabel && i != text);
    let (indices, classes): (Vec<_>, Vec<_>) =
        columns().filter_map(|(i, c)| soft_class(&c.name).map(|class| (i, class.to_owned()))).unzip();
    if indices.is_empty() {
        return columns().next().map(|(i, _)| SoftReader::object(i));
    }
    Some(SoftReader::columns(indices, classes))
}

struct Names<'a> {
    file: &'a str,
    sniff: &'a Sniff,
}

impl Names<'_> {
    /// The column of a name, or the one that was taken for `role`.
    fn find(&self, name: Option<&str>, role: Role) -> Result<Option<usize>, DataError> {
        let columns = &self.sniff.columns;
        let Some(name) = name else { return Ok(columns.iter().position(|c| c.role == role)) };
        match columns.iter().position(|c| c.name == name) {
            Some(found) => Ok(Some(found)),
            None => Err(self.missing(&format!("There is no column `{name}`"))),
        }
    }

    fn missing(&self, what: &str) -> DataError {
        let all = &self.sniff.columns;
        let named: Vec<String> = all.iter().take(NAMED).map(|c| format!("`{}`", c.name)).collect();
        let more = if all.len() > NAMED { format!(" and {} more", all.len() - NAMED) } else { String::new() };
        let message = format!("{what} in `{}`. Its columns are {}{more}.", self.file, named.join(", "));
        let hint = "Choose the text column and the label column among them, or add the one that is missing.";
        DataError::new(DataErrorKind::MissingColumn, self.file, message, hint)
    }
}
