//! Steps outside any run: how long a student's take, and kernels compiled before they are needed.

use super::batch::TokenBatch;
use super::loss::learn;
use super::pupil::Pupil;
use super::teachers::Panel;
use super::terms::{at_step, hard_alone};
use crate::optimizer::{Optimizer, Update};
use crate::{EngineError, Host, Models};
use burn::tensor::Device;
use stillroom_data::BlockBatch;
use stillroom_spec::{DecoderRecipe, LanguageRecipe, LanguageTeacher, TokenizerRecipe, TrainRecipe};

/// `[PAD]`, `[UNK]` and the end of a text.
const SPECIAL: usize = 3;
/// Ids that are supposed to be left of a tokenizer that is cut down: how many is known once the text is read.
const TRIMMED: usize = 8192;

/// Milliseconds of each of `count` training steps of the recipe's own student, after one that warms up.
///
/// They are taken on ids that mean nothing: how long a step takes does not depend on what it reads, but on how many ids
/// there are: those of the teacher among `models`, or 8192, where a tokenizer is cut down.
///
/// # Errors
/// As a run's own steps.
pub async fn time_language_steps(
    recipe: &LanguageRecipe,
    models: &Models,
    device: &Device,
    host: &impl Host,
    count: usize,
) -> Result<Vec<f64>, EngineError> {
    let (model, train) = (&recipe.student.model, &recipe.student.train);
    Ok(steps((recipe, models), (model, train), device, host, 1 + count).await?.split_off(1))
}

/// Takes one step of every network that a run of `recipe` will make and train, so that a GPU's kernels are compiled before
/// the run begins. Leaves no trace but that. Pretrained teachers are too large to be made twice: theirs are compiled when
/// they are first asked.
///
/// # Errors
/// As a run's own steps.
pub async fn warm_up_language(
    recipe: &LanguageRecipe,
    models: &Models,
    device: &Device,
    host: &impl Host,
) -> Result<(), EngineError> {
    for teacher in &recipe.teachers {
        if let LanguageTeacher::Train { model, train, .. } = teacher {
            steps((recipe, models), (model, train), device, host, 1).await?;
        }
    }
    time_language_steps(recipe, models, device, host, 0).await.map(drop)
}

/// Milliseconds of some steps of a network.
async fn steps(
    (recipe, models): (&LanguageRecipe, &Models),
    (model, train): (&DecoderRecipe, &TrainRecipe),
    device: &Device,
    host: &impl Host,
    count: usize,
) -> Result<Vec<f64>, EngineError> {
    recipe.validate()?;
    let vocabulary = vocabulary(recipe, models);
    let mut pupil = Pupil::init(model, vocabulary, (0, 0), 0, &device.clone().autodiff());
    let mut optimizer = Optimizer::new(&pupil, train, &[]);
    let block = block(train.batch_size, recipe.block_tokens, vocabulary);
    let terms = at_step(&hard_alone(), 0, 1);
    let mut milliseconds = Vec::with_capacity(count);
    for _ in 0..count {
        let start = host.now_ms();
        let learned = learn(&pupil, &TokenBatch::new(&block, device), &Panel::default(), &terms).await?;
        let mut update = Update::default();
        update.take(&pupil, learned.gradients, learned.parts);
        let measured = update.measure(&pupil, &[1.0]).await?;
        optimizer.apply(&mut pupil, update, measured.grad_norm, 0.0);
        milliseconds.push(host.now_ms() - start);
    }
    Ok(milliseconds)
}

fn vocabulary(recipe: &LanguageRecipe, models: &Models) -> usize {
    match recipe.tokenizer {
        TokenizerRecipe::Bytes {} => SPECIAL + 256,
        TokenizerRecipe::Characters { vocabulary }
        | TokenizerRecipe::Bpe { vocabulary }
        | TokenizerRecipe::WordPiece { vocabulary } => vocabulary,
        TokenizerRecipe::Teacher { trim } => {
            let model = recipe.pretrained().next().and_then(|source| models.get(source).ok());
            let whole = model.map_or(TRIMMED, |model| model.card().vocabulary);
            if trim { whole.min(TRIMMED) } else { whole }
        }
    }
}

/// A full batch of ids in turn.
fn block(rows: usize, length: usize, vocabulary: usize) -> BlockBatch {
    let tokens = rows * length;
    let id = |at: usize| (SPECIAL.min(vocabulary - 1) + at % (vocabulary - SPECIAL).max(1)) as i32;
    BlockBatch {
        ids: (0..tokens).map(id).collect(),
        targets: (1..=tokens).map(id).collect(),
        mask: vec![1.0; tokens],
        segments: vec![1; tokens],
        positions: (0..tokens).map(|at| (at % length) as i32).collect(),
        rows,
        length,
        learnt: tokens,
    }
}
