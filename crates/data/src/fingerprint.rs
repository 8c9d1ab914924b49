use crate::fnv::{OFFSET_64, fnv64};
use crate::{Dataset, Split};

/// Ends a text and a split: bytes that UTF-8 never holds, so that moving a border moves the fingerprint.
pub(crate) const END_OF_TEXT: u8 = 0xFE;
pub(crate) const END_OF_SPLIT: u8 = 0xFF;

/// FNV-1a 64 over the texts of train, validation and test in order, as 16 hexadecimal digits: two hosts with the same
/// fingerprint trained and tested on the same rows.
pub fn fingerprint(dataset: &Dataset, split: &Split) -> String {
    let text = |hash, &index: &usize| fnv64(fnv64(hash, dataset.examples[index].text.as_bytes()), &[END_OF_TEXT]);
    let part = |hash, part: &Vec<usize>| fnv64(part.iter().fold(hash, text), &[END_OF_SPLIT]);
    let hash = [&split.train, &split.validation, &split.test].into_iter().fold(OFFSET_64, part);
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Counts, Example};

    fn check(train: &[usize], test: &[usize]) -> String {
        let example = |text: &str| Example { text: text.into(), label: 0, soft: None };
        let examples = ["a", "b", "ab", ""].into_iter().map(example).collect();
        let dataset = Dataset { classes: vec!["x".into()], examples, counts: Counts::default() };
        fingerprint(&dataset, &Split { train: train.to_vec(), validation: vec![], test: test.to_vec() })
    }

    #[test]
    fn agrees_with_the_hash_of_the_bytes() {
        assert_eq!(check(&[0], &[2]), format!("{:016x}", fnv64(OFFSET_64, b"a\xFE\xFF\xFFab\xFE\xFF")));
    }

    #[test]
    fn every_border_counts() {
        let all = [check(&[0, 1], &[]), check(&[2], &[]), check(&[0], &[1]), check(&[1, 0], &[]), check(&[2, 3], &[])];
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }
}
