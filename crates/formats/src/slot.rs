//! Where the tensors of a model lie in others' files.

/// A tensor of ours, and where its values are in theirs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slot {
    /// Path in the module.
    pub(crate) ours: String,
    /// Name in the file.
    pub(crate) theirs: String,
    /// Our shape.
    pub(crate) shape: Vec<usize>,
    pub(crate) form: Form,
}

/// How their values are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
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
    /// Rows for columns, and the two halves of each head's rows in turns: rotary positions of pairs of neighbours.
    Paired {
        /// Rows of a head.
        head: usize,
    },
}

/// Tensors in the order of a module.
#[derive(Debug, Default)]
pub(crate) struct Slots(pub(crate) Vec<Slot>);

impl Slots {
    pub(crate) fn add(&mut self, ours: &str, theirs: &str, shape: &[usize], form: Form) {
        self.0.push(Slot { ours: ours.into(), theirs: theirs.into(), shape: shape.to_vec(), form });
    }

    /// The matrix of a linear layer, from inputs to outputs, in `form`; and its bias, if it has one.
    pub(crate) fn linear(&mut self, ours: &str, theirs: &str, shape: [usize; 2], bias: bool, form: Form) {
        self.add(&format!("{ours}.weight"), &format!("{theirs}.weight"), &shape, form);
        if bias {
            self.add(&format!("{ours}.bias"), &format!("{theirs}.bias"), &shape[1..], form);
        }
    }

    /// Scales of a norm, and shifts where there are any: `ours` and `theirs` name the layer, `parts` ours within it.
    pub(crate) fn norm(&mut self, ours: &str, theirs: &str, parts: &[&str], width: usize) {
        for (part, other) in parts.iter().zip(["weight", "bias"]) {
            self.add(&format!("{ours}.{part}"), &format!("{theirs}.{other}"), &[width], Form::Same);
        }
    }
}

impl Slot {
    /// The shape of their tensor.
    pub(crate) fn their_shape(&self) -> Vec<usize> {
        let mut shape = self.shape.clone();
        match self.form {
            Form::Same => {}
            Form::Transposed | Form::Paired { .. } => shape.reverse(),
            Form::Columns { of, .. } => {
                shape.pop();
                shape.push(of);
            }
        }
        shape
    }

    /// Index in their values of each of our values, in our order. A vector that is turned is a matrix of one column.
    pub(crate) fn indices(&self) -> impl Iterator<Item = usize> {
        let columns = self.shape.last().copied().unwrap_or(1);
        let count: usize = self.shape.iter().product();
        let (form, rows) = (self.form, count / columns.max(1));
        (0..count).map(move |at| match form {
            Form::Same => at,
            Form::Transposed => at % columns * rows + at / columns,
            Form::Columns { from, of } => at / columns * of + from + at % columns,
            Form::Paired { head } => paired(at % columns, head) * rows + at / columns,
        })
    }

    /// Puts some of their values, from `first` on, to their places among ours.
    pub(crate) fn scatter(&self, first: usize, theirs: &[f32], ours: &mut [f32]) {
        let columns = self.shape.last().copied().unwrap_or(1).max(1);
        let rows = ours.len() / columns;
        for (at, &value) in (first..).zip(theirs) {
            if let Some(to) = self.form.ours(at, rows, columns) {
                ours[to] = value;
            }
        }
    }
}

impl Form {
    /// Place among our values of their value `at`; none if it belongs to another of our tensors.
    fn ours(self, at: usize, rows: usize, columns: usize) -> Option<usize> {
        match self {
            Self::Same => Some(at),
            Self::Transposed => Some(at % rows * columns + at / rows),
            Self::Columns { from, of } => {
                let column = (at % of).checked_sub(from).filter(|&column| column < columns)?;
                Some(at / of * columns + column)
            }
            Self::Paired { head } => Some(at % rows * columns + unpaired(at / rows, head)),
        }
    }
}

/// Value `j` of the first half of a head is row `2j`, that of the second half row `2j + 1`.
fn paired(row: usize, head: usize) -> usize {
    let (start, within, half) = (row / head * head, row % head, head / 2);
    start + within % half * 2 + within / half
}

/// The other way round.
fn unpaired(row: usize, head: usize) -> usize {
    let (start, within, half) = (row / head * head, row % head, head / 2);
    start + within % 2 * half + within / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: Form, shape: &[usize], theirs: &[usize], indices: &[usize]) {
        let slot = Slot { ours: "a".into(), theirs: "b".into(), shape: shape.to_vec(), form };
        assert_eq!(slot.their_shape(), theirs);
        assert_eq!(slot.indices().collect::<Vec<_>>(), indices);
        check_scattered(&slot, indices);
    }

    /// In pieces of any size, every value comes to the place that the indices say.
    fn check_scattered(slot: &Slot, indices: &[usize]) {
        let values: Vec<f32> = (0..slot.their_shape().iter().product()).map(|at: usize| at as f32).collect();
        for piece in 1..=values.len() {
            let mut ours = vec![-1.0; indices.len()];
            let pieces = values.chunks(piece).enumerate();
            pieces.for_each(|(at, piece_of)| slot.scatter(at * piece, piece_of, &mut ours));
            assert!(ours.iter().zip(indices).all(|(&value, &at)| value == at as f32), "{ours:?}");
        }
    }

    #[test]
    fn values_are_found_where_they_lie() {
        check(Form::Same, &[2, 2], &[2, 2], &[0, 1, 2, 3]);
        check(Form::Transposed, &[2, 3], &[3, 2], &[0, 2, 4, 1, 3, 5]);
        check(Form::Columns { from: 2, of: 6 }, &[2, 2], &[2, 6], &[2, 3, 8, 9]);
        check(Form::Columns { from: 2, of: 6 }, &[2], &[6], &[2, 3]);
        // Two heads of four rows: rows 0 1 2 3 are stored as 0 2 1 3, of each head.
        check(Form::Paired { head: 4 }, &[8], &[8], &[0, 2, 1, 3, 4, 6, 5, 7]);
        check(Form::Paired { head: 4 }, &[2, 4], &[4, 2], &[0, 4, 2, 6, 1, 5, 3, 7]);
    }
}
