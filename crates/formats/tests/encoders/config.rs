//! What `config.json` says, by family, and what it must not say.

use crate::support::config;
use serde_json::{Value, json};
use stillroom_formats::{CheckpointError, EncoderConfig};
use stillroom_models::PositionCount;
use stillroom_spec::{DecoderActivation, ErrorReport};

fn read(family: &str, keys: &Value) -> EncoderConfig {
    EncoderConfig::read(&config(family, keys)).unwrap()
}

#[test]
fn what_is_not_said_is_what_transformers_takes() {
    let bare = json!({"type_vocab_size": null, "layer_norm_eps": null, "hidden_act": null, "pad_token_id": null});
    let bert = read("bert", &bare);
    assert_eq!((bert.shape.token_types, bert.shape.epsilon, bert.padding), (2, 1e-12, 0));
    let mut roberta = bare;
    roberta["model_type"] = "roberta".into();
    let roberta = read("bert", &roberta);
    assert_eq!(roberta.shape.position_count, PositionCount::AfterPadding { padding: 1 });
    assert_eq!((roberta.padding, roberta.shape.context()), (1, 62));
    assert_eq!(roberta.shape.activation, DecoderActivation::Gelu);
    assert_eq!(read("distilbert", &json!({"activation": null})).shape.activation, DecoderActivation::Gelu);
    let tanh = read("bert", &json!({"hidden_act": "gelu_new"})).shape.activation;
    assert_eq!(tanh, DecoderActivation::GeluTanh);
}

#[test]
fn classes_have_the_names_of_the_configuration() {
    let labels = |keys: Value| read("bert", &keys).labels;
    let names: Value =
        (0..12).map(|id| (id.to_string(), json!(format!("class {id}")))).collect::<serde_json::Map<_, _>>().into();
    let found = labels(json!({"id2label": names}));
    assert_eq!((found.len(), found[2].as_str(), found[11].as_str()), (12, "class 2", "class 11"));
    assert_eq!(labels(json!({"id2label": null})), ["LABEL_0", "LABEL_1"]);
    assert_eq!(labels(json!({"id2label": null, "num_labels": 3})), ["LABEL_0", "LABEL_1", "LABEL_2"]);
    for body in ["BertModel", "BertForMaskedLM", "BertForPreTraining"] {
        let read = read("bert", &json!({"architectures": [body]}));
        assert!(read.labels.is_empty() && read.shape.head.is_none(), "{body}");
    }
    assert!(read("bert", &json!({"architectures": null})).shape.head.is_none());
}

fn check(family: &str, keys: &Value, words: &[&str]) {
    let error = EncoderConfig::read(&config(family, keys)).expect_err(&keys.to_string());
    let report = ErrorReport::from(error);
    assert!(words.iter().all(|word| report.message.contains(word)), "{keys}: {}", report.message);
    assert_eq!(report.place.unwrap().file, "config.json");
}

#[test]
fn what_is_not_computed_here_is_refused_by_its_key() {
    check("bert", &json!({"model_type": "gpt2"}), &["`gpt2`", "roberta"]);
    check("bert", &json!({"architectures": ["BertForTokenClassification"]}), &["architectures", "TokenClassification"]);
    check("bert", &json!({"hidden_act": "mish"}), &["`hidden_act`", "mish"]);
    check("bert", &json!({"position_embedding_type": "relative_key"}), &["position_embedding_type", "relative_key"]);
    check("bert", &json!({"is_decoder": true}), &["`is_decoder`"]);
    check("distilbert", &json!({"activation": "silu"}), &["`activation`", "silu"]);
}

#[test]
fn a_shape_out_of_range_is_refused() {
    check("bert", &json!({"num_hidden_layers": u64::MAX / 2}), &["layers"]);
    check("bert", &json!({"num_attention_heads": 0}), &["heads"]);
    check("bert", &json!({"num_attention_heads": 5}), &["does not divide"]);
    check("bert", &json!({"max_position_embeddings": 1u64 << 50}), &["context"]);
    check("bert", &json!({"model_type": "roberta", "pad_token_id": 63}), &["context"]);
    check("bert", &json!({"type_vocab_size": 1u64 << 50}), &["token_types"]);
    check("distilbert", &json!({"dim": 1u64 << 40}), &["width"]);
    check("bert", &json!({"id2label": null, "num_labels": 1u64 << 50}), &["num_labels"]);
    check("bert", &json!({"id2label": {"0": "a", "2": "b"}}), &["id2label"]);
    check("bert", &json!({"id2label": {}}), &["id2label"]);
}

#[test]
fn a_key_that_is_missing_or_of_another_kind_is_named() {
    check("bert", &json!({"hidden_size": null}), &["hidden_size"]);
    check("distilbert", &json!({"n_layers": null}), &["n_layers"]);
    check("bert", &json!({"model_type": null}), &["model_type"]);
    let error = EncoderConfig::read(b"{\n \"model_type\": ").unwrap_err();
    assert!(matches!(&error, CheckpointError::Config(why) if why.contains("line 2")), "{error}");
}
