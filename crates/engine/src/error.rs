use stillroom_data::{DataError, DataErrorKind};
use stillroom_formats::{CheckpointError, FormatError, GgufError, OnnxError, ReadError};
use stillroom_generate::GenerateError;
use stillroom_objectives::ObjectiveError;
use stillroom_spec::{ErrorCode, ErrorReport, Phase, Place};

/// Why a run cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The data cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The recipe cannot be run on this data.
    #[error(transparent)]
    Recipe(#[from] ErrorReport),
    /// A loss or a gradient that is not a number any more.
    #[error("the {what} of the {} became {value} at step {step}", format!("{phase:?}").to_lowercase())]
    Diverged {
        /// Phase of the step.
        phase: Phase,
        /// Step within the phase, from 1.
        step: usize,
        /// What was computed.
        what: &'static str,
        /// What came out.
        value: f64,
    },
    /// The device could not give back a tensor.
    #[error("the device could not be read: {0}")]
    Device(#[from] burn::tensor::TensorReadError),
    /// A term of the loss lacks its input.
    #[error(transparent)]
    Objective(#[from] ObjectiveError),
    /// Nothing could be generated.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// A student's package cannot be read or written.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// A decoder's files cannot be read or written.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A tensor of a model's files could be read no more.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A model has no form as ONNX.
    #[error(transparent)]
    Onnx(#[from] OnnxError),
    /// A model has no form as GGUF, or a GGUF file cannot be read.
    #[error(transparent)]
    Gguf(#[from] GgufError),
    /// Asked for something that is not there yet.
    #[error("{0}")]
    State(&'static str),
}

impl From<EngineError> for ErrorReport {
    fn from(error: EngineError) -> Self {
        let text = error.to_string();
        match error {
            EngineError::Data(e) => data_report(&e),
            EngineError::Recipe(e) => e,
            EngineError::Format(e) => e.into(),
            EngineError::Checkpoint(e) => e.into(),
            EngineError::Onnx(e) => e.into(),
            EngineError::Gguf(e) => e.into(),
            EngineError::Diverged { .. } => Self::new(
                ErrorCode::Diverged,
                sentence(&text),
                "Lower the learning rate or the clip norm and start again.",
            ),
            EngineError::Device(_) => {
                Self::new(ErrorCode::Gpu, sentence(&text), "Start again on the CPU lane, or reload the page.")
            }
            EngineError::Objective(_) => {
                Self::new(ErrorCode::Recipe, sentence(&text), "Add a teacher, or keep only the `hard` objective.")
            }
            EngineError::Generate(_) => {
                Self::new(ErrorCode::Recipe, sentence(&text), "Change the sample's or the writer's settings.")
            }
            EngineError::Read(_) => Self::new(
                ErrorCode::Unreadable,
                sentence(&text),
                "Leave the model's files as they are while they are used, and open the model again.",
            ),
            EngineError::State(_) => Self::new(ErrorCode::State, sentence(&text), "Start a run first."),
        }
    }
}

fn data_report(error: &DataError) -> ErrorReport {
    let code = match error.kind {
        DataErrorKind::Unreadable => ErrorCode::Unreadable,
        DataErrorKind::Encoding => ErrorCode::Encoding,
        DataErrorKind::EmptyFile => ErrorCode::EmptyFile,
        DataErrorKind::MalformedRow => ErrorCode::MalformedRow,
        DataErrorKind::TooManyColumns => ErrorCode::TooManyColumns,
        DataErrorKind::CellTooLarge => ErrorCode::CellTooLarge,
        DataErrorKind::MissingColumn => ErrorCode::MissingColumn,
        DataErrorKind::SoftLabel => ErrorCode::SoftLabel,
        DataErrorKind::TooFewClasses => ErrorCode::TooFewClasses,
        DataErrorKind::TooFewRows => ErrorCode::TooFewRows,
        DataErrorKind::Tokenizer => ErrorCode::Internal,
    };
    let place = Place { file: error.file.clone(), line: error.line, column: error.column };
    ErrorReport::new(code, error.message.clone(), error.hint.clone()).at(place)
}

/// Capital first, full stop last.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
