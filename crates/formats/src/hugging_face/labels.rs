//! Names of the classes, and whether there is a classifier at all.

use super::error::CheckpointError;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Most classes that are read.
const MOST: usize = 1 << 16;
/// Classes where the configuration says nothing.
const DEFAULT: usize = 2;
/// Ends of the names of architectures whose hidden states are read, their heads being passed over.
const BODIES: [&str; 4] = ["Model", "ForMaskedLM", "ForPreTraining", "ForNextSentencePrediction"];

/// End of the name of an architecture that classifies texts.
const CLASSIFIES: &str = "ForSequenceClassification";

/// Which class of `transformers` a model is.
#[derive(Deserialize)]
pub(super) struct Architecture {
    architectures: Option<Vec<String>>,
}

impl Architecture {
    /// The first where there are several.
    fn name(&self) -> Option<&str> {
        self.architectures.as_ref()?.first().map(String::as_str)
    }

    /// Its name, if it classifies texts.
    pub(super) fn classifier(&self) -> Option<&str> {
        self.name().filter(|name| name.ends_with(CLASSIFIES))
    }
}

/// The keys of every family's `config.json` that are about the head.
#[derive(Deserialize)]
pub(super) struct HeadConfig {
    #[serde(flatten)]
    architecture: Architecture,
    id2label: Option<BTreeMap<String, String>>,
    num_labels: Option<usize>,
}

impl HeadConfig {
    /// Names of the classes in the order of their ids; none where there is no classifier.
    ///
    /// # Errors
    /// [`CheckpointError`] for a head that is not read, and for ids that are not numbered without gaps.
    pub(super) fn labels(self) -> Result<Vec<String>, CheckpointError> {
        let architecture = self.architecture.name().unwrap_or("Model");
        if BODIES.iter().any(|end| architecture.ends_with(end)) {
            return Ok(Vec::new());
        }
        if !architecture.ends_with(CLASSIFIES) {
            let known = "a model without a head, a masked language model or a sequence classifier";
            return Err(CheckpointError::Setting { key: "architectures", value: architecture.into(), known });
        }
        self.classes()
    }

    /// Names of a classifier's classes in the order of their ids.
    ///
    /// # Errors
    /// [`CheckpointError::Range`] for ids that are not numbered without gaps.
    pub(super) fn classes(self) -> Result<Vec<String>, CheckpointError> {
        match self.id2label {
            Some(names) => in_order(&names),
            None => numbered(self.num_labels.unwrap_or(DEFAULT)),
        }
    }
}

fn in_order(names: &BTreeMap<String, String>) -> Result<Vec<String>, CheckpointError> {
    let name = |id: usize| names.get(&id.to_string()).cloned();
    let all: Option<Vec<String>> = (0..names.len()).map(name).collect();
    all.filter(|all| !all.is_empty())
        .ok_or_else(|| CheckpointError::Range("`id2label` is not numbered 0, 1, 2, …".into()))
}

/// As `transformers` names classes that have no name.
fn numbered(count: usize) -> Result<Vec<String>, CheckpointError> {
    if (1..=MOST).contains(&count) {
        return Ok((0..count).map(|id| format!("LABEL_{id}")).collect());
    }
    Err(CheckpointError::Range(format!("`num_labels` is {count}, not 1 to {MOST}")))
}

/// Adds what [`HeadConfig`] reads; `model` is the family's part of an architecture's name.
pub(super) fn write(config: &mut Value, model: &str, labels: &[String]) {
    let head = if labels.is_empty() { "Model" } else { CLASSIFIES };
    config["architectures"] = json!([format!("{model}{head}")]);
    if !labels.is_empty() {
        let (names, ids): (Map<_, _>, Map<_, _>) = labels
            .iter()
            .enumerate()
            .map(|(id, name)| ((id.to_string(), json!(name)), (name.clone(), json!(id))))
            .unzip();
        config["id2label"] = names.into();
        config["label2id"] = ids.into();
    }
}
