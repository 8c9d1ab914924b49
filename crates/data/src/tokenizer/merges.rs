//! Byte-pair encoding: which pairs of symbols to merge, the most frequent first (Sennrich et al. 2016).
//!
//! The `tokenizers` crate has trainers, but they do not give the same vocabulary twice: word pieces are numbered in the
//! order of a hash map, and ties between pairs go by those numbers (0.23.2; five runs gave five sets of tokens). Here
//! ties go to the pair with the smaller ids, numbered by the order of the characters, on every host.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A pair must occur this often: what occurs once only repeats a single word.
const LEAST_COUNT: i64 = 2;

/// Bytes of a token at most. Longer ones would be whole phrases of languages without spaces.
const LONGEST_TOKEN: usize = 48;

/// Symbols of a word at most; longer ones, such as hashes and encoded files, teach nothing.
pub(super) const LONGEST_WORD: usize = 128;

type Pair = (u32, u32);

/// A vocabulary and the merges that make it, in the order in which they apply.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Merges {
    pub(super) tokens: Vec<String>,
    pub(super) merges: Vec<(String, String)>,
}

/// A distinct word: its symbols and how often it occurs.
pub(super) struct Word {
    pub(super) symbols: Vec<u32>,
    pub(super) count: i64,
}

/// Extends `tokens`, by which the symbols of `words` are numbered, to at most `size` by merging pairs. `join` writes
/// the token of a pair.
pub(super) fn learn(words: Vec<Word>, tokens: Vec<String>, size: usize, join: fn(&str, &str) -> String) -> Merges {
    let mut pairs = Pairs::count(words);
    let mut ids: HashMap<String, u32> = tokens.iter().cloned().zip(0..).collect();
    let mut learnt = Merges { tokens, merges: Vec::new() };
    let mut merged: HashSet<Pair> = HashSet::new();
    while learnt.tokens.len() < size {
        let Some(pair) = pairs.most_frequent() else { break };
        let (left, right) = (&learnt.tokens[pair.0 as usize], &learnt.tokens[pair.1 as usize]);
        let token = join(left, right);
        if token.len() > LONGEST_TOKEN {
            pairs.forget(pair);
            continue;
        }
        // Two ways may lead to one token, and a pair may come back by the other.
        if merged.insert(pair) {
            learnt.merges.push((left.clone(), right.clone()));
        }
        let id = *ids.entry(token.clone()).or_insert(learnt.tokens.len() as u32);
        if id as usize == learnt.tokens.len() {
            learnt.tokens.push(token);
        }
        pairs.merge(pair, id);
    }
    learnt
}

/// How often each pair occurs, and where.
struct Pairs {
    words: Vec<Word>,
    counts: HashMap<Pair, i64, FixedHash>,
    /// Words in which a pair once was; a superset of those in which it is.
    places: HashMap<Pair, Vec<u32>, FixedHash>,
    /// Every pair with its count, and older counts that no longer hold.
    queue: BinaryHeap<(i64, Reverse<Pair>)>,
}

impl Pairs {
    fn count(words: Vec<Word>) -> Self {
        let mut pairs = Self {
            words: Vec::new(),
            counts: HashMap::default(),
            places: HashMap::default(),
            queue: BinaryHeap::new(),
        };
        for (place, word) in words.iter().enumerate() {
            for pair in word.symbols.windows(2).map(|pair| (pair[0], pair[1])) {
                *pairs.counts.entry(pair).or_default() += word.count;
                pairs.places.entry(pair).or_default().push(place as u32);
            }
        }
        pairs.words = words;
        pairs.queue = pairs.counts.iter().map(|(&pair, &count)| (count, Reverse(pair))).collect();
        pairs
    }

    /// The most frequent pair; the smallest of equals.
    fn most_frequent(&mut self) -> Option<Pair> {
        while let Some((count, Reverse(pair))) = self.queue.pop() {
            if count < LEAST_COUNT {
                return None;
            }
            if self.counts.get(&pair) == Some(&count) {
                return Some(pair);
            }
        }
        None
    }

    /// Leaves a pair as it is for good.
    fn forget(&mut self, pair: Pair) {
        self.counts.remove(&pair);
        self.places.remove(&pair);
    }

    /// Replaces a pair by `id` wherever it occurs.
    fn merge(&mut self, pair: Pair, id: u32) {
        let mut places = self.places.remove(&pair).unwrap_or_default();
        places.sort_unstable();
        places.dedup();
        let mut changed = BTreeSet::new();
        for place in places {
            let word = &mut self.words[place as usize];
            let (counts, positions, count) = (&mut self.counts, &mut self.places, word.count);
            word.symbols = merged(&word.symbols, pair, id, &mut |pair, sign| {
                *counts.entry(pair).or_default() += sign * count;
                if sign > 0 {
                    positions.entry(pair).or_default().push(place);
                }
                changed.insert(pair);
            });
        }
        self.queue.extend(changed.iter().filter_map(|pair| Some((*self.counts.get(pair)?, Reverse(*pair)))));
    }
}

