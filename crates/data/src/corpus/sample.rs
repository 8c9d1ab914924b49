//! A fair sample of a stream by bytes.

use crate::random::generator;
use rand::Rng;
use rand_pcg::Pcg64Mcg;
use std::collections::BinaryHeap;

/// Purpose of the generator.
const SAMPLING_BYTES: u64 = 3;

/// Draws a number for each item and keeps those with the smallest, as many as fit a number of bytes together: what a
/// shuffle of all items would begin with, though no more is ever held than fits. An item that alone does not fit is
/// left out.
pub(super) struct ByteSample<T> {
    held: BinaryHeap<Held<T>>,
    bytes: usize,
    most: usize,
    /// The smallest key that did not fit; no larger one does.
    bound: Option<(u64, u64)>,
    offered: u64,
    random: Pcg64Mcg,
}

/// Ordered by its key alone: number drawn and ordinal.
struct Held<T> {
    key: (u64, u64),
    bytes: usize,
    item: T,
}

impl<T> ByteSample<T> {
    /// Holds at most `most` bytes.
    pub(super) fn new(most: usize, seed: u64) -> Self {
        let random = generator(seed, SAMPLING_BYTES);
        Self { held: BinaryHeap::new(), bytes: 0, most, bound: None, offered: 0, random }
    }

    /// Offers an item of `bytes` bytes.
    pub(super) fn offer(&mut self, bytes: usize, item: T) {
        let key = (self.random.next_u64(), self.offered);
        self.offered += 1;
        if bytes > self.most || self.bound.is_some_and(|bound| key > bound) {
            return;
        }
        self.bytes += bytes;
        self.held.push(Held { key, bytes, item });
        while self.bytes > self.most {
            let Some(dropped) = self.held.pop() else { break };
            self.bytes -= dropped.bytes;
            self.bound = Some(dropped.key);
        }
    }

    /// What is held, in the order it was offered.
    pub(super) fn into_items(self) -> Vec<T> {
        let mut held = self.held.into_vec();
        held.sort_unstable_by_key(|held| held.key.1);
        held.into_iter().map(|held| held.item).collect()
    }
}

impl<T> PartialEq for Held<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<T> Eq for Held<T> {}

impl<T> PartialOrd for Held<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Held<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items of `sizes[i % sizes.len()]` bytes, by number.
    fn sample(most: usize, seed: u64, count: usize, sizes: &[usize]) -> Vec<usize> {
        let mut sample = ByteSample::new(most, seed);
        for i in 0..count {
            sample.offer(sizes[i % sizes.len()], i);
            assert!(sample.bytes <= most && sample.held.iter().map(|held| held.bytes).sum::<usize>() == sample.bytes);
        }
        sample.into_items()
    }

    #[test]
    fn keeps_all_that_fits_in_order() {
        assert_eq!(sample(10, 0, 3, &[3]), [0, 1, 2]);
        assert_eq!(sample(9, 0, 3, &[3]), [0, 1, 2]);
        assert_eq!(sample(8, 0, 3, &[3]).len(), 2);
        assert_eq!(sample(0, 0, 3, &[3]).len(), 0);
    }

    #[test]
    fn what_does_not_fit_alone_costs_nothing_else() {
        assert_eq!(sample(10, 0, 4, &[11, 5]), [1, 3]);
    }

    #[test]
    fn is_ordered_and_fixed_by_the_seed() {
        let items = sample(1_000, 4, 1_000, &[10, 30]);
        assert!(items.is_sorted() && (40..65).contains(&items.len()), "{}", items.len());
        assert_eq!(items, sample(1_000, 4, 1_000, &[10, 30]));
        assert_ne!(items, sample(1_000, 5, 1_000, &[10, 30]));
    }

    /// What is kept is what a shuffle of everything begins with.
    #[test]
    fn is_the_start_of_a_shuffle() {
        let sizes = [7, 19, 2, 31];
        for seed in 0..50 {
            let mut random = generator(seed, SAMPLING_BYTES);
            let mut keys: Vec<(u64, usize)> = (0..500).map(|i| (random.next_u64(), i)).collect();
            keys.sort_unstable();
            let mut bytes = 0;
            let fits = keys.iter().take_while(|(_, i)| {
                bytes += sizes[i % 4];
                bytes <= 400
            });
            let mut expected: Vec<usize> = fits.map(|&(_, i)| i).collect();
            expected.sort_unstable();
            assert_eq!(sample(400, seed, 500, &sizes), expected);
        }
    }

    /// 2,000 samples of a fifth of 50 items: each is expected 400 times, with a standard deviation of 18.
    #[test]
    fn is_fair() {
        let mut times = [0; 50];
        (0..2_000).flat_map(|seed| sample(100, seed, 50, &[10])).for_each(|i| times[i] += 1);
        assert!(times.iter().all(|n| (310..490).contains(n)), "{times:?}");
    }
}
