//! What lies beside a language model's weights, so that `transformers` cuts and continues texts as Stillroom does.

use crate::FormatError;
use serde::Deserialize;
use serde_json::json;
use stillroom_spec::SampleRecipe;

const TOKENIZER: &str = "tokenizer.json";

/// Ids of a tokenizer that stand for no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpecialIds {
    /// Fills up rows.
    pub padding: u32,
    /// Stands for what the vocabulary lacks.
    pub unknown: u32,
    /// Ends a text.
    pub end: u32,
}

#[derive(Deserialize)]
struct Added {
    added_tokens: Vec<Token>,
}

#[derive(Deserialize)]
struct Token {
    id: u32,
    content: String,
}

/// `tokenizer_config.json` for a `tokenizer.json`: without it, `AutoTokenizer` would take the class that usually goes
/// with the model's family, and that one's rules for cutting a text.
///
/// Special tokens have no meaning within a text, as in Stillroom (`split_special_tokens`).
///
/// # Errors
/// [`FormatError::Json`] if `tokenizer` is none, or does not name one of the ids.
pub fn tokenizer_config(tokenizer: &str, ids: SpecialIds, context: usize) -> Result<String, FormatError> {
    let wrong = |why: String| FormatError::Json { file: TOKENIZER.into(), why };
    let added: Added = serde_json::from_str(tokenizer).map_err(|e| wrong(e.to_string()))?;
    let token = |id: u32| {
        let found = added.added_tokens.iter().find(|token| token.id == id);
        found
            .map(|token| token.content.as_str())
            .ok_or_else(|| wrong(format!("it has no special token of the id {id}")))
    };
    let config = json!({
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": context,
        "bos_token": token(ids.end)?,
        "eos_token": token(ids.end)?,
        "pad_token": token(ids.padding)?,
        "unk_token": token(ids.unknown)?,
        // Texts that are continued together must end together.
        "padding_side": "left",
        "split_special_tokens": true,
        "clean_up_tokenization_spaces": false,
    });
    Ok(format!("{config:#}\n"))
}

/// `generation_config.json`: how a text is continued where the caller does not say, which is how the run's samples were
/// drawn.
pub fn generation_config(sample: &SampleRecipe, ids: SpecialIds, context: usize) -> String {
    let is_greedy = sample.temperature == 0.0;
    let mut config = json!({
        "bos_token_id": ids.end,
        "eos_token_id": ids.end,
        "pad_token_id": ids.padding,
        "do_sample": !is_greedy,
        // Half the context is for what is continued.
        "max_new_tokens": sample.tokens.min(context / 2).max(1),
    });
    if !is_greedy {
        config["temperature"] = sample.temperature.into();
        // 0 draws from all; without the key it would be 50.
        config["top_k"] = sample.top_k.unwrap_or(0).into();
    }
    format!("{config:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    const IDS: SpecialIds = SpecialIds { padding: 0, unknown: 1, end: 2 };

    fn sample(temperature: f64, top_k: Option<usize>) -> SampleRecipe {
        SampleRecipe { prompt: String::new(), tokens: 100, temperature, top_k }
    }

    fn read(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn sampling_is_that_of_the_recipe() {
        let drawn = read(&generation_config(&sample(0.8, None), IDS, 64));
        assert_eq!(drawn["temperature"], 0.8);
        assert_eq!(
            (&drawn["top_k"], &drawn["do_sample"], &drawn["max_new_tokens"]),
            (&json!(0), &json!(true), &json!(32))
        );
        let few = read(&generation_config(&sample(0.8, Some(5)), IDS, 1000));
        assert_eq!((&few["top_k"], &few["max_new_tokens"]), (&json!(5), &json!(100)));
        let greedy = read(&generation_config(&sample(0.0, Some(5)), IDS, 64));
        assert_eq!((&greedy["do_sample"], greedy.get("temperature"), greedy.get("top_k")), (&json!(false), None, None));
        assert_eq!((&greedy["eos_token_id"], &greedy["pad_token_id"]), (&json!(2), &json!(0)));
    }

    #[test]
    fn a_token_that_is_not_there_is_named() {
        let config = |tokens: Value| tokenizer_config(&json!({"added_tokens": tokens}).to_string(), IDS, 64);
        let token = |id: u32| json!({"id": id, "content": format!("<{id}>")});
        let read = read(&config(json!([token(2), token(0), token(1)])).unwrap());
        assert_eq!(
            (&read["eos_token"], &read["pad_token"], &read["unk_token"]),
            (&json!("<2>"), &json!("<0>"), &json!("<1>"))
        );
        let error = config(json!([token(0), token(1)])).unwrap_err().to_string();
        assert!(error.contains("tokenizer.json") && error.contains("id 2"), "{error}");
    }

    proptest! {
        #[test]
        fn any_text_in_the_place_of_a_tokenizer_is_an_error(text in any::<String>()) {
            prop_assert!(tokenizer_config(&text, IDS, 64).is_err());
        }
    }
}
