//! The student as it leaves: weights, tokenizer, recipe and what is needed to use them, in one zip.

use crate::{FormatError, from_safetensors, from_zip, to_safetensors, to_zip};
use serde::{Deserialize, Serialize};
use stillroom_models::NamedTensor;
use stillroom_spec::{ModelRecipe, Recipe};

/// Version of `student.json`.
pub const PACKAGE_VERSION: u32 = 1;

const WEIGHTS: &str = "model.safetensors";
const MANIFEST: &str = "student.json";
const TOKENIZER: &str = "tokenizer.json";
const RECIPE: &str = "recipe.json";
const README: &str = "README.md";

/// `student.json`: how to read a text and what the logits mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`PACKAGE_VERSION`].
    pub version: u32,
    /// Shape of the network.
    pub model: ModelRecipe,
    /// Ids that its inputs may hold, padding included.
    pub ids: usize,
    /// Classes in the order of the logits.
    pub classes: Vec<String>,
}

/// Everything that a student needs to predict.
#[derive(Debug, Clone, PartialEq)]
pub struct StudentPackage {
    /// Shape and classes.
    pub manifest: Manifest,
    /// Hugging Face `tokenizer.json`; none for hashed n-grams.
    pub tokenizer: Option<String>,
    /// How it was made.
    pub recipe: Recipe,
    /// Its card, [`classifier_card`](crate::classifier_card); students of earlier versions have none.
    pub readme: Option<String>,
    /// f32 weights.
    pub weights: Vec<NamedTensor>,
}

impl StudentPackage {
    /// The files of the package: name and bytes.
    ///
    /// # Errors
    /// [`FormatError::Safetensors`] if a weight's shape and values disagree.
    ///
    /// # Panics
    /// Never: the manifest is plain data.
    pub fn files(&self) -> Result<Vec<(&'static str, Vec<u8>)>, FormatError> {
        let manifest = serde_json::to_vec_pretty(&self.manifest).expect("a manifest is plain data");
        let mut files = vec![
            (WEIGHTS, to_safetensors(&self.weights, &[("format", "stillroom")])?),
            (MANIFEST, manifest),
            (RECIPE, self.recipe.to_json().into_bytes()),
        ];
        let texts = [(TOKENIZER, &self.tokenizer), (README, &self.readme)];
        files.extend(texts.into_iter().filter_map(|(name, text)| Some((name, text.clone()?.into_bytes()))));
        Ok(files)
    }

    /// Reads a package through `file`, which gives the bytes of a name.
    ///
    /// # Errors
    /// [`FormatError`] naming the file that is missing or cannot be read.
    pub fn from_files(mut file: impl FnMut(&str) -> Option<Vec<u8>>) -> Result<Self, FormatError> {
        let mut need = |name: &str| file(name).ok_or_else(|| FormatError::Missing { file: name.into() });
        let manifest: Manifest = parse(MANIFEST, &need(MANIFEST)?)?;
        if manifest.version != PACKAGE_VERSION {
            return Err(FormatError::Version { found: manifest.version, known: PACKAGE_VERSION });
        }
        let recipe = Recipe::from_json(&text(RECIPE, need(RECIPE)?)?);
        let recipe = recipe.map_err(|e| FormatError::Json { file: RECIPE.into(), why: e.message })?;
        manifest.check(&recipe).map_err(|why| FormatError::Json { file: MANIFEST.into(), why })?;
        let weights = from_safetensors(&need(WEIGHTS)?)?;
        let tokenizer = file(TOKENIZER).map(|bytes| text(TOKENIZER, bytes)).transpose()?;
        let readme = file(README).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Ok(Self { manifest, tokenizer, recipe, readme, weights })
    }

    /// The package as one zip; weights are stored as they are.
    ///
    /// # Errors
    /// See [`Self::files`]; [`FormatError::Zip`] if an entry exceeds what a zip can hold.
    pub fn to_zip(&self) -> Result<Vec<u8>, FormatError> {
        to_zip(&self.files()?)
    }

