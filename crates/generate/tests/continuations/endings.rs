//! When a continuation ends.

use crate::support::{CONTEXT, models, prompts, run};
use stillroom_generate::{Ended, GenerateOptions, Generation};
use stillroom_testkit::block_on;

#[test]
fn a_row_ends_with_a_token_to_stop_at_and_the_others_go_on() {
    for model in models() {
        let rows: [&[u32]; 2] = [&[3, 7, 1], &[9]];
        let free = run(&model, &rows, &GenerateOptions::sampled(12, 1));
        let stop = free[0].tokens[4];
        let expected: Vec<Vec<u32>> = free.iter().map(|row| until(&row.tokens, stop)).collect();
        let options = GenerateOptions { stop: vec![99, stop], ..GenerateOptions::sampled(12, 1) };
        let found = run(&model, &rows, &options);
        assert!(expected[0].len() <= 5 && found[0].ended == Ended::Stop);
        assert_eq!(found.iter().map(|row| row.tokens.clone()).collect::<Vec<_>>(), expected);
    }
}

/// The tokens to the first `stop`, with it.
fn until(tokens: &[u32], stop: u32) -> Vec<u32> {
    let count = tokens.iter().position(|&token| token == stop).map_or(tokens.len(), |at| at + 1);
    tokens[..count].to_vec()
}

/// The last token is drawn once the context is full, and not read any more.
#[test]
fn a_full_context_ends_all() {
    for model in models() {
        let long: Vec<u32> = (0..20).map(|i| i % 17).collect();
        let found = run(&model, &[&long, &[5]], &GenerateOptions::greedy(100));
        assert!(found.iter().all(|row| row.ended == Ended::Context && row.tokens.len() == CONTEXT - 20 + 1));
        let full: Vec<u32> = (0..24).map(|i| i % 17).collect();
        assert_eq!(run(&model, &[&full], &GenerateOptions::greedy(100))[0].tokens.len(), 1);
        let exact = run(&model, &[&long], &GenerateOptions::greedy(5));
        assert_eq!((exact[0].tokens.len(), exact[0].ended), (5, Ended::Length));
    }
}

#[test]
fn nothing_is_asked_and_nothing_is_given() {
    for model in models() {
        let none = run(&model, &[&[1, 2]], &GenerateOptions::greedy(0));
        assert_eq!((none[0].tokens.len(), none[0].ended), (0, Ended::Length));
        assert!(run(&model, &[], &GenerateOptions::greedy(3)).is_empty());
    }
}

#[test]
fn a_caller_may_stop_early() {
    for model in models() {
        let prompts = prompts(&[&[1, 2]]);
        let mut generation = Generation::start(&model, &prompts, &GenerateOptions::greedy(9)).unwrap();
        (0..2).for_each(|_| assert!(block_on(generation.step()).unwrap().is_some()));
        let found = generation.finish();
        assert_eq!((found[0].tokens.len(), found[0].ended), (2, Ended::Length));
    }
}
