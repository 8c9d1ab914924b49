use crate::Dataset;
use crate::random::{generator, shuffle};
use std::collections::HashMap;

/// Purpose of the generator.
const SPLITTING: u64 = 2;

/// Example indices of each part, ascending; every example is in exactly one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Rows that move weights.
    pub train: Vec<usize>,
    /// Rows that choose the best epoch.
    pub validation: Vec<usize>,
    /// Rows seen once, at the end.
    pub test: Vec<usize>,
}

/// Divides the examples by the ratio of `shares` (train, validation, test), within each class and by seed.
///
/// Texts that differ only in white space or in the case of ASCII letters are one text and stay together, with the class
/// of the first of them. (Full case folding depends on the Unicode version of the compiler; a split must not.) A class
/// with three such texts or more is in every split whose share is above 0. Shares that are negative or no numbers count
/// as 0, and if all do, everything is for training.
pub fn split(dataset: &Dataset, shares: [f64; 3], seed: u64) -> Split {
    let mut random = generator(seed, SPLITTING);
    let mut split = Split { train: vec![], validation: vec![], test: vec![] };
    for mut groups in groups_by_class(dataset) {
        shuffle(&mut groups, &mut random);
        let [_, validation, test] = sizes(groups.len(), shares);
        let train = groups.split_off(validation + test);
        let tested = groups.split_off(validation);
        split.train.extend(train.into_iter().flatten());
        split.validation.extend(groups.into_iter().flatten());
        split.test.extend(tested.into_iter().flatten());
    }
    [&mut split.train, &mut split.validation, &mut split.test].into_iter().for_each(|part| part.sort_unstable());
    split
}

/// Examples with the same text, by the class of the first, in the order of the examples.
fn groups_by_class(dataset: &Dataset) -> Vec<Vec<Vec<usize>>> {
    let mut classes: Vec<Vec<Vec<usize>>> = vec![vec![]; dataset.classes.len()];
    let mut places: HashMap<String, (usize, usize)> = HashMap::new();
    for (index, example) in dataset.examples.iter().enumerate() {
        let next = (example.label, classes[example.label].len());
        let (class, group) = *places.entry(key(&example.text)).or_insert(next);
        if group == classes[class].len() {
            classes[class].push(vec![]);
        }
        classes[class][group].push(index);
    }
    classes
}

/// What two texts have in common if one is as good as the other.
pub(crate) fn key(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase()
}

/// How many of `count` texts each part gets.
pub(crate) fn sizes(count: usize, shares: [f64; 3]) -> [usize; 3] {
    let shares = shares.map(|share| if share.is_finite() { share.max(0.0) } else { 0.0 });
    // The largest goes first, lest the sum overflow.
    let largest = shares.iter().copied().fold(0.0, f64::max);
    if largest <= 0.0 {
        return [count, 0, 0];
    }
    let total: f64 = shares.iter().map(|share| share / largest).sum();
    let mut sizes = shares.map(|share| (count as f64 * (share / largest / total)).floor() as usize);
    fill(&mut sizes, count, shares);
    if count >= 3 {
        leave_none_out(&mut sizes, shares);
    }
    sizes
}

/// Gives what rounding down left over to the largest share.
fn fill(sizes: &mut [usize; 3], count: usize, shares: [f64; 3]) {
    let left = count - sizes.iter().sum::<usize>().min(count);
    let largest = (0..3).rev().max_by(|&a, &b| shares[a].total_cmp(&shares[b])).unwrap_or(0);
    sizes[largest] += left;
}

/// Takes from the largest part for each empty one that has a share.
fn leave_none_out(sizes: &mut [usize; 3], shares: [f64; 3]) {
    for part in 0..3 {
        if sizes[part] == 0 && shares[part] > 0.0 {
            let largest = (0..3).rev().max_by_key(|&i| sizes[i]).unwrap_or(0);
            sizes[largest] -= 1;
            sizes[part] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Counts, Example, fingerprint};

    fn dataset(classes: &[usize]) -> Dataset {
        let example = |(label, i): (usize, usize)| Example { text: format!("text {i} of {label}"), label, soft: None };
        let rows = classes.iter().enumerate().flat_map(|(label, &n)| (0..n).map(move |i| (label, i)));
        let names = (0..classes.len()).map(|i| format!("class {i}")).collect();
        Dataset { classes: names, examples: rows.map(example).collect(), counts: Counts::default() }
    }

    #[test]
    fn sizes_follow_the_shares() {
        let check =
            |count, shares, expected: [usize; 3]| assert_eq!(sizes(count, shares), expected, "{count} {shares:?}");
        check(100, [0.7, 0.1, 0.2], [70, 10, 20]);
        check(100, [7.0, 1.0, 2.0], [70, 10, 20]);
        check(3, [0.98, 0.01, 0.01], [1, 1, 1]);
        check(5, [0.98, 0.01, 0.01], [3, 1, 1]);
        check(2, [0.8, 0.1, 0.1], [2, 0, 0]);
        check(10, [0.5, 0.0, 0.5], [5, 0, 5]);
        check(0, [0.8, 0.1, 0.1], [0, 0, 0]);
        check(9, [0.0, 0.0, 0.0], [9, 0, 0]);
        check(9, [f64::NAN, -1.0, f64::INFINITY], [9, 0, 0]);
        check(9, [f64::MAX, f64::MAX, f64::MAX], [3, 3, 3]);
    }

    #[test]
    fn every_class_is_in_every_split() {
        let dataset = dataset(&[3, 4, 50]);
        let split = split(&dataset, [0.7, 0.1, 0.2], 1);
        for part in [&split.train, &split.validation, &split.test] {
            let labels: std::collections::BTreeSet<_> = part.iter().map(|&i| dataset.examples[i].label).collect();
            assert_eq!(labels.len(), 3);
        }
    }

    #[test]
    fn the_seed_alone_decides() {
        let dataset = dataset(&[40, 60]);
        assert_eq!(split(&dataset, [0.7, 0.1, 0.2], 1), split(&dataset, [0.7, 0.1, 0.2], 1));
        assert_ne!(split(&dataset, [0.7, 0.1, 0.2], 1), split(&dataset, [0.7, 0.1, 0.2], 2));
    }

    #[test]
    fn copies_stay_together() {
        let mut dataset = dataset(&[30, 30]);
        for i in 0..60 {
            let Example { text, label, .. } = dataset.examples[i].clone();
            dataset.examples.push(Example { text: format!("  {}\n", text.to_uppercase()), label, soft: None });
            dataset.examples.push(Example { text: text.replace(' ', "  "), label: 1 - label, soft: None });
        }
        let split = split(&dataset, [0.5, 0.25, 0.25], 3);
        for part in [&split.train, &split.validation, &split.test] {
            let mut originals: Vec<usize> = part.iter().map(|&i| if i < 60 { i } else { (i - 60) / 2 }).collect();
            originals.sort_unstable();
            assert!(originals.chunks(3).all(|copies| copies.len() == 3 && copies[0] == copies[2]), "{originals:?}");
        }
    }

    /// Frozen: another value means that recipes made before no longer give the same rows.
    #[test]
    fn the_split_is_the_same_on_every_host() {
        let dataset = dataset(&[20, 30]);
        assert_eq!(fingerprint(&dataset, &split(&dataset, [0.7, 0.1, 0.2], 42)), "794f1b0a8217ad4d");
    }
}
