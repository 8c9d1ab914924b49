use std::collections::BTreeMap;

/// What cuts a text.
pub(super) const TOKENIZER: &str = "tokenizer.json";

/// Files that go along with a model's weights and configuration wherever it goes.
const NAMES: [&str; 9] = [
    TOKENIZER,
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
    "generation_config.json",
    "recipe.json",
    "README.md",
];

/// The texts beside a model: its tokenizer, how it is used, how it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilesBeside(BTreeMap<&'static str, String>);

impl FilesBeside {
    /// Those that there are; `file` gives the bytes of a name.
    pub(super) fn read(mut file: impl FnMut(&str) -> Option<Vec<u8>>) -> Self {
        // A file that is no text is none of these.
        let text = |name: &'static str| Some((name, String::from_utf8(file(name)?).ok()?));
        Self(NAMES.into_iter().filter_map(text).collect())
    }

    /// A tokenizer alone.
    pub fn with_tokenizer(json: Option<&str>) -> Self {
        Self(json.map(|json| (TOKENIZER, json.to_owned())).into_iter().collect())
    }

    /// Adds files; those of the name before are replaced.
    pub(crate) fn with(mut self, files: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        self.0.extend(files);
        self
    }

    pub(super) fn tokenizer(&self) -> Option<&str> {
        self.0.get(TOKENIZER).map(String::as_str)
    }

    /// Names and bytes.
    pub(super) fn files(&self) -> impl Iterator<Item = (String, Vec<u8>)> {
        self.0.iter().map(|(name, text)| ((*name).to_owned(), text.clone().into_bytes()))
    }
}
