/// Largest |actual − expected|; not a number as soon as one value is.
///
/// # Panics
/// If the lengths differ: a missing value is no agreement.
pub fn largest_difference(actual: &[f64], expected: &[f64]) -> f64 {
    assert_eq!(actual.len(), expected.len(), "{} values against {}", actual.len(), expected.len());
    let differences = actual.iter().zip(expected).map(|(a, e)| (a - e).abs());
    differences.fold(0.0, |worst, d| if d > worst || d.is_nan() { d } else { worst })
}

/// Fails unless every value is within `tolerance` of the one expected.
///
/// # Panics
/// With `what` and the largest difference.
pub fn assert_close(what: &str, actual: &[f64], expected: &[f64], tolerance: f64) {
    let difference = largest_difference(actual, expected);
    assert!(difference <= tolerance, "{what}: off by {difference:e}, more than {tolerance:e}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_no_number_is_never_close() {
        assert!(largest_difference(&[1.0, f64::NAN, 1.0], &[1.0, 1.0, 1.0]).is_nan());
    }

    #[test]
    #[should_panic(expected = "off by")]
    fn a_value_that_is_off_fails() {
        assert_close("one", &[1.0, 2.0], &[1.0, 2.1], 1e-3);
    }

    #[test]
    #[should_panic(expected = "2 values against 1")]
    fn a_value_that_is_missing_fails() {
        assert_close("one", &[1.0, 2.0], &[1.0], 1e-3);
    }
}
