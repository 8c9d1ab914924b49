//! Teachers that were trained elsewhere: their tokenizers, and how they come into a run.

use super::plan::Role;
use super::reader::{Reader, trained};
use super::source::LoadedCorpus;
use crate::{EngineError, Host, LanguageEngine, Models, PretrainedModel};
use burn::tensor::Device;
use stillroom_data::{LanguageTokenizer, trim_tokenizer};
use stillroom_models::{Decoder, count_parameters};
use stillroom_spec::{
    ErrorCode, ErrorReport, LanguageRecipe, LanguageTeacher, Phase, Report, TokenizerRecipe, TrainingSummary,
};

/// What a model that is taken as it is took to train here.
const UNTRAINED: TrainingSummary = TrainingSummary { seconds: 0.0, steps: 0, best_epoch: 0, stopped_early: false };

/// Checks that the teachers that a recipe names are at hand and fit it.
pub(crate) fn check_models(recipe: &LanguageRecipe, models: &Models) -> Result<(), EngineError> {
    for (number, teacher) in recipe.teachers.iter().enumerate() {
        if let Some(source) = teacher.pretrained() {
            recipe.validate_beside(number, models.get(source)?.decoder_shape()?)?;
        }
    }
    Ok(())
}

/// A teacher's tokenizer, cut down to what the training text needs if asked, with the ids that are left of it.
pub(crate) fn tokenizer_of(
    model: &PretrainedModel,
    trim: bool,
    corpus: &LoadedCorpus,
) -> Result<(LanguageTokenizer, Option<Vec<u32>>), EngineError> {
    let whole = model.language_tokenizer()?;
    if !trim {
        return Ok((whole, None));
    }
    let end = whole.end_of_text();
    let documents = whole.encode_spans(&corpus.corpus, &corpus.split.train);
    let used = documents.into_iter().flat_map(|document| document.ids).chain([end]);
    let trimmed = trim_tokenizer(&whole.to_json(), used)?;
    let end = trimmed.kept.iter().position(|&id| id == end).unwrap_or_default();
    Ok((LanguageTokenizer::of_others(&trimmed.json, end as u32)?, Some(trimmed.kept)))
}

impl<H: Host> LanguageEngine<H> {
    pub(crate) fn read(&mut self) -> Result<Report, EngineError> {
        let (length, seed) = (self.recipe.block_tokens, u64::from(self.recipe.seed));
        let own = match self.recipe.tokenizer {
            TokenizerRecipe::Teacher { trim } => self.taken_tokenizer(trim)?,
            ref recipe => trained(recipe, &self.corpus)?,
        };
        let foreign = self.foreign_tokenizer()?;
        self.reader = Some(Reader::new(own, &self.corpus, length, seed));
        self.foreign = foreign.map(|tokenizer| Reader::new(tokenizer, &self.corpus, length, seed));
        Ok(self.progress(Phase::Prepare))
    }

    /// The first teacher's tokenizer for all.
    fn taken_tokenizer(&mut self, trim: bool) -> Result<LanguageTokenizer, EngineError> {
        let mut sources = self.recipe.pretrained();
        let first = sources.next().ok_or(EngineError::State("no teacher brings a tokenizer"))?;
        let first = self.models.get(first)?;
        for source in sources {
            let other = self.models.get(source)?;
            if !other.language_tokenizer()?.has_ids_of(&first.language_tokenizer()?) {
                return Err(apart(&first.card().name, &other.card().name));
            }
        }
        let (tokenizer, kept) = tokenizer_of(first, trim, &self.corpus)?;
        self.kept = kept;
        Ok(tokenizer)
    }

    /// The tokenizer of a teacher that reads other ids than the student.
    fn foreign_tokenizer(&self) -> Result<Option<LanguageTokenizer>, EngineError> {
        let teacher = &self.recipe.teachers[0];
        match teacher {
            _ if !self.recipe.is_foreign(teacher) => Ok(None),
            LanguageTeacher::Train { tokenizer, .. } => {
                tokenizer.as_ref().map(|own| trained(own, &self.corpus)).transpose()
            }
            LanguageTeacher::Pretrained { model, .. } => Ok(Some(self.models.get(model)?.language_tokenizer()?)),
        }
    }

    /// Takes a teacher as it is.
    pub(crate) fn load(&mut self, number: usize) -> Result<Report, EngineError> {
        let role = Role::Teacher(number);
        let model = self.pretrained_teacher(number, &self.device)?;
        let parameters = count_parameters(&model);
        self.peak_memory = self.host.memory_bytes();
        self.forget_models(number);
        self.seat(role, model, UNTRAINED);
        self.due = Some(role).filter(|_| number == 0);
        let pairs = self.recipe.teachers.len();
        Ok(Report::Phase { phase: Phase::Teacher, pair: number, pairs, steps: 0, parameters })
    }

    /// A pretrained teacher's network over the ids that its tokenizer has.
    pub(crate) fn pretrained_teacher(&self, number: usize, device: &Device) -> Result<Decoder, EngineError> {
        let missing = EngineError::State("the teacher is trained here");
        let model = self.models.get(self.recipe.teachers[number].pretrained().ok_or(missing)?)?;
        if let Some(ids) = &self.kept {
            return model.decoder_with_ids(ids, device);
        }
        let count = self.reader_of(Role::Teacher(number))?.vocabulary() as u32;
        model.decoder_with_ids(&(0..count).collect::<Vec<_>>(), device)
    }

    /// Lets the models' files go once no teacher is left to come from them: they are as large as the networks.
    pub(crate) fn forget_models(&mut self, number: usize) {
        if self.recipe.teachers[number + 1..].iter().all(|teacher| teacher.pretrained().is_none()) {
            self.models = Models::default();
        }
    }
}

fn apart(first: &str, other: &str) -> EngineError {
    let what = format!("`{first}` and `{other}` have different tokenizers, and their probabilities are averaged.");
    ErrorReport::new(ErrorCode::Recipe, what, "Keep one of them, or choose teachers of one family.").into()
}
