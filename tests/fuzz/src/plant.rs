//! Inputs to begin from.

use std::fs;
use std::path::Path;

/// A name and the bytes.
pub type Seed = (String, Vec<u8>);

/// Folder that `npm run fuzz` names: seeds are written there before libFuzzer reads it.
const FOLDER: &str = "STILLROOM_FUZZ_SEEDS";

/// Writes seeds where the environment says.
///
/// # Panics
/// If they cannot be written.
pub fn plant(seeds: &[Seed]) {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).expect("the folder for seeds can be made");
    for (name, bytes) in seeds {
        fs::write(folder.join(format!("seed-{name}")), bytes).expect("a seed can be written");
    }
}

/// A file of `tests/conformance`.
pub(crate) fn conformance(path: &str) -> Vec<u8> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance").join(path);
    fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

/// Seeds from texts.
pub(crate) fn texts(list: &[(&str, &str)]) -> Vec<Seed> {
    list.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}
