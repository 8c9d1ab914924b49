//! A batch of prompts and what follows.

use crate::{GenerateError, GenerateOptions, sample};
use burn::module::Module;
use burn::tensor::{Device, Int, Tensor, TensorData};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;
use stillroom_models::{Decoder, DecoderCache, read_values};

/// Purpose of the generators that draw tokens is this and the row, far from the constants of other purposes.
const GENERATION: u64 = 1 << 48;

/// What was added to a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Continuation {
    /// The tokens, with the one that ended it.
    pub tokens: Vec<u32>,
    /// Why there are no more.
    pub ended: Ended,
}

/// Why a continuation has no more tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It was not asked for more, or the caller did not wait for more.
    Length,
    /// Its last token is one to stop at.
    Stop,
    /// The longest prompt of the batch has filled the model's context.
    Context,
}

/// Continuations under way, a token at a time: the caller breathes between two steps, shows what there is, or stops.
///
/// Prompts are padded on the left, so that all rows go on at the same place.
#[derive(Debug)]
pub struct Generation {
    model: Decoder,
    options: GenerateOptions,
    cache: DecoderCache,
    rows: Vec<Row>,
    /// What the model reads next `[rows, count]`.
    next: Tensor<2, Int>,
}

#[derive(Debug)]
struct Row {
    random: Pcg64Mcg,
    tokens: Vec<u32>,
    ended: Option<Ended>,
}

/// All continuations at once.
///
/// # Errors
/// See [`Generation::start`] and [`Generation::step`].
pub async fn generate(
    model: &Decoder,
    prompts: &[Vec<u32>],
    options: &GenerateOptions,
) -> Result<Vec<Continuation>, GenerateError> {
    let mut generation = Generation::start(model, prompts, options)?;
    while generation.step().await?.is_some() {}
    Ok(generation.finish())
}

impl Generation {
    /// Lays out prompts; nothing is computed yet. A model in training is used without dropout and without autodiff.
    ///
    /// # Errors
    /// [`GenerateError`] naming the option or the prompt that cannot be used.
    pub fn start(model: &Decoder, prompts: &[Vec<u32>], options: &GenerateOptions) -> Result<Self, GenerateError> {
        options.validate()?;
        check(model, prompts)?;
        let model = if model.device().is_autodiff() { model.valid() } else { model.clone() };
        let longest = prompts.iter().map(Vec::len).max().unwrap_or(0);
        // The last token that is drawn is never read.
        let capacity = longest.saturating_add(options.max_new_tokens.saturating_sub(1)).min(model.recipe().context);
        let padding = prompts.iter().map(|prompt| longest - prompt.len()).collect();
        let next = left_padded(prompts, longest, &model.device());
        let ended = (options.max_new_tokens == 0).then_some(Ended::Length);
        let rows = (0..prompts.len()).map(|row| Row::new(options.seed, row, ended)).collect();
        let cache = model.cache(padding, capacity);
        Ok(Self { model, options: options.clone(), cache, rows, next })
    }

    /// Adds one token to every row that has not ended: the new token of each, none where it had ended before. None
    /// once all have.
    ///
    /// # Errors
    /// [`GenerateError::NotANumber`], or what the device reports.
    pub async fn step(&mut self) -> Result<Option<Vec<Option<u32>>>, GenerateError> {
        if self.rows.iter().all(|row| row.ended.is_some()) {
            return Ok(None);
        }
        let logits = read_values(self.next_logits()).await?;
        let vocabulary = self.model.vocabulary();
        let full = self.cache.length() == self.model.recipe().context;
        let drawn: Result<Vec<_>, _> = self
            .rows
            .iter_mut()
            .zip(logits.chunks_exact(vocabulary))
            .map(|(row, logits)| row.extend(logits, &self.options, full))
            .collect();
        let drawn = drawn?;
        // What an ended row is given to read reaches nobody.
        let read: Vec<i32> = drawn.iter().map(|id| id.unwrap_or_default().cast_signed()).collect();
        self.next = Tensor::from_data(TensorData::new(read, [self.rows.len(), 1]), &self.model.device());
        Ok(Some(drawn))
    }

    /// The tokens of each row so far, in the order of the prompts.
    pub fn tokens(&self) -> impl Iterator<Item = &[u32]> {
        self.rows.iter().map(|row| row.tokens.as_slice())
    }

    /// What there is, whether or not it has ended.
    pub fn finish(self) -> Vec<Continuation> {
        let row = |row: Row| Continuation { tokens: row.tokens, ended: row.ended.unwrap_or(Ended::Length) };
        self.rows.into_iter().map(row).collect()
    }

    /// `[rows, vocabulary]`
    fn next_logits(&mut self) -> Tensor<2> {
        let hidden = self.model.advance(self.next.clone(), &mut self.cache);
        let [rows, count, width] = hidden.dims();
        self.model.head(hidden.narrow(1, count - 1, 1).reshape([rows, width]))
    }
}

impl Row {
    fn new(seed: u64, row: usize, ended: Option<Ended>) -> Self {
        // The 64-bit golden ratio spreads neighbouring seeds over the whole range.
        let seed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (GENERATION + row as u64);
        Self { random: Pcg64Mcg::seed_from_u64(seed), tokens: Vec::new(), ended }
    }

    fn extend(&mut self, logits: &[f32], options: &GenerateOptions, full: bool) -> Result<Option<u32>, GenerateError> {
        if self.ended.is_some() {
            return Ok(None);
        }
        let id = sample(logits, options, &mut self.random)?;
        self.tokens.push(id);
        self.ended = if options.stop.contains(&id) {
            Some(Ended::Stop)
        } else if self.tokens.len() == options.max_new_tokens {
            Some(Ended::Length)
        } else {
            full.then_some(Ended::Context)
        };
        Ok(Some(id))
    }
}

fn check(model: &Decoder, prompts: &[Vec<u32>]) -> Result<(), GenerateError> {
    let (context, vocabulary) = (model.recipe().context, model.vocabulary());
    prompts.iter().enumerate().try_for_each(|(row, prompt)| {
        if prompt.is_empty() {
            return Err(GenerateError::EmptyPrompt { row });
        }
        if prompt.len() > context {
            return Err(GenerateError::TooLong { row, tokens: prompt.len(), context });
        }
        match prompt.iter().find(|&&id| id as usize >= vocabulary) {
            Some(&id) => Err(GenerateError::UnknownToken { row, id, vocabulary }),
            None => Ok(()),
        }
    })
}

/// `[rows, longest]`, with 0 for padding.
fn left_padded(prompts: &[Vec<u32>], longest: usize, device: &Device) -> Tensor<2, Int> {
    let mut ids = vec![0; prompts.len() * longest];
    for (target, prompt) in ids.chunks_exact_mut(longest.max(1)).zip(prompts) {
        let from = longest - prompt.len();
        target[from..].iter_mut().zip(prompt).for_each(|(target, &id)| *target = id.cast_signed());
    }
    Tensor::from_data(TensorData::new(ids, [prompts.len(), longest]), device)
}
