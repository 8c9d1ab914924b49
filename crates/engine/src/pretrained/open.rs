//! From a model's files to its card: headers are read, and the weights once through for their hash.

use super::{PretrainedModel, card, hash, licence};
use crate::EngineError;
use std::collections::BTreeMap;
use stillroom_formats::{
    CheckpointConfig, CheckpointError, GgufError, GgufFile, ReadAt, Source, StoredCheckpoint, gguf_tokenizer_json,
    hugging_face_shards, read_whole,
};
use stillroom_spec::{ErrorCode, ErrorReport, ModelCard};

const CONFIG: &str = "config.json";
const TOKENIZER: &str = "tokenizer.json";
const README: &str = "README.md";

/// What a GGUF file begins with.
const GGUF: [u8; 4] = *b"GGUF";
/// Most bytes of a configuration or a description.
const SMALL: u64 = 1 << 24;
/// Most bytes of a tokenizer: the largest known have 35 MB.
const LARGE: u64 = 1 << 28;

impl PretrainedModel {
    /// Opens a model by its files: a folder in Hugging Face's layout, or one GGUF file.
    ///
    /// # Errors
    /// As [`Self::from_files`] and [`Self::from_gguf`]; [`EngineError::Recipe`] if there are several GGUF files.
    pub fn open(name: &str, mut files: BTreeMap<String, Source<'static>>) -> Result<Self, EngineError> {
        let is_folder = files.contains_key(CONFIG);
        let gguf = files.iter().filter(|(_, source)| !is_folder && is_gguf(source)).map(|(file, _)| file.clone());
        match gguf.collect::<Vec<_>>().as_slice() {
            [] => Self::from_files(name, |file| files.remove(file)),
            [one] => Self::from_gguf(name, files.remove(one).unwrap_or_else(|| Box::new(Vec::new()))),
            several => {
                let message = format!("`{name}` has several GGUF files: {}.", several.join(", "));
                Err(ErrorReport::new(ErrorCode::Recipe, message, "Open one of them.").into())
            }
        }
    }

    /// Opens a folder in Hugging Face's layout; `file` gives the bytes of a name in it, or where they are.
    ///
    /// # Errors
    /// [`EngineError::Checkpoint`], naming the file, and the key or tensor in it.
    pub fn from_files<S: ReadAt + 'static>(
        name: &str,
        mut file: impl FnMut(&str) -> Option<S>,
    ) -> Result<Self, EngineError> {
        let config = file(CONFIG).ok_or_else(|| CheckpointError::MissingFile(CONFIG.into()))?;
        let config = read_whole(&config, SMALL).map_err(CheckpointError::Config)?;
        let licence = file(README).and_then(|source| read_whole(&source, SMALL).ok());
        let licence = licence.and_then(|readme| licence::named(&String::from_utf8_lossy(&readme)));
        let tokenizer = file(TOKENIZER).ok_or_else(|| format!("there is no `{TOKENIZER}`")).and_then(|s| text(&s));
        let shards = hugging_face_shards(file)?.into_iter().map(|source| Box::new(source) as Source<'static>);
        let stored = StoredCheckpoint::from_hugging_face(CheckpointConfig::read(&config)?, shards.collect())?;
        let lost = |why| CheckpointError::Safetensors { file: "model.safetensors".into(), why };
        let sha256 = hash::of(stored.sources()).map_err(lost)?;
        let card = ModelCard { licence, sha256, ..card::of(name, &card::family(&config), &stored) };
        Ok(Self::new(stored, tokenizer, card))
    }

    /// Opens a GGUF file by its bytes, or where they are.
    ///
    /// # Errors
    /// [`EngineError::Gguf`], naming the key or the tensor.
    pub fn from_gguf(name: &str, source: impl ReadAt + 'static) -> Result<Self, EngineError> {
        let source: Source<'static> = Box::new(source);
        let header = GgufFile::read_header(&source)?;
        let file = GgufFile::within(&header, Box::new(&source))?;
        let layout = file.layout()?;
        let tokenizer = gguf_tokenizer_json(&file).map_err(|why| why.to_string());
        let words = |key: &str| file.metadata(key).and_then(|value| value.as_text()).map(str::to_owned);
        let (family, licence) = (words("general.architecture").unwrap_or_default(), words("general.license"));
        drop(file);
        let stored = layout.over(vec![source]);
        let sha256 = hash::of(stored.sources()).map_err(GgufError::Unreadable)?;
        let card = ModelCard { licence, sha256, ..card::of(name, &family, &stored) };
        Ok(Self::new(stored, tokenizer, card))
    }

    fn new(stored: StoredCheckpoint<'static>, tokenizer: Result<String, String>, card: ModelCard) -> Self {
        let card = ModelCard { has_tokenizer: tokenizer.is_ok(), ..card };
        Self { stored, tokenizer, card }
    }
}

fn is_gguf(source: &Source<'_>) -> bool {
    let mut start = [0; 4];
    source.read_at(0, &mut start).is_ok() && start == GGUF
}

fn text(source: &impl ReadAt) -> Result<String, String> {
    let bytes = read_whole(source, LARGE).map_err(|why| format!("`{TOKENIZER}` cannot be read: {why}"))?;
    String::from_utf8(bytes).map_err(|_| format!("`{TOKENIZER}` is not UTF-8"))
}