/// The symbols with `id` for each `pair` from the left; `change` hears of every pair that goes (-1) or comes (1).
fn merged(symbols: &[u32], pair: Pair, id: u32, change: &mut impl FnMut(Pair, i64)) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::with_capacity(symbols.len());
    let mut rest = symbols;
    while let [first, tail @ ..] = rest {
        if tail.first() != Some(&pair.1) || *first != pair.0 {
            out.push(*first);
            rest = tail;
            continue;
        }
        change(pair, -1);
        if let Some(&before) = out.last() {
            change((before, pair.0), -1);
            change((before, id), 1);
        }
        if let Some(&after) = tail.get(1) {
            change((pair.1, after), -1);
            change((id, after), 1);
        }
        out.push(id);
        rest = &tail[1..];
    }
    out
}

/// Knuth's multiplicative hash of the two halves: the standard one takes most of the time of learning.
#[derive(Default)]
struct PairHasher(u64);

type FixedHash = BuildHasherDefault<PairHasher>;

impl Hasher for PairHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u32(u32::from(byte)));
    }

    fn write_u32(&mut self, half: u32) {
        self.0 = (self.0 ^ u64::from(half)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learn_from(words: &[(&str, i64)], size: usize) -> Merges {
        let tokens: Vec<String> = ('a'..='z').map(String::from).collect();
        let symbols = |word: &str| word.bytes().map(|b| u32::from(b - b'a')).collect();
        let words = words.iter().map(|&(word, count)| Word { symbols: symbols(word), count }).collect();
        learn(words, tokens, 26 + size, |a, b| format!("{a}{b}"))
    }

    fn check(words: &[(&str, i64)], size: usize, expected: &[&str]) {
        let found = learn_from(words, size);
        let merges: Vec<String> = found.merges.iter().map(|(a, b)| format!("{a} {b}")).collect();
        assert_eq!(merges, expected, "{words:?}");
    }

    #[test]
    fn merges_the_most_frequent_pair_first() {
        // Sennrich et al.'s example: low 5, lower 2, newest 6, widest 3.
        let words = [("low", 5), ("lower", 2), ("newest", 6), ("widest", 3)];
        check(&words, 4, &["e s", "es t", "l o", "lo w"]);
    }

    #[test]
    fn ties_go_to_the_smaller_ids() {
        check(&[("cd", 2), ("ab", 2), ("ac", 2)], 3, &["a b", "a c", "c d"]);
    }

    #[test]
    fn runs_are_merged_from_the_left() {
        check(&[("aaaaa", 2)], 9, &["a a", "aa a", "aa aaa"]);
        assert_eq!(merged(&[1, 1, 1], (1, 1), 9, &mut |_, _| {}), [9, 1]);
    }

    #[test]
    fn what_occurs_once_is_left() {
        check(&[("abc", 1), ("xab", 1)], 9, &["a b"]);
        check(&[], 9, &[]);
        check(&[("a", 9)], 9, &[]);
    }

    #[test]
    fn two_ways_to_one_token_share_its_id() {
        let found = learn_from(&[("abc", 9), ("ab", 9), ("bcx", 20), ("zabcy", 1), ("bc", 1)], 40);
        let distinct: BTreeSet<_> = found.tokens.iter().collect();
        assert_eq!(distinct.len(), found.tokens.len());
        let distinct: BTreeSet<_> = found.merges.iter().collect();
        assert_eq!(distinct.len(), found.merges.len());
    }

    #[test]
    fn tokens_have_a_longest() {
        let found = learn_from(&[(&"ab".repeat(60), 3)], 200);
        assert!(found.tokens.iter().all(|token| token.len() <= LONGEST_TOKEN));
        assert!(found.tokens.iter().any(|token| token.len() > LONGEST_TOKEN / 2));
    }

    /// The counts that merging keeps up to date are those that counting again would give.
    #[test]
    fn counts_stay_right() {
        let words = || ["abababa", "aabbaab", "bbbbb", "abcabc"].map(|w| w.bytes().map(u32::from).collect::<Vec<_>>());
        let mut pairs = Pairs::count(words().map(|symbols| Word { symbols, count: 2 }).into());
        for id in 300..306 {
            let pair = pairs.most_frequent().unwrap();
            pairs.merge(pair, id);
            let again =
                Pairs::count(pairs.words.iter().map(|w| Word { symbols: w.symbols.clone(), count: w.count }).collect());
            pairs.counts.retain(|_, count| *count != 0);
            assert_eq!(pairs.counts, again.counts);
        }
    }
}
