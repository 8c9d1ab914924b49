use crate::stored::ReadError;
use stillroom_spec::{ErrorCode, ErrorReport, Place};

/// File that holds the shape.
pub(super) const CONFIG: &str = "config.json";
/// File that says which of several files holds which tensor.
pub(super) const INDEX: &str = "model.safetensors.index.json";
/// File that holds the weights, or the first of them.
pub(super) const WEIGHTS: &str = "model.safetensors";

/// Why a checkpoint could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// `config.json` is no JSON, or lacks a key.
    #[error("`config.json` cannot be read: {0}")]
    Config(String),
    /// A kind of model that is not known here.
    #[error("`config.json` describes a `{found}`; {known} are read")]
    Family {
        /// By the configuration.
        found: String,
        /// What is read.
        known: &'static str,
    },
    /// A setting that would need a computation that is not made here.
    #[error("`config.json` sets `{key}` to {value}; {known} is read")]
    Setting {
        /// The key.
        key: &'static str,
        /// Its value.
        value: String,
        /// What is read instead.
        known: &'static str,
    },
    /// A shape that is out of range or contradicts itself.
    #[error("`config.json` has a shape that is not read: {0}")]
    Range(String),
    /// A file that the model consists of is not there.
    #[error("the file `{0}` is missing")]
    MissingFile(String),
    /// The list of files and their tensors cannot be followed.
    #[error("`model.safetensors.index.json` cannot be used: {0}")]
    Index(String),
    /// The bytes are no safetensors file, or one with a fault.
    #[error("`{file}` is not a readable safetensors file: {why}")]
    Safetensors {
        /// Name of the file, by its place among those given.
        file: String,
        /// What the reader said.
        why: String,
    },
    /// A tensor that was there when its file was opened cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A tensor that the shape asks for is in none of the files.
    #[error("the tensor `{0}` is missing")]
    Missing(String),
    /// A tensor that the shape has no place for: leaving it out would be another model.
    #[error("the tensor `{0}` has no place in the model that `config.json` describes")]
    Unused(String),
    /// A tensor has another shape than `config.json` says.
    #[error("the tensor `{name}` has the shape {found:?}, and the model's is {expected:?}")]
    Shape {
        /// The tensor.
        name: String,
        /// In the file.
        found: Vec<usize>,
        /// By the configuration.
        expected: Vec<usize>,
    },
    /// A tensor of a type that is not read.
    #[error("the tensor `{name}` is {dtype}; F32, F16 and BF16 are read")]
    Dtype {
        /// The tensor.
        name: String,
        /// Its type.
        dtype: String,
    },
    /// No family of Hugging Face's has this shape.
    #[error("the model cannot be written for other programs: {0}")]
    Unwritable(&'static str),
}

impl CheckpointError {
    /// What to do, in English.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Config(_) => "Take the config.json that lies beside the weights, whole.",
            Self::Family { .. } | Self::Setting { .. } => "Choose a model of a family that is read.",
            Self::Range(_) => "Choose a smaller model, or take the config.json that lies beside the weights.",
            Self::Safetensors { .. } | Self::Index(_) => "Download it again, whole.",
            Self::MissingFile(_) => "Put all files of the model into one folder: config.json and the weights.",
            Self::Read(_) => "Leave the model's files as they are while they are used, and open it again.",
            Self::Missing(_) | Self::Unused(_) | Self::Shape { .. } => {
                "Take config.json and all weights from one model."
            }
            Self::Dtype { .. } => "Choose a checkpoint that is not quantized, or convert it.",
            Self::Unwritable(_) => {
                "Choose the shape of a model that other programs know, such as GPT-2, Llama, Qwen2 or BERT."
            }
        }
    }

    fn file(&self) -> Option<String> {
        match self {
            Self::Config(_) | Self::Family { .. } | Self::Setting { .. } | Self::Range(_) => Some(CONFIG.into()),
            Self::Safetensors { file, .. } | Self::MissingFile(file) => Some(file.clone()),
            Self::Index(_) => Some(INDEX.into()),
            Self::Missing(_) | Self::Unused(_) | Self::Shape { .. } | Self::Dtype { .. } | Self::Read(_) => {
                Some(WEIGHTS.into())
            }
            Self::Unwritable(_) => None,
        }
    }
}

impl From<CheckpointError> for ErrorReport {
    fn from(error: CheckpointError) -> Self {
        let report = Self::new(ErrorCode::Student, format!("The model cannot be used: {error}."), error.hint());
        match error.file() {
            Some(file) => report.at(Place { file, ..Place::default() }),
            None => report,
        }
    }
}
