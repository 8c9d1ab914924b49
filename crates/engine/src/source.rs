//! From bytes to examples: the recipe's words for what `stillroom-data` does.

use crate::EngineError;
use std::io::Read;
use stillroom_data::{self as data, Dataset, ReadOptions, Sniff, Split};
use stillroom_spec::{
    ClassCount, Cleaning, Column, ColumnRole, DataReport, Encoding, ErrorCode, ErrorReport, Recipe, SourceReport,
    SplitSizes, TableFormat, TeacherRecipe,
};

/// Bytes at the start of a file that are enough to tell its layout.
pub const HEAD_BYTES: usize = 256 * 1024;

/// Examples, their splits and the report of both.
#[derive(Debug, Clone)]
pub struct LoadedData {
    pub(crate) dataset: Dataset,
    pub(crate) split: Split,
    pub(crate) report: DataReport,
}

impl LoadedData {
    /// What was found and done.
    pub fn report(&self) -> &DataReport {
        &self.report
    }

    /// Text and class name of the rows that a run examines its models on.
    pub fn test_rows(&self) -> Vec<(&str, &str)> {
        let row = |&i: &usize| {
            let example = &self.dataset.examples[i];
            (example.text.as_str(), self.dataset.classes[example.label].as_str())
        };
        self.split.test.iter().map(row).collect()
    }

    /// Whether labels are the file's own, not the largest of its soft labels.
    pub(crate) fn is_labelled(&self, recipe: &Recipe) -> bool {
        let is_label = |c: &Column| c.role == ColumnRole::Label;
        recipe.data.label_column.is_some() || self.report.source.columns.iter().any(is_label)
    }
}

/// Tells layout and columns from the first [`HEAD_BYTES`] of a file of `bytes` bytes.
///
/// # Errors
/// [`EngineError::Data`] if it is empty, not text, or no table.
pub fn look(name: &str, head: &[u8], bytes: Option<f64>) -> Result<SourceReport, EngineError> {
    Ok(source_report(name, bytes, &data::sniff(name, head)?))
}

/// Reads, cleans and splits a file as the recipe says.
///
/// # Errors
/// [`EngineError::Data`] naming file, line and column; [`EngineError::Recipe`] if the recipe wants soft labels
/// that the rows do not carry.
pub fn load(recipe: &Recipe, name: &str, bytes: Option<f64>, mut input: impl Read) -> Result<LoadedData, EngineError> {
    let head = read_head(&mut input, name)?;
    let sniff = data::sniff(name, &head)?;
    let options = ReadOptions {
        text_column: recipe.data.text_column.clone(),
        label_column: recipe.data.label_column.clone(),
        max_rows: recipe.data.max_rows,
        seed: u64::from(recipe.seed),
    };
    let table = data::read(name, head.as_slice().chain(input), &sniff, &options)?;
    let soft_labels = table.soft_classes.is_some();
    check_teacher(recipe, soft_labels)?;
    let dataset = data::clean(table, recipe.data.min_rows_per_class)?;
    let shares = &recipe.data.split;
    let split = data::split(&dataset, [shares.train, shares.validation, shares.test], u64::from(recipe.seed));
    let report = data_report(source_report(name, bytes, &sniff), &dataset, &split, soft_labels);
    Ok(LoadedData { dataset, split, report })
}

pub(crate) fn read_head(input: &mut impl Read, name: &str) -> Result<Vec<u8>, EngineError> {
    let mut head = Vec::new();
    input.take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(|e| {
        ErrorReport::new(ErrorCode::Encoding, format!("`{name}` cannot be read: {e}."), "Choose the file again.")
    })?;
    Ok(head)
}

fn check_teacher(recipe: &Recipe, soft_labels: bool) -> Result<(), EngineError> {
    if matches!(recipe.teacher, TeacherRecipe::SoftLabels {}) && !soft_labels {
        return Err(ErrorReport::new(
            ErrorCode::SoftLabel,
            "The recipe takes soft labels as its teacher, but the rows carry none.",
            "Add a column `p:<class>` for each class, or let a teacher be trained.",
        )
        .into());
    }
    Ok(())
}

fn data_report(source: SourceReport, dataset: &Dataset, split: &Split, soft_labels: bool) -> DataReport {
    let counts = &dataset.counts;
    let mut classes: Vec<_> = dataset.classes.iter().map(|c| ClassCount { name: c.clone(), rows: 0 }).collect();
    dataset.examples.iter().for_each(|e| classes[e.label].rows += 1);
    DataReport {
        source,
        cleaning: Cleaning {
            read: counts.read,
            unsampled: counts.unsampled,
            empty: counts.empty,
            duplicate: counts.duplicate,
            conflicting: counts.conflicting,
            rare_class: counts.rare_class,
            kept: counts.kept,
        },
        classes,
        split: SplitSizes { train: split.train.len(), validation: split.validation.len(), test: split.test.len() },
        soft_labels,
        fingerprint: data::fingerprint(dataset, split),
    }
}

fn source_report(name: &str, bytes: Option<f64>, sniff: &Sniff) -> SourceReport {
    SourceReport {
        name: name.into(),
        bytes,
        encoding: match sniff.encoding {
            data::Encoding::Utf8 => Encoding::Utf8,
            data::Encoding::Utf16Le => Encoding::Utf16Le,
            data::Encoding::Utf16Be => Encoding::Utf16Be,
        },
        format: match sniff.format {
            data::Format::Delimited { delimiter, header, quoted } => {
                TableFormat::Delimited { delimiter: char::from(delimiter), header, quoted }
            }
            data::Format::JsonLines => TableFormat::JsonLines,
            data::Format::JsonArray => TableFormat::JsonArray,
        },
        columns: sniff.columns.iter().map(column).collect(),
    }
}

fn column(found: &data::Column) -> Column {
    let role = match found.role {
        data::Role::Text => ColumnRole::Text,
        data::Role::Label => ColumnRole::Label,
        data::Role::SoftLabel => ColumnRole::SoftLabel,
        data::Role::Ignored => ColumnRole::Ignored,
    };
    Column { name: found.name.clone(), role, sample: found.sample.clone() }
}
