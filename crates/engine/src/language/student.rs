//! A finished student as files, and back.

use super::plan::Role;
use crate::{DecoderStudent, EngineError, FilesBeside, Host, LanguageEngine};
use burn::module::Module;
use burn::tensor::Device;
use stillroom_data::LanguageTokenizer;
use stillroom_formats::{
    DecoderCheckpoint, FormatError, SpecialIds, generation_config, language_card, tokenizer_config,
};
use stillroom_generate::{GenerateOptions, Generation};
use stillroom_models::{Decoder, load_parameters, named_parameters};

const CONFIG: &str = "config.json";
const WEIGHTS: &str = "model.safetensors";
const TOKENIZER: &str = "tokenizer.json";

impl<H: Host> LanguageEngine<H> {
    /// The first pair's student with all that belongs to it; its card knows the verdict once the run is over.
    ///
    /// # Errors
    /// [`EngineError::State`] before it has begun.
    pub async fn student(&self) -> Result<DecoderStudent, EngineError> {
        let model = self.current(Role::Student(0)).ok_or(EngineError::State("there is no student yet"))?;
        let reader = self.reader_of(Role::Student(0))?;
        let checkpoint = DecoderCheckpoint {
            recipe: model.recipe().clone(),
            vocabulary: model.vocabulary(),
            end_ids: vec![reader.tokenizer.end_of_text()],
            weights: named_parameters(&model).await?,
        };
        let beside = self.beside(&reader.tokenizer, &checkpoint)?;
        Ok(DecoderStudent { name: self.recipe.name.clone(), checkpoint, beside })
    }

    fn beside(&self, tokenizer: &LanguageTokenizer, model: &DecoderCheckpoint) -> Result<FilesBeside, EngineError> {
        let (json, context) = (tokenizer.to_json(), model.recipe.context);
        let ids = special_ids(tokenizer);
        Ok(FilesBeside::default().with([
            ("tokenizer_config.json", tokenizer_config(&json, ids, context)?),
            (TOKENIZER, json),
            ("generation_config.json", generation_config(&self.recipe.evaluation.sample, ids, context)),
            ("recipe.json", self.recipe.to_json()),
            ("README.md", language_card(&self.recipe, model, self.report.as_deref())),
        ]))
    }
}

fn special_ids(tokenizer: &LanguageTokenizer) -> SpecialIds {
    SpecialIds { padding: tokenizer.padding(), unknown: tokenizer.unknown(), end: tokenizer.end_of_text() }
}

/// A student ready to write.
pub struct LanguageWriter {
    model: Decoder,
    tokenizer: LanguageTokenizer,
}

impl LanguageWriter {
    /// Builds the network and fills in the weights; `file` gives the bytes of a name.
    ///
    /// # Errors
    /// [`EngineError::Format`] and [`EngineError::Checkpoint`], naming the file that is missing or does not fit.
    pub fn from_files(mut file: impl FnMut(&str) -> Option<Vec<u8>>, device: &Device) -> Result<Self, EngineError> {
        let mut need = |name: &str| file(name).ok_or_else(|| FormatError::Missing { file: name.into() });
        let checkpoint = DecoderCheckpoint::from_hugging_face(&need(CONFIG)?, &[&need(WEIGHTS)?])?;
        let json = need(TOKENIZER)?;
        let tokenizer = LanguageTokenizer::from_json(&String::from_utf8_lossy(&json))?;
        let model = Decoder::blank(&checkpoint.recipe, checkpoint.vocabulary, device);
        let wrong = |why| FormatError::Safetensors { file: WEIGHTS.into(), why };
        let model = load_parameters(model, &checkpoint.weights).map_err(wrong)?.valid();
        Ok(Self { model, tokenizer })
    }

    /// Continues a prompt; `say` is handed each piece of text as it comes.
    ///
    /// # Errors
    /// [`EngineError::Generate`] naming the option that cannot be used.
    pub async fn write(
        &self,
        prompt: &str,
        options: &GenerateOptions,
        mut say: impl FnMut(&str),
    ) -> Result<(), EngineError> {
        let mut ids = self.tokenizer.encode(prompt);
        let context = self.model.recipe().context;
        if ids.is_empty() {
            ids.push(self.tokenizer.end_of_text());
        }
        let ids = ids.split_off(ids.len().saturating_sub((context / 2).max(1)));
        let end = self.tokenizer.end_of_text();
        let options = GenerateOptions { stop: vec![end], ..options.clone() };
        let mut generation = Generation::start(&self.model, &[ids], &options)?;
        let mut stream = self.tokenizer.stream();
        while let Some(new) = generation.step().await? {
            new.into_iter().flatten().for_each(|id| say(&stream.push(id)));
        }
        say(&stream.finish());
        Ok(())
    }
}