    /// Reads a zip written by [`Self::to_zip`].
    ///
    /// # Errors
    /// [`FormatError::Zip`] for a damaged archive, else as [`Self::from_files`].
    pub fn from_zip(bytes: &[u8]) -> Result<Self, FormatError> {
        Self::from_files(from_zip(bytes)?)
    }
}

impl Manifest {
    /// The recipe's ranges hold for the network too once both are the same.
    fn check(&self, recipe: &Recipe) -> Result<(), String> {
        if self.model != recipe.student.model {
            return Err(format!("its network is not the one that `{RECIPE}` describes"));
        }
        if self.classes.len() < 2 {
            return Err("it names fewer than two classes".into());
        }
        Ok(())
    }
}

fn parse<T: serde::de::DeserializeOwned>(file: &str, bytes: &[u8]) -> Result<T, FormatError> {
    serde_json::from_slice(bytes).map_err(|e| FormatError::Json { file: file.into(), why: e.to_string() })
}

fn text(file: &str, bytes: Vec<u8>) -> Result<String, FormatError> {
    String::from_utf8(bytes).map_err(|e| FormatError::Json { file: file.into(), why: e.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package() -> StudentPackage {
        let recipe = Recipe::preset("languages").unwrap();
        let manifest = Manifest {
            version: PACKAGE_VERSION,
            model: recipe.student.model.clone(),
            ids: 9,
            classes: vec!["ham".into(), "spam".into()],
        };
        let weights = vec![NamedTensor { name: "w".into(), shape: vec![2], values: vec![f32::MIN_POSITIVE, 3.0] }];
        let readme = Some("# student\n".into());
        StudentPackage { manifest, tokenizer: Some("{}".into()), recipe, readme, weights }
    }

    #[test]
    fn a_zip_comes_back_whole() {
        let zip = package().to_zip().unwrap();
        assert_eq!(StudentPackage::from_zip(&zip).unwrap(), package());
    }

    #[test]
    fn a_damaged_zip_is_an_error() {
        let zip = package().to_zip().unwrap();
        assert!(matches!(StudentPackage::from_zip(&zip[..zip.len() / 2]), Err(FormatError::Zip(_))));
    }

    /// The files of [`package`], one of them changed.
    fn with(file: &str, from: &str, to: &str) -> Result<StudentPackage, FormatError> {
        let files = package().files().unwrap();
        StudentPackage::from_files(|name| {
            let bytes = files.iter().find(|f| f.0 == name)?.1.clone();
            if name != file {
                return Some(bytes);
            }
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains(from), "{text}");
            Some(text.replacen(from, to, 1).into_bytes())
        })
    }

    fn check_refused(file: &str, from: &str, to: &str, words: &str) {
        let error = with(file, from, to).unwrap_err().to_string();
        assert!(error.contains(file) && error.contains(words), "{error}");
    }

    #[test]
    fn hostile_files_are_errors_that_name_themselves() {
        check_refused(MANIFEST, "\"max_n\": ", "\"max_n\": 1", "network");
        check_refused(RECIPE, "\"epochs\": ", "\"epochs\": 99999", "epochs");
        check_refused(RECIPE, "{", "", "not a recipe");
        check_refused(MANIFEST, "\"ham\",", "", "two classes");
        check_refused(MANIFEST, "\"ids\": 9", "\"ids\": -9", "-9");
        assert!(matches!(
            with(MANIFEST, "\"version\": 1", "\"version\": 2"),
            Err(FormatError::Version { found: 2, .. })
        ));
    }

    #[test]
    fn a_missing_file_is_named() {
        let files = package().files().unwrap();
        let without = |name: &str| files.iter().find(|f| f.0 == name && name != RECIPE).map(|f| f.1.clone());
        assert!(matches!(StudentPackage::from_files(without), Err(FormatError::Missing { file }) if file == RECIPE));
    }
}
