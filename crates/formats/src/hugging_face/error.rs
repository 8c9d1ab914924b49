use stillroom_spec::{ErrorCode, ErrorReport, Place};

/// File that holds the shape.
const CONFIG: &str = "config.json";
/// File that holds the weights, or the first of them.
const WEIGHTS: &str = "model.safetensors";

/// Why a checkpoint could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// `config.json` is no JSON, or lacks a key.
    #[error("`config.json` cannot be read: {0}")]
    Config(String),
    /// A kind of model that is not known here.
    #[error("`config.json` describes a `{0}`; gpt2, llama, mistral and qwen2 are read")]
    Family(String),
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
    /// The bytes are no safetensors file, or one with a fault.
    #[error("`{file}` is not a readable safetensors file: {why}")]
    Safetensors {
        /// Name of the file, by its place among those given.
        file: String,
        /// What the reader said.
        why: String,
    },
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
            Self::Family(_) | Self::Setting { .. } => "Choose a model of a family that is read.",
            Self::Range(_) => "Choose a smaller model, or take the config.json that lies beside the weights.",
            Self::Safetensors { .. } => "Download it again, whole.",
            Self::Missing(_) | Self::Unused(_) | Self::Shape { .. } => {
                "Take config.json and all weights from one model."
            }
            Self::Dtype { .. } => "Choose a checkpoint that is not quantized, or convert it.",
            Self::Unwritable(_) => "Train a decoder of the shape of GPT-2, Llama or Qwen2 to use it elsewhere.",
        }
    }

    fn file(&self) -> Option<String> {
        match self {
            Self::Config(_) | Self::Family(_) | Self::Setting { .. } | Self::Range(_) => Some(CONFIG.into()),
            Self::Safetensors { file, .. } => Some(file.clone()),
            Self::Missing(_) | Self::Unused(_) | Self::Shape { .. } | Self::Dtype { .. } => Some(WEIGHTS.into()),
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
