use serde::Deserialize;
use stillroom_spec::{ErrorCode, ErrorReport};

/// Rows of token ids for [`OutputModel`](super::OutputModel); all have one length.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct TokenRows {
    /// Token ids.
    pub input_ids: Vec<Vec<u32>>,
    /// 1 where there is a token, 0 where there is padding; without one, all are tokens.
    pub attention_mask: Option<Vec<Vec<u32>>>,
    /// Which of two texts each token belongs to, where a model asks; the first without it.
    pub token_type_ids: Option<Vec<Vec<u32>>>,
}

/// What a model can take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) vocabulary: usize,
    pub(super) context: usize,
    /// 0 where a model knows no types.
    pub(super) token_types: usize,
}

impl TokenRows {
    /// Tokens in each row.
    pub fn length(&self) -> usize {
        self.input_ids.first().map_or(0, Vec::len)
    }

    /// Checks that the rows are a batch which the model can take.
    ///
    /// # Errors
    /// What is wrong, and in which row.
    pub(super) fn check(&self, limits: &Limits) -> Result<(), ErrorReport> {
        self.check_length(limits)?;
        self.check_grid("input_ids", &self.input_ids, limits.vocabulary, "Take the ids of the model's own tokenizer.")?;
        if let Some(mask) = &self.attention_mask {
            self.check_grid("attention_mask", mask, 2, "Write 1 for a token and 0 for padding.")?;
            if let Some(row) = mask.iter().position(|row| !row.contains(&1)) {
                let what = format!("row {} of `attention_mask` has no token", row + 1);
                return Err(fault(&what, "Leave the row out."));
            }
        }
        match &self.token_type_ids {
            Some(types) => self.check_grid("token_type_ids", types, limits.token_types, "Leave `token_type_ids` out."),
            None => Ok(()),
        }
    }

    fn check_length(&self, limits: &Limits) -> Result<(), ErrorReport> {
        match self.length() {
            0 if self.input_ids.is_empty() => Err(fault("`input_ids` has no rows", "Give at least one row of ids.")),
            0 => Err(fault("row 1 of `input_ids` has no ids", "Give at least one id in each row.")),
            length if length > limits.context => {
                let what = format!("the rows have {length} ids, and the model reads {} at most", limits.context);
                Err(fault(&what, "Cut the rows."))
            }
            _ => Ok(()),
        }
    }

    /// As many rows as there are of ids, each as long, and every value below `end`.
    fn check_grid(&self, key: &str, rows: &[Vec<u32>], end: usize, hint: &str) -> Result<(), ErrorReport> {
        let (count, length) = (self.input_ids.len(), self.length());
        if rows.len() != count {
            let what = format!("`{key}` has {} rows, and `input_ids` has {count}", rows.len());
            return Err(fault(&what, "Give one row of each for every text."));
        }
        for (row, values) in rows.iter().enumerate() {
            if values.len() != length {
                let what = format!(
                    "row {} of `{key}` has {} values, and row 1 of `input_ids` {length}",
                    row + 1,
                    values.len()
                );
                return Err(fault(&what, "Fill shorter rows up with padding, and mask it."));
            }
            if let Some(at) = values.iter().position(|&value| value as usize >= end) {
                let what = format!(
                    "row {}, place {} of `{key}` is {}, and the model knows {end} values, from 0 on",
                    row + 1,
                    at + 1,
                    values[at]
                );
                return Err(fault(&what, hint));
            }
        }
        Ok(())
    }
}

fn fault(what: &str, hint: &str) -> ErrorReport {
    ErrorReport::new(ErrorCode::MalformedRow, format!("The input cannot be used: {what}."), hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const LIMITS: Limits = Limits { vocabulary: 10, context: 3, token_types: 2 };

    fn check(input: Value) -> Result<(), ErrorReport> {
        serde_json::from_value::<TokenRows>(input).unwrap().check(&LIMITS)
    }

    #[test]
    fn a_batch_is_taken() {
        check(json!({"input_ids": [[1, 9, 0]]})).unwrap();
        let mask = json!([[1, 1], [1, 0]]);
        check(json!({"input_ids": [[1, 2], [3, 0]], "attention_mask": mask, "token_type_ids": [[0, 1], [0, 0]]}))
            .unwrap();
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let refused = |input: Value, words: &[&str]| {
            let said = check(input.clone()).expect_err(&input.to_string()).to_string();
            assert!(words.iter().all(|word| said.contains(word)), "{said}");
        };
        refused(json!({"input_ids": []}), &["no rows"]);
        refused(json!({"input_ids": [[]]}), &["row 1", "no ids"]);
        refused(json!({"input_ids": [[1, 2, 3, 4]]}), &["4 ids", "reads 3"]);
        refused(json!({"input_ids": [[1, 2], [3]]}), &["row 2 of `input_ids` has 1", "row 1", "2"]);
        refused(json!({"input_ids": [[1, 2], [3, 10]]}), &["row 2, place 2 of `input_ids` is 10", "knows 10"]);
        refused(json!({"input_ids": [[1]], "attention_mask": []}), &["`attention_mask` has 0 rows", "1"]);
        refused(json!({"input_ids": [[1]], "attention_mask": [[1, 1]]}), &["row 1 of `attention_mask` has 2"]);
        refused(json!({"input_ids": [[1]], "attention_mask": [[2]]}), &["place 1 of `attention_mask` is 2"]);
        refused(json!({"input_ids": [[1], [1]], "attention_mask": [[1], [0]]}), &["row 2", "no token"]);
        refused(json!({"input_ids": [[1]], "token_type_ids": [[2]]}), &["`token_type_ids` is 2", "knows 2"]);
        let none = Limits { token_types: 0, ..LIMITS };
        let rows: TokenRows = serde_json::from_value(json!({"input_ids": [[1]], "token_type_ids": [[0]]})).unwrap();
        assert!(rows.check(&none).unwrap_err().to_string().contains("token_type_ids"));
    }
}
