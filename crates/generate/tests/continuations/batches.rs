//! Neither the cache nor the neighbours nor the padding change a row.

use crate::support::{last_logits, learned, model, models, prompts, run};
use burn::module::Module;
use burn::tensor::Device;
use stillroom_generate::{Ended, GenerateOptions, Generation};
use stillroom_models::Decoder;
use stillroom_testkit::block_on;

const ROWS: [&[u32]; 4] = [&[3, 7, 1, 12, 5], &[9], &[16, 0], &[2, 2, 2, 8, 4, 6, 1]];

/// The most likely tokens, each from a whole forward pass without a cache.
fn greedy(model: &Decoder, prompt: &[u32], count: usize) -> Vec<u32> {
    let mut row = prompt.to_vec();
    for _ in 0..count {
        let logits = last_logits(model, &row);
        let best = (0..logits.len()).max_by(|&a, &b| logits[a].total_cmp(&logits[b])).unwrap();
        row.push(best as u32);
    }
    row.split_off(prompt.len())
}

#[test]
fn greedy_tokens_are_those_of_whole_forward_passes() {
    for model in models() {
        for (row, found) in ROWS.iter().zip(run(&model, &ROWS, &GenerateOptions::greedy(12))) {
            assert_eq!(found.tokens, greedy(&model, row, 12));
            assert_eq!(found.ended, Ended::Length);
        }
    }
}

#[test]
fn a_row_is_what_it_would_be_alone() {
    let sampled = GenerateOptions { temperature: 0.8, ..GenerateOptions::sampled(12, 4) };
    for model in models() {
        let together = run(&model, &ROWS, &GenerateOptions::greedy(12));
        let alone: Vec<_> = ROWS.iter().flat_map(|row| run(&model, &[row], &GenerateOptions::greedy(12))).collect();
        assert_eq!(together, alone);
        // A row's draws are its own too: the first is drawn alone as in company.
        assert_eq!(run(&model, &ROWS, &sampled)[0], run(&model, &ROWS[..1], &sampled)[0]);
    }
}

#[test]
fn the_seed_alone_decides() {
    for model in models() {
        let draw = |seed| run(&model, &[&[3, 7], &[3, 7]], &GenerateOptions::sampled(16, seed));
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert_ne!(draw(1)[0], draw(1)[1], "two rows with one prompt draw by themselves");
    }
}

#[test]
fn steps_give_what_the_whole_gives() {
    for model in models() {
        let options = GenerateOptions { stop: vec![4], ..GenerateOptions::sampled(10, 6) };
        let mut generation = Generation::start(&model, &prompts(&ROWS), &options).unwrap();
        let mut seen = vec![Vec::new(); ROWS.len()];
        while let Some(tokens) = block_on(generation.step()).unwrap() {
            assert_eq!(tokens.len(), ROWS.len());
            seen.iter_mut().zip(tokens).for_each(|(row, token)| row.extend(token));
            assert!(generation.tokens().eq(seen.iter().map(Vec::as_slice)));
        }
        let found = generation.finish();
        assert_eq!(found, run(&model, &ROWS, &options));
        assert_eq!(found.into_iter().map(|row| row.tokens).collect::<Vec<_>>(), seen);
    }
}

/// A student in training continues without dropout, as it will when it is used.
#[test]
fn a_model_in_training_is_used_as_in_evaluation() {
    let training = model(&learned(), &Device::flex().autodiff());
    let options = GenerateOptions::sampled(12, 3);
    assert_eq!(run(&training, &ROWS, &options), run(&training.valid(), &ROWS, &options));
    assert_eq!(run(&training, &ROWS, &options), run(&model(&learned(), &Device::flex()), &ROWS, &options));
}
