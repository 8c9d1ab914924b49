//! The distillation engine: an async step machine that the host drives.
//!
//! It owns no thread, no clock, no file and no page. Each [`Engine::step`] does one bounded piece of
//! work and reports it; pausing is not calling, stopping is dropping.

mod adopted;
mod check;
mod corpus;
mod engine;
mod epochs;
mod error;
mod evaluate;
mod export;
mod fitted;
mod gradients;
mod host;
mod judge;
mod language;
mod loss;
mod optimizer;
mod outputs;
mod plan;
mod predictor;
mod pretrained;
mod rows;
mod schedule;
mod shelf;
mod source;
mod student;
mod teacher;
mod text;
mod timing;
mod trainer;

pub use check::{check_model, check_trajectory};
pub use engine::Engine;
pub use error::EngineError;
pub use export::{DecoderStudent, Exportable, FilesBeside, ReaderModel};
pub use host::Host;
pub use language::{LanguageEngine, LanguageWriter, LoadedCorpus, load_corpus, time_language_steps, warm_up_language};
pub use outputs::{Logits, ModelOutputs, OutputModel, TokenRows};
pub use pretrained::{Models, PretrainedModel};
pub use rows::{LabelledText, read_rows};
pub use shelf::{Room, Shelf, ShelfFault};
pub use source::{HEAD_BYTES, LoadedData, load, look};
pub use stillroom_formats::StudentPackage;
pub use stillroom_generate::GenerateOptions;
pub use stillroom_objectives::golden;
pub use student::Student;
pub use timing::{time_student_steps, warm_up};
