use serde::de::DeserializeOwned;
use std::path::Path;

/// The text of a file of `tests/conformance`.
///
/// # Panics
/// If it cannot be read.
pub fn fixture_text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A JSON file of `tests/conformance`.
///
/// # Panics
/// If it cannot be read or does not have the form asked for.
pub fn fixture<T: DeserializeOwned>(name: &str) -> T {
    serde_json::from_str(&fixture_text(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}
