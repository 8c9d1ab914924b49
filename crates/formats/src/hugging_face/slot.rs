//! Where one tensor of a decoder lies in a checkpoint.

/// A tensor of ours, and where its values are in theirs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slot {
    /// Path in the module.
    pub(super) ours: String,
    /// Name in the checkpoint.
    pub(super) theirs: String,
    /// Our shape.
    pub(super) shape: Vec<usize>,
    pub(super) form: Form,
}

/// How their values are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As ours.
    Same,
    /// Rows for columns: a linear layer of theirs is `[out, in]`, one of ours `[in, out]`.
    Transposed,
    /// Our columns are some of theirs: queries, keys and values in one matrix.
    Columns {
        /// The first.
        from: usize,
        /// Theirs in all.
        of: usize,
    },
}

impl Slot {
    /// The shape of their tensor.
    pub(super) fn their_shape(&self) -> Vec<usize> {
        let mut shape = self.shape.clone();
        match self.form {
            Form::Same => {}
            Form::Transposed => shape.reverse(),
            Form::Columns { of, .. } => {
                shape.pop();
                shape.push(of);
            }
        }
        shape
    }

    /// Index in their values of each of our values, in our order.
    pub(super) fn indices(&self) -> impl Iterator<Item = usize> {
        let columns = self.shape.last().copied().unwrap_or(1);
        let count: usize = self.shape.iter().product();
        let (form, rows) = (self.form, count / columns.max(1));
        (0..count).map(move |at| match form {
            Form::Same => at,
            Form::Transposed => at % columns * rows + at / columns,
            Form::Columns { from, of } => at / columns * of + from + at % columns,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: Form, shape: &[usize], theirs: &[usize], indices: &[usize]) {
        let slot = Slot { ours: "a".into(), theirs: "b".into(), shape: shape.to_vec(), form };
        assert_eq!(slot.their_shape(), theirs);
        assert_eq!(slot.indices().collect::<Vec<_>>(), indices);
    }

    #[test]
    fn values_are_found_where_they_lie() {
        check(Form::Same, &[2, 2], &[2, 2], &[0, 1, 2, 3]);
        check(Form::Transposed, &[2, 3], &[3, 2], &[0, 2, 4, 1, 3, 5]);
        check(Form::Columns { from: 2, of: 6 }, &[2, 2], &[2, 6], &[2, 3, 8, 9]);
        check(Form::Columns { from: 2, of: 6 }, &[2], &[6], &[2, 3]);
    }
}
