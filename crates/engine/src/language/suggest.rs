//! A recipe for a given teacher.

use super::pretrained::tokenizer_of;
use super::source::LoadedCorpus;
use crate::{EngineError, PretrainedModel};
use stillroom_models::Decoder;
use stillroom_spec::{
    CacheRecipe, Course, DecoderRecipe, LanguageRecipe, LanguageTeacher, LanguageTerm, ModelSource, Objective,
    TokenizerRecipe,
};

/// The student has so many times fewer parameters.
const SMALLER: usize = 10;
/// And so many times fewer layers.
const SHALLOWER: usize = 3;
/// Tokens of a block at most.
const BLOCK: usize = 128;
/// Ids of the teacher's that are kept for each token.
const KEPT: usize = 64;
/// Widest head.
const HEAD: usize = 64;
/// Learning rate at width 1: with Adam it goes with the width's inverse (Yang et al. 2022, table 3).
const RATE: f64 = 0.5;
/// Highest learning rate, of narrow students.
const HIGHEST_RATE: f64 = 5e-3;

/// `base`, its text, evaluation and the rest, for a student of the family of `model`, with about a tenth of its parameters
/// and its tokenizer cut down to what the training text needs; half of the loss is the teacher's, whose outputs are kept.
///
/// # Errors
/// [`EngineError::Recipe`] if the model is no decoder, [`EngineError::Data`] if its tokenizer cannot be cut down.
pub fn recipe_for_teacher(
    base: LanguageRecipe,
    source: ModelSource,
    model: &PretrainedModel,
    corpus: &LoadedCorpus,
) -> Result<LanguageRecipe, EngineError> {
    let shape = model.decoder_shape()?;
    let (tokenizer, _) = tokenizer_of(model, true, corpus)?;
    let mut recipe = LanguageRecipe { block_tokens: BLOCK.min(shape.context), ..base };
    recipe.tokenizer = TokenizerRecipe::Teacher { trim: true };
    recipe.teachers = vec![LanguageTeacher::Pretrained { model: source, tune: None, weight: 1.0 }];
    let most = model.card().parameters / SMALLER;
    let student = &mut recipe.student;
    student.model = smaller(shape, tokenizer.vocabulary(), most, recipe.block_tokens);
    student.train.learning_rate = (RATE / student.model.width as f64).min(HIGHEST_RATE);
    student.objectives = vec![half(Objective::ForwardKl { temperature: 1.0 }), half(Objective::Hard {})];
    student.cache = Some(CacheRecipe { top_k: Some(KEPT.min(tokenizer.vocabulary())) });
    recipe.validate()?;
    Ok(recipe)
}

fn half(objective: Objective) -> LanguageTerm {
    LanguageTerm { weight: Course::Constant { value: 0.5 }, temperature: None, objective }
}

/// The widest shape of the family with at most so many parameters; one head, if that is too many already.
fn smaller(teacher: &DecoderRecipe, vocabulary: usize, most: usize, context: usize) -> DecoderRecipe {
    let of = |heads: usize| narrower(teacher, heads, context);
    let fits = |shape: &DecoderRecipe| Decoder::size(shape, vocabulary) <= most;
    (2..=teacher.heads).map(of).take_while(fits).last().unwrap_or_else(|| of(1))
}

/// The family's shape with `heads` heads, the proportions of the teacher kept.
fn narrower(teacher: &DecoderRecipe, heads: usize, context: usize) -> DecoderRecipe {
    let head_width = teacher.head_width.min(HEAD);
    let width = (heads * head_width).max(4);
    let sharing = (heads * teacher.key_value_heads / teacher.heads).max(1);
    let key_value_heads = (1..=sharing).rev().find(|shared| heads.is_multiple_of(*shared)).unwrap_or(1);
    DecoderRecipe {
        layers: teacher.layers.div_ceil(SHALLOWER),
        width,
        heads,
        key_value_heads,
        head_width,
        feed_forward: (width * teacher.feed_forward / teacher.width.max(1)).max(4),
        context,
        tied_head: true,
        dropout: 0.0,
        ..teacher.clone()
    }
}
