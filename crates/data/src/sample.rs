//! A fair sample of a stream whose length is not known.

use crate::random::{below, generator};
use rand_pcg::Pcg64Mcg;

/// Purpose of the generator.
const SAMPLING: u64 = 1;

/// Vitter's algorithm R: after `n` offers each of them is kept with the probability `capacity / n`, and never more
/// than `capacity` are held.
pub(crate) struct Reservoir<T> {
    held: Vec<(u64, T)>,
    capacity: u64,
    offered: u64,
    random: Pcg64Mcg,
}

impl<T> Reservoir<T> {
    /// Holds at most `capacity` items, at least 1.
    pub(crate) fn new(capacity: usize, seed: u64) -> Self {
        Self { held: Vec::new(), capacity: capacity.max(1) as u64, offered: 0, random: generator(seed, SAMPLING) }
    }

    /// Offers an item, which is made only if it is kept.
    pub(crate) fn offer(&mut self, item: impl FnOnce() -> T) {
        let ordinal = self.offered;
        self.offered += 1;
        if ordinal < self.capacity {
            return self.held.push((ordinal, item()));
        }
        let place = below(self.offered, &mut self.random);
        if place < self.capacity {
            self.held[place as usize] = (ordinal, item());
        }
    }

    /// Items offered so far.
    pub(crate) fn offered(&self) -> usize {
        self.offered as usize
    }

    /// What is held, in the order it was offered.
    pub(crate) fn into_items(mut self) -> Vec<T> {
        self.held.sort_unstable_by_key(|&(ordinal, _)| ordinal);
        self.held.into_iter().map(|(_, item)| item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    fn sample(capacity: usize, seed: u64, offers: usize) -> Vec<usize> {
        let mut reservoir = Reservoir::new(capacity, seed);
        (0..offers).for_each(|i| reservoir.offer(|| i));
        assert_eq!(reservoir.offered(), offers);
        reservoir.into_items()
    }

    #[test]
    fn keeps_all_that_fits_in_order() {
        assert_eq!(sample(5, 0, 3), [0, 1, 2]);
        assert_eq!(sample(3, 0, 3), [0, 1, 2]);
        assert_eq!(sample(0, 0, 1), [0]);
    }

    #[test]
    fn is_ordered_and_fixed_by_the_seed() {
        let items = sample(10, 4, 1_000);
        assert_eq!(items.len(), 10);
        assert!(items.is_sorted());
        assert_eq!(items, sample(10, 4, 1_000));
        assert_ne!(items, sample(10, 5, 1_000));
    }

    /// 2,000 samples of 10 out of 50: each item is expected 400 times, with a standard deviation of 18.
    #[test]
    fn is_fair() {
        let mut times = [0; 50];
        (0..2_000).flat_map(|seed| sample(10, seed, 50)).for_each(|i| times[i] += 1);
        assert!(times.iter().all(|n| (310..490).contains(n)), "{times:?}");
    }

    #[test]
    fn never_holds_more_than_its_capacity() {
        let alive = Rc::new(());
        let mut reservoir = Reservoir::new(100, 1);
        for _ in 0..10_000 {
            reservoir.offer(|| Rc::clone(&alive));
            assert!(Rc::strong_count(&alive) <= 101);
        }
    }
}
