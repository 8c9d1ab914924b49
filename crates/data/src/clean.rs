use crate::{DataError, Table};
#[derive(Debug, Clone, Copy, Default)] pub struct Counts { pub read: usize, pub unsampled: usize, pub empty: usize, pub duplicate: usize, pub conflicting: usize, pub rare_class: usize, pub kept: usize }
#[derive(Debug, Clone)] pub struct Example { pub text: String, pub label: usize, pub soft: Option<Vec<f32>> }
#[derive(Debug, Clone)] pub struct Dataset { pub classes: Vec<String>, pub examples: Vec<Example>, pub counts: Counts }
pub fn clean(table: Table, _min: usize) -> Result<Dataset, DataError> {
    let mut classes: Vec<String> = table.rows.iter().filter_map(|r| r.label.clone()).collect(); classes.sort(); classes.dedup();
    let mut seen = std::collections::HashSet::new();
    let examples: Vec<_> = table.rows.into_iter().filter(|r| seen.insert(r.text.clone())).map(|r| Example { label: classes.binary_search(r.label.as_ref().unwrap()).unwrap(), text: r.text, soft: None }).collect();
    Ok(Dataset { counts: Counts { read: table.read, kept: examples.len(), ..Counts::default() }, classes, examples })
}
