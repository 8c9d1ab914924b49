//! Batches that a model writes, in the place of the corpus's.

use super::teachers::Panel;
use crate::{EngineError, Host};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use stillroom_data::BlockBatch;
use stillroom_generate::{GenerateOptions, generate};
use stillroom_models::Decoder;
use stillroom_spec::{Author, OnPolicyCost, OnPolicyRecipe};

/// Purpose of the generator that decides which batches are written.
const WRITING: u64 = 0x5eed_0a7b;

/// Who writes, and what it took so far.
pub(crate) struct Scribe {
    recipe: OnPolicyRecipe,
    random: Pcg64Mcg,
    end_of_text: u32,
    batches: usize,
    tokens: usize,
    milliseconds: f64,
}

impl Scribe {
    pub(crate) fn new(recipe: &OnPolicyRecipe, end_of_text: u32, seed: u64) -> Self {
        let random = Pcg64Mcg::seed_from_u64(seed ^ WRITING);
        Self { recipe: recipe.clone(), random, end_of_text, batches: 0, tokens: 0, milliseconds: 0.0 }
    }

    pub(crate) fn author(&self) -> Author {
        self.recipe.author
    }

    /// With the recipe's probability, the batch as the author continues its beginnings.
    pub(crate) async fn rewrite(
        &mut self,
        batch: &BlockBatch,
        student: &Decoder,
        panel: &Panel,
        host: &impl Host,
    ) -> Result<Option<BlockBatch>, EngineError> {
        // Two draws a batch, whatever comes out, so that λ alone changes which batches are written.
        let (draw, seed) = (self.random.next_u64(), self.random.next_u64());
        if (draw >> 11) as f64 / (1u64 << 53) as f64 >= self.recipe.fraction {
            return Ok(None);
        }
        let start = host.now_ms();
        let author = match self.recipe.author {
            Author::Student => Some(student),
            Author::Teacher => panel.members.first().map(|(_, teacher)| teacher),
        };
        let author = author.ok_or(EngineError::State("there is no teacher to write"))?;
        let prompts = prompts(batch, self.recipe.prompt_tokens);
        let written = generate(author, &prompts, &self.options(seed)).await?;
        let rows: Vec<Vec<u32>> =
            prompts.iter().zip(&written).map(|(prompt, new)| [prompt.as_slice(), &new.tokens].concat()).collect();
        self.batches += 1;
        self.tokens += written.iter().map(|new| new.tokens.len()).sum::<usize>();
        self.milliseconds += host.now_ms() - start;
        Ok(Some(lay_out(&rows, self.recipe.prompt_tokens)))
    }

    fn options(&self, seed: u64) -> GenerateOptions {
        GenerateOptions {
            temperature: self.recipe.temperature,
            stop: vec![self.end_of_text],
            ..GenerateOptions::sampled(self.recipe.new_tokens, seed)
        }
    }

    /// What it took, of `milliseconds` of training.
    pub(crate) fn cost(&self, milliseconds: f64) -> OnPolicyCost {
        let share_of_time = self.milliseconds / milliseconds.max(1e-9);
        OnPolicyCost { batches: self.batches, tokens: self.tokens, share_of_time }
    }
}

/// The first tokens of each row; of a padded row, those that there are.
fn prompts(batch: &BlockBatch, tokens: usize) -> Vec<Vec<u32>> {
    let row = |(ids, segments): (&[i32], &[i32])| {
        let real = segments.iter().take_while(|&&segment| segment > 0).count().clamp(1, tokens);
        ids[..real].iter().map(|&id| id.cast_unsigned()).collect()
    };
    batch.ids.chunks(batch.length).zip(batch.segments.chunks(batch.length)).map(row).collect()
}

/// Rows of one length, of which what follows the prompt is learnt.
fn lay_out(rows: &[Vec<u32>], prompt: usize) -> BlockBatch {
    let length = rows.iter().map(Vec::len).max().unwrap_or(1).saturating_sub(1).max(1);
    let mut batch = BlockBatch { rows: rows.len(), length, ..BlockBatch::default() };
    for row in rows {
        let at = |place: usize| row.get(place).map_or(0, |&id| id.cast_signed());
        for place in 0..length {
            batch.ids.push(at(place));
            batch.targets.push(at(place + 1));
            batch.mask.push(f32::from(u8::from(place + 1 >= prompt.min(row.len()) && place + 1 < row.len())));
            batch.segments.push(i32::from(place < row.len()));
            batch.positions.push(place as i32);
        }
    }
    batch.learnt = batch.mask.iter().filter(|&&weight| weight > 0.0).count();
    batch
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_the_prompt_is_learnt_and_nothing_else() {
        let batch = lay_out(&[vec![5, 6, 7, 8], vec![5, 6, 9]], 2);
        assert_eq!((batch.rows, batch.length, batch.learnt), (2, 3, 3));
        assert_eq!(batch.ids, [5, 6, 7, 5, 6, 9]);
        assert_eq!(batch.targets, [6, 7, 8, 6, 9, 0]);
        assert_eq!(batch.mask, [0.0, 1.0, 1.0, 0.0, 1.0, 0.0]);
        assert_eq!(batch.segments, [1, 1, 1, 1, 1, 1]);
    }
}
