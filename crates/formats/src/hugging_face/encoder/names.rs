//! Which tensor of a checkpoint is which of ours.

use super::super::naming::Naming;
use super::super::write::Names;
use super::family::EncoderFamily;
use crate::slot::{Form, Slot, Slots};
use stillroom_models::TextEncoderShape;

/// Positions that old versions stored, 0, 1, 2, …
const BUFFERS: &[&str] = &["embeddings.position_ids"];

/// What the files of a family may hold. Heads that predict masked tokens or the next sentence are passed over, and
/// poolers that no classifier here reads: hidden states do not depend on them.
pub(super) fn names(family: EncoderFamily, classifies: bool) -> Names {
    let naming = |prefixes, heads, unread| Naming { prefixes, heads, buffers: BUFFERS, unread };
    match family {
        EncoderFamily::Bert => {
            let unread: &[&str] = if classifies { &["cls."] } else { &["cls.", "pooler."] };
            Names { prefix: "bert.", naming: naming(&["bert."], &["classifier."], unread) }
        }
        EncoderFamily::DistilBert => {
            let unread = &["vocab_transform.", "vocab_layer_norm.", "vocab_projector."];
            let heads = &["pre_classifier.", "classifier."];
            Names { prefix: "distilbert.", naming: naming(&["distilbert."], heads, unread) }
        }
        EncoderFamily::Roberta => {
            Names { prefix: "roberta.", naming: naming(&["roberta."], &["classifier."], &["lm_head.", "pooler."]) }
        }
    }
}

/// Names of a block's parts: layers, query, key, value, output, attention's norm, up, down, feed-forward's norm.
const BERT: [&str; 9] = [
    "encoder.layer",
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "attention.output.LayerNorm",
    "intermediate.dense",
    "output.dense",
    "output.LayerNorm",
];

/// As [`BERT`].
const DISTILBERT: [&str; 9] = [
    "transformer.layer",
    "attention.q_lin",
    "attention.k_lin",
    "attention.v_lin",
    "attention.out_lin",
    "sa_layer_norm",
    "ffn.lin1",
    "ffn.lin2",
    "output_layer_norm",
];

/// Every tensor of an encoder, in the order of the module. Names lack the prefix that the body may have.
pub(super) fn slots(family: EncoderFamily, shape: &TextEncoderShape, vocabulary: usize) -> Vec<Slot> {
    let mut list = List { shape, slots: Slots::default() };
    list.embeddings(vocabulary);
    let parts = if family == EncoderFamily::DistilBert { DISTILBERT } else { BERT };
    (0..shape.layers).for_each(|layer| list.block(layer, parts));
    list.head(match family {
        EncoderFamily::Bert => ["pooler.dense", "classifier"],
        EncoderFamily::DistilBert => ["pre_classifier", "classifier"],
        EncoderFamily::Roberta => ["classifier.dense", "classifier.out_proj"],
    });
    list.slots.0
}

struct List<'a> {
    shape: &'a TextEncoderShape,
    slots: Slots,
}

impl List<'_> {
    fn embeddings(&mut self, vocabulary: usize) {
        let types = self.shape.token_types;
        self.table("tokens", "embeddings.word_embeddings", vocabulary);
        self.table("positions", "embeddings.position_embeddings", self.shape.positions);
        if types > 0 {
            self.table("types", "embeddings.token_type_embeddings", types);
        }
        self.norm("norm", "embeddings.LayerNorm");
    }

    fn block(&mut self, layer: usize, parts: [&str; 9]) {
        let [layers, query, key, value, output, attention_norm, up, down, feed_forward_norm] = parts;
        let (width, wide) = (self.shape.width, self.shape.feed_forward);
        let linear = [
            ("attention.query", query, [width; 2]),
            ("attention.key", key, [width; 2]),
            ("attention.value", value, [width; 2]),
            ("attention.output", output, [width; 2]),
            ("feed_forward.up", up, [width, wide]),
            ("feed_forward.down", down, [wide, width]),
        ];
        let (ours, theirs) = (format!("blocks.{layer}"), format!("{layers}.{layer}"));
        for (name, other, shape) in linear {
            self.linear(&format!("{ours}.{name}"), &format!("{theirs}.{other}"), shape);
        }
        self.norm(&format!("{ours}.attention_norm"), &format!("{theirs}.{attention_norm}"));
        self.norm(&format!("{ours}.feed_forward_norm"), &format!("{theirs}.{feed_forward_norm}"));
    }

    fn head(&mut self, [dense, output]: [&str; 2]) {
        if let Some(head) = self.shape.head {
            self.linear("head.dense", dense, [self.shape.width; 2]);
            self.linear("head.output", output, [self.shape.width, head.classes]);
        }
    }

    fn table(&mut self, ours: &str, theirs: &str, rows: usize) {
        let shape = [rows, self.shape.width];
        self.slots.add(&format!("{ours}.weight"), &format!("{theirs}.weight"), &shape, Form::Same);
    }

    fn linear(&mut self, ours: &str, theirs: &str, shape: [usize; 2]) {
        self.slots.linear(ours, theirs, shape, true, Form::Transposed);
    }

    fn norm(&mut self, ours: &str, theirs: &str) {
        self.slots.norm(ours, theirs, &["gamma", "beta"], self.shape.width);
    }
}
