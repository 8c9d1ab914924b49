//! Counts of tests, read from what the test runners print.

use std::fmt;

/// Tests that ran.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Those that passed.
    pub passed: usize,
    /// Those that failed; a runner that broke down counts as one.
    pub failed: usize,
}

impl Tally {
    /// A check without tests of its own.
    pub fn of(passed: bool) -> Self {
        Self { passed: usize::from(passed), failed: usize::from(!passed) }
    }

    /// Adds what a line says, if it is a summary of cargo test (`test result: …`) or vitest (`Tests  …`).
    pub fn read_line(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        if line.starts_with("test result:") || line.starts_with("Tests ") {
            self.passed += count_before(line, "passed");
            self.failed += count_before(line, "failed");
        }
    }

    /// The tally of a runner that ended well or not: one that failed has a failure to show for it.
    pub fn ended(mut self, well: bool) -> Self {
        self.failed = self.failed.max(usize::from(!well));
        self
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

fn count_before(line: &str, word: &str) -> usize {
    let words: Vec<_> = line.split([' ', ';', '|']).filter(|word| !word.is_empty()).collect();
    words.windows(2).filter(|pair| pair[1] == word).filter_map(|pair| pair[0].parse::<usize>().ok()).sum()
}

/// Without ANSI escapes (`ESC [ … m`).
fn without_colours(line: &str) -> String {
    let mut pieces = line.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    first + &pieces.map(|piece| piece.split_once('m').map_or("", |(_, rest)| rest)).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, passed: usize, failed: usize) {
        let mut tally = Tally::default();
        text.lines().for_each(|line| tally.read_line(line));
        assert_eq!(tally, Tally { passed, failed }, "{text}");
    }

    #[test]
    fn both_runners_are_read() {
        check("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s", 12, 0);
        check("test result: FAILED. 1 passed; 2 failed; 0 ignored;", 1, 2);
        check(" Test Files  3 passed (3)\n      Tests  40 passed (40)", 40, 0);
        check("      Tests  1 failed | 39 passed (40)", 39, 1);
        check(
            "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m7 passed\u{1b}[39m\u{1b}[22m\u{1b}[90m (7)\u{1b}[39m",
            7,
            0,
        );
    }

    #[test]
    fn a_test_that_prints_numbers_is_not_counted() {
        check("epoch 3: 12 passed\ntest tests::one ... ok", 0, 0);
    }

    #[test]
    fn a_runner_that_breaks_down_is_a_failure() {
        assert_eq!(Tally::default().ended(false), Tally { passed: 0, failed: 1 });
        assert_eq!(Tally { passed: 3, failed: 2 }.ended(false), Tally { passed: 3, failed: 2 });
    }
}
