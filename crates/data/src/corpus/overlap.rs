//! How much of a test is in the training as well, letter by letter.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A Mersenne prime: remainders by it are cheap, and two windows collide once in some 10¹⁸.
const MODULUS: u64 = (1 << 61) - 1;

/// A byte's place value in the polynomial; any number above 255 does.
const BASE: u64 = 0x09E3_779B_97F4_A7C1;

/// Windows of the test that also occur in the training.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Windows of the test; none of a document that is shorter than a window.
    pub windows: u64,
    /// Those of them that the training has somewhere, too.
    pub shared: u64,
}

impl Overlap {
    /// `shared` out of `windows`, 0 to 1; 0 where there are none.
    pub fn share(&self) -> f64 {
        self.shared as f64 / self.windows.max(1) as f64
    }
}

/// Compares every window of `bytes` bytes (at least 1; 50 is usual, Lee et al. 2022, "Deduplicating Training Data Makes
/// Language Models Better") of the test's documents with every one of the training's.
///
/// Memory is some 40 bytes for each byte of the test, and none for the training. Windows are compared by a polynomial hash modulo 2⁶¹ − 1 (Karp &
/// Rabin 1987).
pub fn overlap<'a>(
    train: impl IntoIterator<Item = &'a str>,
    test: impl IntoIterator<Item = &'a str>,
    bytes: usize,
) -> Overlap {
    let mut windows: HashMap<u64, u64, AlreadyHashed> = HashMap::default();
    for text in test {
        hashes(text.as_bytes(), bytes, &mut |hash| *windows.entry(hash).or_default() += 1);
    }
    let total = windows.values().sum();
    let mut shared = 0;
    for text in train {
        hashes(text.as_bytes(), bytes, &mut |hash| shared += windows.remove(&hash).unwrap_or(0));
    }
    Overlap { windows: total, shared }
}

/// Gives `each` the hash of every window of `length` bytes.
fn hashes(text: &[u8], length: usize, each: &mut impl FnMut(u64)) {
    let length = length.max(1);
    let highest = (1..length).fold(1, |power, _| product(power, BASE));
    let mut hash = 0;
    for (end, &byte) in text.iter().enumerate() {
        if let Some(start) = end.checked_sub(length) {
            let gone = product(u64::from(text[start]) + 1, highest);
            hash = (hash + MODULUS - gone) % MODULUS;
        }
        // One is added, so that a leading zero byte counts.
        hash = (product(hash, BASE) + u64::from(byte) + 1) % MODULUS;
        if end + 1 >= length {
            each(hash);
        }
    }
}

fn product(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(MODULUS)) as u64
}

/// Takes a number almost for its own hash: it is one already.
#[derive(Default)]
struct AsIs(u64);

type AlreadyHashed = BuildHasherDefault<AsIs>;

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }

    fn write_u64(&mut self, hash: u64) {
        // Tables go by the highest bits, too, which are 0 beyond the 61 of the modulus.
        self.0 = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(train: &[&str], test: &[&str], bytes: usize, windows: u64, shared: u64) {
        let found = overlap(train.iter().copied(), test.iter().copied(), bytes);
        assert_eq!(found, Overlap { windows, shared }, "{train:?} {test:?}");
    }

    #[test]
    fn counts_windows_of_the_test() {
        check(&["abcdef"], &["abcdef"], 3, 4, 4);
        check(&["abcdef"], &["xbcdx"], 3, 3, 1);
        check(&["ab", "cd"], &["abcd"], 2, 3, 2);
        check(&["ab"], &["abababab"], 2, 7, 4);
        check(&["abc"], &["cba"], 1, 3, 3);
        check(&["abc"], &[], 3, 0, 0);
        check(&["abc"], &["ab"], 3, 0, 0);
        check(&["a"], &["ab"], 0, 2, 1);
        check(&["\0\0"], &["\0\0\0"], 3, 1, 0);
        assert_eq!(Overlap::default().share(), 0.0);
    }
}
