use crate::stored::ReadError;
use stillroom_spec::{ErrorCode, ErrorReport, Place};

/// Longest part of a name from a file that is shown, in characters.
const SHOWN: usize = 100;

/// Why a GGUF file could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GgufError {
    /// The first four bytes are others.
    #[error("it does not begin as a GGUF file does")]
    Magic,
    /// A version of the container that is not known here.
    #[error("its version is {0}; 2 and 3 are read")]
    Version(u32),
    /// Written for machines that count from the other end.
    #[error("its numbers are big-endian")]
    BigEndian,
    /// The file is shorter than it says.
    #[error("it ends within {0}")]
    Truncated(&'static str),
    /// What comes before the tensors is larger than any known.
    #[error("its metadata and list of tensors have more than {0} bytes")]
    Header(u64),
    /// Its first bytes cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// A tensor that was there when the file was opened cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A name or text that is no UTF-8.
    #[error("a text in {0} is no UTF-8")]
    Text(&'static str),
    /// A value of the metadata that is of no known type, or not of the values of its type.
    #[error("the metadata hold a value that cannot be read: {0}")]
    Value(String),
    /// Two values or tensors of one name.
    #[error("`{0}` is there twice")]
    Duplicate(String),
    /// An alignment that is no power of two.
    #[error("its alignment is {0}, which is no power of two")]
    Alignment(u64),
    /// Dimensions that no tensor has, or that are not whole blocks.
    #[error("the tensor `{name}` has impossible dimensions: {why}")]
    Dimensions {
        /// The tensor.
        name: String,
        /// What is wrong.
        why: String,
    },
    /// A tensor that does not lie where one may.
    #[error("the tensor `{name}` lies where it cannot: {why}")]
    Place {
        /// The tensor.
        name: String,
        /// What is wrong.
        why: String,
    },
    /// A tensor of a type that is not read.
    #[error("the tensor `{name}` is {kind}; {known} are read")]
    Kind {
        /// The tensor.
        name: String,
        /// Its type.
        kind: String,
        /// What is read.
        known: String,
    },
    /// A kind of model that is not known here.
    #[error("it holds a `{0}`; llama and qwen2 are read")]
    Architecture(String),
    /// A value of the metadata that is needed, and is missing or of another type.
    #[error("`{key}` {why}")]
    Key {
        /// The key.
        key: String,
        /// What is wrong.
        why: &'static str,
    },
    /// A setting that would need a computation that is not made here.
    #[error("`{key}` is {value}; {known} is read")]
    Setting {
        /// The key.
        key: String,
        /// Its value.
        value: String,
        /// What is read instead.
        known: &'static str,
    },
    /// A shape that is out of range or contradicts itself.
    #[error("its model has a shape that is not read: {0}")]
    Range(String),
    /// A tensor that the shape asks for is not there.
    #[error("the tensor `{0}` is missing")]
    Missing(String),
    /// A tensor that the shape has no place for: leaving it out would be another model.
    #[error("the tensor `{0}` has no place in the model")]
    Unused(String),
    /// A tensor has another shape than the model's.
    #[error("the tensor `{name}` has the shape {found:?}, and the model's is {expected:?}")]
    Shape {
        /// The tensor.
        name: String,
        /// What it has, rows first.
        found: Vec<usize>,
        /// What the model has.
        expected: Vec<usize>,
    },
    /// A tokenizer that cannot be read or written.
    #[error("its tokenizer cannot be used: {0}")]
    Tokenizer(String),
    /// No architecture that is written has this shape.
    #[error("GGUF has no place for {0}")]
    Unwritable(&'static str),
    /// A weight is infinite, no number, or beyond the range of half precision.
    #[error("the tensor `{0}` has values that the chosen precision cannot hold")]
    Overflow(String),
}

/// A name from a file, cut to what can be shown.
pub(super) fn shown(name: &str) -> String {
    name.chars().take(SHOWN).collect()
}

impl GgufError {
    /// What to do, in English.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Magic | Self::Version(_) | Self::BigEndian => "Take a GGUF file of version 2 or 3.",
            Self::Kind { .. } => "Choose a file in one of these types, such as Q8_0 or Q4_K_M.",
            Self::Architecture(_) | Self::Setting { .. } | Self::Range(_) | Self::Unused(_) => {
                "Choose a model of the Llama or Qwen2 family."
            }
            Self::Tokenizer(_) => "Choose a model whose tokenizer is of byte pairs.",
            Self::Unwritable(_) => "Train a decoder of the shape of Llama or Qwen2, on byte pairs or bytes.",
            Self::Read(_) | Self::Unreadable(_) => "Leave the file as it is while it is used, and open it again.",
            Self::Overflow(_) => "Write it in F32, or look why the training diverged.",
            _ => "Download it again, whole.",
        }
    }
}

impl From<GgufError> for ErrorReport {
    fn from(error: GgufError) -> Self {
        let report = Self::new(ErrorCode::Student, format!("The GGUF file cannot be used: {error}."), error.hint());
        report.at(Place { file: "model.gguf".into(), ..Place::default() })
    }
}
