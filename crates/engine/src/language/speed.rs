//! What a decoder writes, and how fast.

use super::reader::Reader;
use crate::{EngineError, Host};
use stillroom_generate::{GenerateOptions, Generation, generate};
use stillroom_models::Decoder;
use stillroom_spec::{LanguageSpeed, SampleRecipe};

/// Longest prompt that is timed, and tokens written after it.
const PROMPT: usize = 64;
const WRITTEN: usize = 32;
/// Repetitions; the median counts.
const REPETITIONS: usize = 3;
/// Letters of the test text that a sample begins with where the recipe names none.
const BEGINNING: usize = 60;

/// What a sample begins with.
pub(crate) fn prompt(recipe: &SampleRecipe, test: &str) -> String {
    if !recipe.prompt.is_empty() {
        return recipe.prompt.clone();
    }
    let beginning: String = test.trim_start().chars().take(BEGINNING).collect();
    // Whole words: a model would first have to guess the rest of one.
    let words = beginning.rfind(char::is_whitespace).map_or(beginning.as_str(), |at| &beginning[..at]);
    words.to_owned()
}

/// Continuations of a prompt, each from a seed of its own; the same for every model of the tokenizer.
pub(crate) async fn write(
    model: &Decoder,
    reader: &Reader,
    (prompt, count): (&str, usize),
    recipe: &SampleRecipe,
    seed: u64,
) -> Result<Vec<Vec<u32>>, EngineError> {
    let ids = prompt_ids(model, reader, prompt, recipe.tokens);
    let options = GenerateOptions {
        temperature: recipe.temperature,
        top_k: recipe.top_k,
        stop: vec![reader.tokenizer.end_of_text()],
        ..GenerateOptions::sampled(recipe.tokens, seed)
    };
    let written = generate(model, &vec![ids; count], &options).await?;
    Ok(written.into_iter().map(|continuation| continuation.tokens).collect())
}

/// The last tokens of a prompt that leave room for `tokens` more; a text's end where it is empty.
fn prompt_ids(model: &Decoder, reader: &Reader, prompt: &str, tokens: usize) -> Vec<u32> {
    let context = model.recipe().context;
    let room = context.saturating_sub(tokens).max(context / 4).max(1);
    let mut ids = reader.tokenizer.encode(prompt);
    if ids.is_empty() {
        ids.push(reader.tokenizer.end_of_text());
    }
    ids.split_off(ids.len().saturating_sub(room))
}

/// Tokens per second of reading a prompt and of writing, one sequence at a time.
pub(crate) async fn speed(
    model: &Decoder,
    reader: &Reader,
    text: &str,
    host: &impl Host,
) -> Result<LanguageSpeed, EngineError> {
    let context = model.recipe().context;
    let prompt: Vec<u32> =
        prompt_ids(model, reader, text, context - 1).into_iter().take(PROMPT.min(context / 2)).collect();
    let new_tokens = WRITTEN.min(context - prompt.len());
    let (mut reading, mut writing) = (Vec::new(), Vec::new());
    // The first one warms up.
    for repetition in 0..=REPETITIONS {
        let (read, written) = once(model, &prompt, new_tokens, host).await?;
        if repetition > 0 {
            reading.push(read);
            writing.push(written);
        }
    }
    let per_second =
        |tokens: usize, times: &[f64]| tokens as f64 * 1000.0 / stillroom_eval::percentile(times, 0.5).max(1e-3);
    Ok(LanguageSpeed {
        prefill_tokens_per_second: per_second(prompt.len(), &reading),
        decode_tokens_per_second: per_second(new_tokens.saturating_sub(1).max(1), &writing),
        prompt_tokens: prompt.len(),
        new_tokens,
    })
}

/// Milliseconds until the first token, and from there to the last.
async fn once(model: &Decoder, prompt: &[u32], tokens: usize, host: &impl Host) -> Result<(f64, f64), EngineError> {
    let start = host.now_ms();
    let mut generation = Generation::start(model, &[prompt.to_vec()], &GenerateOptions::greedy(tokens))?;
    generation.step().await?;
    let first = host.now_ms();
    while generation.step().await?.is_some() {}
    Ok((first - start, host.now_ms() - first))
}
