use burn::tensor::{DataError, ExecutionError};

/// Why an objective cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ObjectiveError {
    /// A soft objective without soft targets.
    #[error("the objective `{0}` needs a teacher, and there is none")]
    MissingTeacher(&'static str),
    /// A weighted sum of nothing.
    #[error("there is no objective to add up")]
    NoTerms,
    /// An objective that looks at more than one row's logits.
    #[error("the objective `{0}` is for language models: it looks at more than the logits of one text")]
    NotByLogits(&'static str),
    /// Attention of models with different numbers of heads.
    #[error(
        "the teacher has {teacher} attention heads and the student {student}; `attention` compares them one to one"
    )]
    Heads {
        /// Heads of the teacher's layer.
        teacher: usize,
        /// Heads of the student's layer.
        student: usize,
    },
    /// A width that the relation heads do not divide.
    #[error("{heads} relation heads do not divide a width of {width}")]
    RelationHeads {
        /// Relation heads asked for.
        heads: usize,
        /// Width of the queries, keys or values.
        width: usize,
    },
    /// A device that could not be read.
    #[error("the device could not be read: {0}")]
    Device(String),
}

impl From<ExecutionError> for ObjectiveError {
    fn from(error: ExecutionError) -> Self {
        Self::Device(error.to_string())
    }
}

impl From<DataError> for ObjectiveError {
    fn from(error: DataError) -> Self {
        Self::Device(error.to_string())
    }
}
