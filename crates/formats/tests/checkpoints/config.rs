//! What `config.json` says, by version and family, and what it must not say.

use crate::support::files;
use serde_json::{Value, json};
use stillroom_formats::{CheckpointError, DecoderConfig};
use stillroom_spec::{DecoderActivation, DecoderBiases, DecoderPositions, ErrorReport};

/// The configuration of a family with some keys set; `null` takes one away.
fn with(family: &str, keys: &Value) -> Result<DecoderConfig, CheckpointError> {
    let (config, _) = files(&format!("models/{family}"));
    let mut config: Value = serde_json::from_slice(&config).unwrap();
    let object = config.as_object_mut().unwrap();
    for (key, value) in keys.as_object().unwrap() {
        object.shift_remove(key);
        if !value.is_null() {
            object.insert(key.clone(), value.clone());
        }
    }
    DecoderConfig::read(config.to_string().as_bytes())
}

fn read(family: &str, keys: &Value) -> DecoderConfig {
    with(family, keys).unwrap()
}

/// Before version 5 the base stood by itself, and what was not the default was left out.
#[test]
fn older_versions_say_the_same() {
    let old = &json!({"rope_parameters": null, "rope_theta": 5e5, "rope_scaling": null, "head_dim": null});
    let config = read("llama", old);
    assert_eq!(config.recipe.positions, DecoderPositions::Rope { theta: 5e5 });
    assert_eq!(config.recipe.head_width, 8);
    let scaled = &json!({"rope_parameters": null, "rope_scaling": {"type": "default"}, "rope_theta": 2e4});
    assert_eq!(read("llama", scaled).recipe.positions, DecoderPositions::Rope { theta: 2e4 });
    let bare = &json!({"rope_parameters": null, "num_key_value_heads": null, "tie_word_embeddings": null});
    let config = read("llama", bare);
    assert_eq!(config.recipe.positions, DecoderPositions::Rope { theta: 1e4 });
    assert_eq!((config.recipe.key_value_heads, config.recipe.tied_head), (6, false));
    let config = read("gpt2", &json!({"tie_word_embeddings": null, "n_inner": 100}));
    assert_eq!((config.recipe.tied_head, config.recipe.feed_forward), (true, 100));
}

#[test]
fn families_differ_where_they_should() {
    assert_eq!(read("llama", &json!({"model_type": "mistral"})).recipe, read("llama", &json!({})).recipe);
    assert_eq!(read("qwen2", &json!({})).recipe.biases, DecoderBiases::QueryKeyValue);
    assert_eq!(read("llama", &json!({"attention_bias": true, "mlp_bias": true})).recipe.biases, DecoderBiases::All);
    let gelu = |name| read("gpt2", &json!({"activation_function": name})).recipe.activation;
    assert_eq!([gelu("gelu"), gelu("gelu_new")], [DecoderActivation::Gelu, DecoderActivation::GeluTanh]);
    let ends = |ids| read("llama", &json!({"eos_token_id": ids})).end_ids;
    assert_eq!((ends(json!(7)), ends(json!([7, 9])), ends(Value::Null)), (vec![7], vec![7, 9], vec![]));
}

/// Inside of its window a model attends as it would without: its context is no longer than that.
#[test]
fn a_sliding_window_bounds_the_context() {
    let context = |family: &str, keys: &Value| read(family, keys).recipe.context;
    assert_eq!(context("llama", &json!({"model_type": "mistral", "sliding_window": 40})), 40);
    assert_eq!(context("qwen2", &json!({"sliding_window": 40, "use_sliding_window": true})), 40);
    assert_eq!(context("qwen2", &json!({"sliding_window": 40, "use_sliding_window": false})), 64);
    assert_eq!(context("llama", &json!({"max_position_embeddings": 10_000_000})), 1 << 17);
}

fn check(family: &str, keys: &Value, words: &[&str]) {
    let error = with(family, keys).expect_err(&keys.to_string());
    let report = ErrorReport::from(error.clone());
    assert!(words.iter().all(|word| report.message.contains(word)), "{keys}: {}", report.message);
    assert_eq!(report.place.unwrap().file, "config.json");
    assert!(report.hint.ends_with('.'), "{keys}");
}

#[test]
fn what_is_not_computed_here_is_refused_by_its_key() {
    check("llama", &json!({"model_type": "mamba"}), &["`mamba`", "qwen2"]);
    check("llama", &json!({"rope_parameters": {"rope_type": "yarn"}}), &["`rope_type`", "`yarn`"]);
    check("llama", &json!({"rope_parameters": null, "rope_scaling": {"type": "linear"}}), &["`rope_type`", "`linear`"]);
    check("llama", &json!({"rope_parameters": {"partial_rotary_factor": 0.5}}), &["`partial_rotary_factor`", "0.5"]);
    check("llama", &json!({"hidden_act": "gelu"}), &["`hidden_act`", "`silu`"]);
    check("llama", &json!({"attention_bias": true}), &["`attention_bias`", "`mlp_bias`"]);
    check("gpt2", &json!({"activation_function": "mish"}), &["`activation_function`", "mish"]);
    check("gpt2", &json!({"scale_attn_weights": false}), &["`scale_attn_weights`"]);
    check("gpt2", &json!({"scale_attn_by_inverse_layer_idx": true}), &["`scale_attn_by_inverse_layer_idx`"]);
}

#[test]
fn a_shape_out_of_range_is_refused() {
    check("llama", &json!({"num_hidden_layers": u64::MAX / 2}), &["layers"]);
    check("llama", &json!({"hidden_size": 1u64 << 40}), &["width"]);
    check("llama", &json!({"num_attention_heads": 0, "head_dim": null}), &["0 heads"]);
    check("llama", &json!({"num_attention_heads": 5, "head_dim": null}), &["5 heads", "48"]);
    check("llama", &json!({"num_key_value_heads": 4}), &["key_value_heads"]);
    check("llama", &json!({"num_key_value_heads": 0}), &["key_value_heads"]);
    check("llama", &json!({"head_dim": 7}), &["head_width"]);
    check("llama", &json!({"rms_norm_eps": -1.0}), &["epsilon"]);
    check("gpt2", &json!({"n_positions": 1u64 << 50}), &["context"]);
}

#[test]
fn a_key_that_is_missing_or_of_another_kind_is_named() {
    check("llama", &json!({"hidden_size": null}), &["hidden_size"]);
    check("gpt2", &json!({"n_layer": null}), &["n_layer"]);
    check("gpt2", &json!({"model_type": null}), &["model_type"]);
    check("gpt2", &json!({"n_layer": -1}), &["-1"]);
    check("gpt2", &json!({"n_layer": "three"}), &["three"]);
    let error = DecoderConfig::read(b"{\n \"model_type\": ").unwrap_err().to_string();
    assert!(error.contains("line 2"), "{error}");
}
