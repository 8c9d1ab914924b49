/// Which kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataErrorKind { Encoding, EmptyFile, MalformedRow, TooManyColumns, CellTooLarge, MissingColumn, SoftLabel, TooFewClasses, TooFewRows, Tokenizer }
/// A fault.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct DataError { pub kind: DataErrorKind, pub message: String, pub hint: String, pub file: String, pub line: Option<usize>, pub column: Option<usize> }
impl DataError { pub(crate) fn new(kind: DataErrorKind, file: &str, message: impl Into<String>) -> Self { Self { kind, message: message.into(), hint: String::new(), file: file.into(), line: None, column: None } } }
