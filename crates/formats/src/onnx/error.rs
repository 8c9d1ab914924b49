use stillroom_spec::{ErrorCode, ErrorReport};

/// Why a model could not be written as ONNX.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OnnxError {
    /// A shape that is out of range or contradicts itself.
    #[error("the model has a shape that cannot be computed: {0}")]
    Range(String),
    /// A tensor that the shape asks for is not there.
    #[error("the tensor `{0}` is missing")]
    Missing(String),
    /// A tensor that the shape has no place for: leaving it out would be another model.
    #[error("the tensor `{0}` has no place in the model, or is there twice")]
    Unused(String),
    /// A tensor has another shape than the model, or other values than its shape says.
    #[error("the tensor `{name}` has {values} values and the shape {found:?}; the model's is {expected:?}")]
    Shape {
        /// The tensor.
        name: String,
        /// Number of its values.
        values: usize,
        /// Its shape.
        found: Vec<usize>,
        /// By the model.
        expected: Vec<usize>,
    },
    /// A weight that is not a number, or infinite: no scale fits it.
    #[error("the tensor `{0}` holds a value that is not finite")]
    NotFinite(String),
    /// Larger than a protobuf message can be, in bytes.
    #[error("the file would have {0} bytes, and an ONNX file in one piece has less than 2 GiB")]
    TooLarge(u64),
}

impl OnnxError {
    /// What to do, in English.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Range(_) | Self::Missing(_) | Self::Unused(_) | Self::Shape { .. } => {
                "Take the model's description and all weights from one model."
            }
            Self::NotFinite(_) => "The training diverged; train again with a smaller learning rate.",
            Self::TooLarge(_) => "Write it with int8 weights, or as safetensors.",
        }
    }
}

impl From<OnnxError> for ErrorReport {
    fn from(error: OnnxError) -> Self {
        Self::new(ErrorCode::Student, format!("The model cannot be written as ONNX: {error}."), error.hint())
    }
}
