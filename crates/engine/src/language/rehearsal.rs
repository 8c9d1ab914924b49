//! Steps outside any run: how long a student's take, and kernels compiled before they are needed.

use super::batch::TokenBatch;
use super::loss::learn;
use super::pupil::Pupil;
use super::teachers::Panel;
use super::terms::{at_step, hard_alone};
use crate::optimizer::{Optimizer, Update};
use crate::{EngineError, Host};
use burn::tensor::Device;
use stillroom_data::BlockBatch;
use stillroom_spec::{DecoderRecipe, LanguageRecipe, TokenizerRecipe, TrainRecipe};

/// `[PAD]`, `[UNK]` and the end of a text.
const SPECIAL: usize = 3;

/// Milliseconds of each of `count` training steps of the recipe's own student, after one that warms up.
///
/// They are taken on ids that mean nothing: how long a step takes does not depend on what it reads.
///
/// # Errors
/// As a run's own steps.
pub async fn time_language_steps(
    recipe: &LanguageRecipe,
    device: &Device,
    host: &impl Host,
    count: usize,
) -> Result<Vec<f64>, EngineError> {
    let (model, train) = (&recipe.student.model, &recipe.student.train);
    Ok(steps(recipe, (model, train), device, host, 1 + count).await?.split_off(1))
}

/// Takes one step of every network that a run of `recipe` will train, so that a GPU's kernels are compiled before the
/// run begins. Leaves no trace but that.
///
/// # Errors
/// As a run's own steps.
pub async fn warm_up_language(recipe: &LanguageRecipe, device: &Device, host: &impl Host) -> Result<(), EngineError> {
    for teacher in &recipe.teachers {
        steps(recipe, (&teacher.model, &teacher.train), device, host, 1).await?;
    }
    time_language_steps(recipe, device, host, 0).await.map(drop)
}

/// Milliseconds of some steps of a network.
async fn steps(
    recipe: &LanguageRecipe,
    (model, train): (&DecoderRecipe, &TrainRecipe),
    device: &Device,
    host: &impl Host,
    count: usize,
) -> Result<Vec<f64>, EngineError> {
    recipe.validate()?;
    let vocabulary = vocabulary(&recipe.tokenizer);
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

fn vocabulary(tokenizer: &TokenizerRecipe) -> usize {
    match *tokenizer {
        TokenizerRecipe::Bytes {} => SPECIAL + 256,
        TokenizerRecipe::Characters { vocabulary }
        | TokenizerRecipe::Bpe { vocabulary }
        | TokenizerRecipe::WordPiece { vocabulary } => vocabulary,
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
