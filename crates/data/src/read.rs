use crate::{DataError, DataErrorKind, Sniff};
pub struct ReadOptions { pub text_column: Option<String>, pub label_column: Option<String>, pub max_rows: usize, pub seed: u64 }
pub struct Table { pub rows: Vec<RawRow>, pub soft_classes: Option<Vec<String>>, pub read: usize, pub unsampled: usize }
pub struct RawRow { pub text: String, pub label: Option<String>, pub soft: Option<Vec<f32>> }
pub fn read(file: &str, input: impl std::io::Read, _sniff: &Sniff, _options: &ReadOptions) -> Result<Table, DataError> {
    let mut rows = vec![];
    for r in csv::Reader::from_reader(input).records() { let r = r.map_err(|e| DataError::new(DataErrorKind::MalformedRow, file, e.to_string()))?; rows.push(RawRow { text: r[0].into(), label: Some(r[1].into()), soft: None }); }
    Ok(Table { read: rows.len(), rows, soft_classes: None, unsampled: 0 })
}
