//! Draws whose width does not depend on the host: `usize` is 32 bits in a tab and 64 elsewhere.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A generator for `purpose`, so that two uses of one seed do not draw the same numbers.
pub(crate) fn generator(seed: u64, purpose: u64) -> Pcg64Mcg {
    // The 64-bit golden ratio spreads neighbouring seeds over the whole range.
    Pcg64Mcg::seed_from_u64(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ purpose)
}

/// A whole number in `0..end`, by the high half of a product (Lemire 2019, without the rejection step: the bias is
/// below `end / 2^64`).
pub(crate) fn below(end: u64, random: &mut impl Rng) -> u64 {
    ((u128::from(random.next_u64()) * u128::from(end)) >> 64) as u64
}

/// Fisher and Yates' shuffle.
pub(crate) fn shuffle<T>(values: &mut [T], random: &mut impl Rng) {
    for i in (1..values.len()).rev() {
        values.swap(i, below(i as u64 + 1, random) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_below_the_end() {
        let mut random = generator(1, 2);
        for end in [1, 2, 3, 1_000, u64::MAX] {
            assert!((0..1_000).all(|_| below(end, &mut random) < end), "{end}");
        }
    }

    #[test]
    fn draws_every_order_about_as_often() {
        let mut random = generator(0, 0);
        let mut found = std::collections::BTreeMap::new();
        for _ in 0..6_000 {
            let mut values = [1, 2, 3];
            shuffle(&mut values, &mut random);
            *found.entry(values).or_insert(0) += 1;
        }
        assert_eq!(found.len(), 6);
        assert!(found.values().all(|&n| (850..1_150).contains(&n)), "{found:?}");
    }

    #[test]
    fn draws_the_same_on_every_host() {
        let mut random = generator(7, 1);
        let drawn: Vec<u64> = (0..4).map(|_| below(1_000, &mut random)).collect();
        assert_eq!(drawn, DRAWN);
    }

    /// Frozen: another value here means that splits and batches of old recipes change.
    const DRAWN: [u64; 4] = [938, 858, 907, 706];
}
