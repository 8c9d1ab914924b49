//! Distilling language models: the same step machine on tokens in the place of rows.

mod author;
mod batch;
mod cache;
mod cast;
mod engine;
mod equal_time;
mod evaluate;
mod features;
mod foreign;
mod inspect;
mod judge;
mod loss;
mod plan;
mod pretrained;
mod pupil;
mod reader;
mod record;
mod rehearsal;
mod source;
mod speed;
mod student;
mod suggest;
mod teachers;
mod terms;
mod trainer;

pub(crate) use batch::TokenBatch;
pub use engine::LanguageEngine;
pub(crate) use loss::learn;
pub(crate) use pupil::Pupil;
pub use rehearsal::{time_language_steps, warm_up_language};
pub use source::{LoadedCorpus, load_corpus};
pub use student::LanguageWriter;
pub use suggest::recipe_for_teacher;
pub(crate) use teachers::Panel;
