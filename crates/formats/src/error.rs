use stillroom_spec::{ErrorCode, ErrorReport, Place};

/// Why bytes could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// The bytes are no safetensors file, or one with a fault.
    #[error("`{file}` is not a readable safetensors file: {why}")]
    Safetensors {
        /// File within the package.
        file: String,
        /// What the reader said.
        why: String,
    },
    /// A tensor of a type that is not read.
    #[error("tensor `{name}` is {dtype}; f32 is read")]
    Dtype {
        /// The tensor.
        name: String,
        /// Its type.
        dtype: String,
    },
    /// A file that the package needs is missing.
    #[error("the package has no `{file}`")]
    Missing {
        /// The file.
        file: String,
    },
    /// A JSON file of the package cannot be read.
    #[error("`{file}` cannot be read: {why}")]
    Json {
        /// The file.
        file: String,
        /// What the parser said, with line and column.
        why: String,
    },
    /// The zip archive itself is damaged.
    #[error("this is not a readable zip archive: {0}")]
    Zip(String),
    /// Written by a later version.
    #[error("the package has version {found}; this build reads version {known}")]
    Version {
        /// In the package.
        found: u32,
        /// Known here.
        known: u32,
    },
}

impl From<FormatError> for ErrorReport {
    fn from(error: FormatError) -> Self {
        let file = match &error {
            FormatError::Safetensors { file, .. } | FormatError::Missing { file } | FormatError::Json { file, .. } => {
                Some(file.clone())
            }
            _ => None,
        };
        let report = Self::new(
            ErrorCode::Student,
            format!("The student cannot be read: {error}."),
            "Download or export it again, whole.",
        );
        match file {
            Some(file) => report.at(Place { file, ..Place::default() }),
            None => report,
        }
    }
}
