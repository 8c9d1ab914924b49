//! `config.json` and weights of BERT, DistilBERT and RoBERTa.

use crate::decoders::small;
use crate::frames::parts;
use crate::plant::Seed;
use crate::told::reported;
use crate::weights::{safetensors, same};
use stillroom_formats::{Checkpoint, EncoderCheckpoint};

/// Reads a configuration with weights that are as long as their header says; what is accepted comes back.
pub fn check(bytes: &[u8]) {
    let [config, header, data] = parts(bytes);
    let weights = safetensors(header, data);
    reported(Checkpoint::passed_over(config, &[&weights]));
    let Some(read) = reported(EncoderCheckpoint::from_hugging_face(config, &[&weights])) else { return };
    let Some(files) = reported(read.to_hugging_face()) else { return };
    let again = EncoderCheckpoint::from_hugging_face(files.config.as_bytes(), &[&files.weights]);
    let again = again.expect("what was written can be read");
    assert!(same(&again.weights, &read.weights), "other weights");
    assert_eq!((again.shape, again.vocabulary, again.labels), (read.shape, read.vocabulary, read.labels));
    assert_eq!(again.padding, read.padding);
}

/// The families, cut to one layer and few tokens.
pub fn seeds() -> Vec<Seed> {
    let layers = ["n_layers", "num_hidden_layers"];
    ["bert", "distilbert", "roberta"].iter().map(|family| ((*family).to_owned(), small(family, &layers))).collect()
}
