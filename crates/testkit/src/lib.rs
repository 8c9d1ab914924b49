//! Helpers for tests: fixtures, tolerances, a blocking executor.
