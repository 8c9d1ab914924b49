//! Rows of ids to rectangles, and the order of an epoch.

use crate::random::{generator, shuffle};

/// Purpose of the generator that orders epochs is the epoch itself, far from the constants of other purposes.
const EPOCHS: u64 = 1 << 32;

/// Rows of one length, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Padded {
    /// `[rows, length]`, filled up.
    pub ids: Vec<i32>,
    /// 1 where a row has an id, 0 where it was filled up `[rows, length]`.
    pub mask: Vec<f32>,
    /// Number of rows.
    pub rows: usize,
    /// Ids of each row.
    pub length: usize,
}

/// Fills rows with `padding` up to the longest, rounded up to a multiple of `multiple_of` (at least 1).
pub fn pad(rows: &[&[u32]], multiple_of: usize, padding: u32) -> Padded {
    let longest = rows.iter().map(|row| row.len()).max().unwrap_or(0).max(1);
    let length = longest.next_multiple_of(multiple_of.max(1));
    let mut ids = vec![padding.cast_signed(); rows.len() * length];
    let mut mask = vec![0.0; rows.len() * length];
    for ((ids, mask), row) in ids.chunks_exact_mut(length).zip(mask.chunks_exact_mut(length)).zip(rows) {
        ids.iter_mut().zip(*row).for_each(|(target, &id)| *target = id.cast_signed());
        mask[..row.len()].fill(1.0);
    }
    Padded { ids, mask, rows: rows.len(), length }
}

/// All rows once, in the order of one epoch: the same for the same seed and epoch, another for any other.
pub fn epoch_order(rows: usize, seed: u64, epoch: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    shuffle(&mut order, &mut generator(seed, EPOCHS + epoch as u64));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_up_with_padding() {
        let check = |rows: &[&[u32]], multiple_of, length, ids: &[i32]| {
            let mask = ids.iter().map(|&id| f32::from(u8::from(id != 0))).collect();
            let expected = Padded { ids: ids.to_vec(), mask, rows: rows.len(), length };
            assert_eq!(pad(rows, multiple_of, 0), expected);
            let other = pad(rows, multiple_of, 9);
            assert_eq!((&other.mask, other.length), (&expected.mask, length));
            assert!(other.ids.iter().zip(ids).all(|(&nine, &zero)| nine == if zero == 0 { 9 } else { zero }));
        };
        check(&[&[5, 6], &[7]], 1, 2, &[5, 6, 7, 0]);
        check(&[&[5], &[]], 4, 4, &[5, 0, 0, 0, 0, 0, 0, 0]);
        check(&[&[]], 1, 1, &[0]);
        check(&[], 8, 8, &[]);
        check(&[&[1, 2, 3]], 0, 3, &[1, 2, 3]);
    }

    #[test]
    fn an_epoch_visits_every_row_once() {
        let mut order = epoch_order(1_000, 3, 2);
        assert_eq!(order, epoch_order(1_000, 3, 2));
        assert_ne!(order, epoch_order(1_000, 3, 1));
        assert_ne!(order, epoch_order(1_000, 4, 2));
        order.sort_unstable();
        assert!(order.into_iter().eq(0..1_000));
        assert!(epoch_order(0, 0, 0).is_empty());
    }
}
