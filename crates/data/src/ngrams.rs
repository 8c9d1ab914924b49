use crate::fnv::{OFFSET_32, fnv32};

/// Hashed character n-grams of words, as in fastText (Bojanowski et al. 2017, "Enriching Word Vectors with Subword
/// Information"): each word is put between `<` and `>`, and every run of `min_n..=max_n` of its characters becomes
/// `1 + fnv1a32(utf8) mod buckets`. Id 0 is padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ngrams {
    /// Shortest run in characters, at least 1.
    pub min_n: usize,
    /// Longest run in characters.
    pub max_n: usize,
    /// Number of ids besides padding, at least 1.
    pub buckets: usize,
    /// Ids at most; the rest of the text is not read.
    pub max_ngrams: usize,
}

impl Ngrams {
    /// Ids of a text in `1..=buckets`: word by word, shorter runs first. White space separates words.
    pub fn encode(&self, text: &str) -> Vec<u32> {
        let words = text.split_whitespace().map(|word| format!("<{word}>"));
        words.flat_map(|word| self.word(&word)).take(self.max_ngrams).collect()
    }

    fn word(&self, word: &str) -> Vec<u32> {
        let mut bounds: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
        bounds.push(word.len());
        let run = |n: usize| bounds.windows(n + 1).map(move |run| &word.as_bytes()[run[0]..run[n]]);
        (self.min_n.max(1)..=self.max_n).flat_map(run).take(self.max_ngrams).map(|bytes| self.id(bytes)).collect()
    }

    fn id(&self, bytes: &[u8]) -> u32 {
        let buckets = u32::try_from(self.buckets.max(1)).unwrap_or(u32::MAX);
        1 + fnv32(OFFSET_32, bytes) % buckets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ngrams: [usize; 4], text: &str, expected: &[u32]) {
        let [min_n, max_n, buckets, max_ngrams] = ngrams;
        let ngrams = Ngrams { min_n, max_n, buckets, max_ngrams };
        assert_eq!(ngrams.encode(text), expected, "{ngrams:?} {text:?}");
    }

    /// FNV-1a 32 by hand: `h("<") = (0x811c9dc5 ^ 0x3c) * 0x01000193 mod 2^32 = 0x390caefb`, likewise
    /// `h("a") = 0xe40c292c` and `h(">") = 0x3b0cb221`; their lower 16 bits are the ids.
    #[test]
    fn agrees_with_hashes_by_hand() {
        check([1, 1, 1 << 16, 99], "a", &[1 + 0xaefb, 1 + 0x292c, 1 + 0xb221]);
    }

    #[test]
    fn cuts_words_not_texts() {
        let grams = |text: &str| Ngrams { min_n: 2, max_n: 3, buckets: 4096, max_ngrams: 99 }.encode(text);
        // `<ab>`: 3 pairs and 2 triples; nothing spans two words.
        assert_eq!(grams("ab").len(), 5);
        assert_eq!(grams(" ab\n\tcd "), [grams("ab"), grams("cd")].concat());
        assert_eq!(grams("ñ").len(), 3);
    }

    #[test]
    fn bad_sizes_never_panic() {
        check([1, 3, 8, 0], "abc", &[]);
        check([3, 2, 8, 9], "abc", &[]);
        check([9, 9, 8, 9], "abc", &[]);
        check([0, 1, 0, 2], "abc", &[1, 1]);
        check([1, 3, 8, 9], "", &[]);
        check([1, 3, 8, 9], " \u{2003}\n", &[]);
    }

    #[test]
    fn a_long_word_is_cut_at_the_most_ngrams() {
        let word = "x".repeat(100_000);
        assert_eq!(Ngrams { min_n: 1, max_n: 5, buckets: 8, max_ngrams: 256 }.encode(&word).len(), 256);
    }
}
