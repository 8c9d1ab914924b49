//! Blocks of tokens: each token is learnt once, nothing is predicted across a border, and every host packs the same.

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use stillroom_data::{
    Arithmetic, ArithmeticOptions, BlockBatch, Blocks, EncodedDocument, LanguageTokenizer, PackOptions, Packing, Span,
    TokenizerKind, epoch_order,
};

const END: u32 = 2;

/// Documents of the given lengths and prompts, each of whose tokens has an id of its own.
fn documents(shapes: &[(usize, usize)]) -> Vec<EncodedDocument> {
    let mut next = 10..;
    let ids = |length: usize, next: &mut dyn Iterator<Item = u32>| next.take(length).collect::<Vec<_>>();
    let document = |&(length, prompt): &(usize, usize)| EncodedDocument {
        ids: ids(length, &mut next),
        learnt_from: prompt.max(1),
        learnt_bytes: 0,
    };
    shapes.iter().map(document).collect()
}

fn options(length: usize, packing: Packing, seed: Option<u64>) -> PackOptions {
    PackOptions { length, end_of_text: END, padding: 0, packing, seed }
}

/// Id, target, whether that is learnt, segment and position.
type Place = (u32, u32, bool, usize, i32);

fn rows(batch: &BlockBatch) -> Vec<Vec<Place>> {
    let of = |i: usize| {
        let [id, target] = [batch.ids[i], batch.targets[i]].map(i32::cast_unsigned);
        (id, target, batch.mask[i] == 1.0, batch.segments[i] as usize, batch.positions[i])
    };
    let all: Vec<_> = (0..batch.ids.len()).map(of).collect();
    all.chunks(batch.length).map(<[_]>::to_vec).collect()
}

fn all(blocks: &Blocks) -> BlockBatch {
    blocks.batch(&(0..blocks.count()).collect::<Vec<_>>())
}

/// What is promised of any packing.
fn check(documents: &[EncodedDocument], blocks: &Blocks, length: usize) {
    let batch = all(blocks);
    let full: Vec<usize> = (0..documents.len()).filter(|&i| !documents[i].ids.is_empty()).collect();
    let place: BTreeMap<u32, (usize, usize)> =
        full.iter().flat_map(|&d| documents[d].ids.iter().enumerate().map(move |(i, &id)| (id, (d, i)))).collect();
    let mut learnt: Vec<(usize, usize)> = Vec::new();
    for row in rows(&batch) {
        assert_eq!(row.len(), length);
        for (i, &(id, target, is_learnt, segment, position)) in row.iter().enumerate() {
            if let Some(&(document, _)) = place.get(&id) {
                assert_eq!(segment, document + 1);
            }
            assert!(id > 0 || segment == 0);
            let first = i == 0 || row[i - 1].3 != segment;
            assert_eq!(position, if first { 0 } else { row[i - 1].4 + 1 });
            if is_learnt {
                let (document, from) = place[&id];
                let to = place.get(&target).copied().unwrap_or((document, documents[document].ids.len()));
                assert!(to == (document, from + 1) && (target != END || from + 1 == documents[document].ids.len()));
                learnt.push(to);
            }
        }
    }
    learnt.sort_unstable();
    let of = |&d: &usize| (documents[d].learnt_from..=documents[d].ids.len()).map(move |i| (d, i)).collect::<Vec<_>>();
    let expected: Vec<(usize, usize)> = full.iter().flat_map(of).collect();
    assert_eq!(learnt, expected, "learnt once each, in the order of documents and tokens");
    assert_eq!((batch.learnt, blocks.learnt()), (expected.len(), expected.len()));
    assert_eq!(blocks.padding(), batch.segments.iter().filter(|&&segment| segment == 0).count());
}

#[test]
fn lays_out_a_stream() {
    let documents = documents(&[(3, 0), (2, 0)]);
    let batch = all(&Blocks::pack(&documents, options(4, Packing::Stream { overlap: 0 }, None)));
    // Stream: 10 11 12 END 13 14 END.
    assert_eq!(batch.ids, [10, 11, 12, 2, 13, 14, 2, 0]);
    assert_eq!(batch.targets, [11, 12, 2, 13, 14, 2, 0, 0]);
    assert_eq!(batch.mask, [1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
    assert_eq!(batch.segments, [1, 1, 1, 1, 2, 2, 2, 0]);
    assert_eq!(batch.positions, [0, 1, 2, 3, 0, 1, 2, 0]);
    assert_eq!((batch.rows, batch.length, batch.learnt), (2, 4, 5));
}

#[test]
fn keeps_documents_whole() {
    let documents = documents(&[(3, 0), (2, 0), (9, 0)]);
    let batch = all(&Blocks::pack(&documents, options(5, Packing::Whole, None)));
    assert_eq!(batch.ids[..10], [10, 11, 12, 2, 0, 13, 14, 2, 15, 16]);
    assert_eq!(batch.mask[..10], [1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
}

#[test]
fn repeats_for_context() {
    let documents = documents(&[(7, 0)]);
    let batch = all(&Blocks::pack(&documents, options(4, Packing::Stream { overlap: 2 }, None)));
    assert_eq!(batch.ids, [10, 11, 12, 13, 12, 13, 14, 15, 14, 15, 16, 2]);
    assert_eq!(batch.mask, [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0]);
}

#[test]
fn nothing_is_no_block() {
    for packing in [Packing::Whole, Packing::Stream { overlap: 0 }] {
        let blocks = Blocks::pack(&documents(&[(0, 0), (0, 3)]), options(8, packing, Some(1)));
        assert_eq!((blocks.count(), blocks.learnt(), blocks.padding()), (0, 0, 0));
        let batch = blocks.batch(&[0, 7]);
        assert!(batch.ids == [0; 16] && batch.mask == [0.0; 16] && batch.segments == [0; 16]);
    }
}

#[test]
fn an_epoch_reads_each_block_once() {
    let documents = documents(&[(40, 0), (3, 0), (17, 5), (1, 0)]);
    let blocks = Blocks::pack(&documents, options(6, Packing::Stream { overlap: 0 }, Some(3)));
    let epoch = |epoch| epoch_order(blocks.count(), 3, epoch).chunks(3).map(|b| blocks.batch(b)).collect::<Vec<_>>();
    let learnt: usize = epoch(1).iter().map(|batch| batch.learnt).sum();
    assert_eq!(learnt, blocks.learnt());
    assert_eq!(epoch(1), epoch(1));
    assert_ne!(epoch(1), epoch(2));
}

#[test]
fn prompts_are_read_and_not_learnt() {
    let tokenizer = LanguageTokenizer::train(&TokenizerKind::Bytes, &[]).unwrap();
    let check = |text: &str, prompt, learnt_from, learnt_bytes| {
        let found = tokenizer.encode_document(text, prompt);
        assert_eq!((found.learnt_from, found.learnt_bytes), (learnt_from, learnt_bytes), "{text} {prompt}");
        assert_eq!(tokenizer.decode(&found.ids), text);
    };
    check("37+85=22", 6, 6, 2);
    check("37+85=22", 0, 1, 7);
    check("ab", 2, 2, 0);
    check("é", 1, 1, 1);
    check("", 0, 1, 0);
    check("a", 9, 1, 0);
}

#[test]
fn a_prompt_shares_no_token_with_its_answer() {
    let tokenizer = LanguageTokenizer::train(&TokenizerKind::Bpe { vocabulary: 300 }, &["hello hello hello"]).unwrap();
    let whole = tokenizer.encode_document("hello", 0);
    let parted = tokenizer.encode_document("hello", 2);
    assert_eq!((whole.ids.len(), whole.learnt_bytes), (1, 0));
    assert_eq!((parted.learnt_bytes, tokenizer.decode(&parted.ids[parted.learnt_from..])), (3, "llo".into()));
}

/// A model of the sums' own distribution has exactly the loss that is said to be the least.
#[test]
fn sums_cost_their_entropy() {
    let sums = ArithmeticOptions { modulus: 100, count: 500, answers_only: false, seed: 4 };
    let corpus = Arithmetic::corpus(&sums);
    let tokenizer = LanguageTokenizer::train(&TokenizerKind::Bytes, &[]).unwrap();
    let spans: Vec<Span> = (0..500).map(|document| Span { document, start: 0, end: 8 }).collect();
    let encoded = tokenizer.encode_spans(&corpus, &spans);
    let blocks = Blocks::pack(&encoded, options(64, Packing::Whole, Some(0)));
    let batch = all(&blocks);
    // A second digit is one of ten, and so is a first one after `+`; all else follows.
    let cost = |position: i32| if [0, 2, 3].contains(&position) { 10_f64.ln() } else { 0.0 };
    let learnt = batch.mask.iter().zip(&batch.positions).filter(|(mask, _)| **mask > 0.0);
    let nats: f64 = learnt.map(|(_, &position)| cost(position)).sum();
    assert!((nats / batch.learnt as f64 - Arithmetic::new(100).least_nats()).abs() < 1e-12);
    assert_eq!(batch.learnt, 500 * 8);
    assert!(blocks.padding() * 40 < batch.ids.len(), "{} of {}", blocks.padding(), batch.ids.len());
}

/// Frozen: another value means that recipes made before no longer train on the same blocks, or that hosts differ.
#[test]
fn blocks_are_the_same_on_every_host() {
    let fnv = |batch: &BlockBatch| {
        let step =
            |hash: u64, value: &i32| (hash ^ u64::from(value.cast_unsigned())).wrapping_mul(0x0000_0100_0000_01b3);
        let hash = batch.ids.iter().chain(&batch.targets).chain(&batch.segments).fold(0xcbf2_9ce4_8422_2325, step);
        format!("{hash:016x}")
    };
    let shapes: Vec<(usize, usize)> = (0..200).map(|i| (i * 7 % 23, i % 3)).collect();
    let packed = |packing| fnv(&all(&Blocks::pack(&documents(&shapes), options(16, packing, Some(42)))));
    let found = [packed(Packing::Whole), packed(Packing::Stream { overlap: 0 })];
    assert_eq!(found.join(" "), "ef75d5944f837dee f7c0a696bc343cf6");
}

fn shapes() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0_usize..20).prop_flat_map(|length| (Just(length), 0..=length)), 0..12)
}

proptest! {
    #[test]
    fn every_token_is_learnt_once(shapes in shapes(), length in 1_usize..24, overlap in 0_usize..24, seed in any::<Option<u64>>()) {
        let documents = documents(&shapes);
        for packing in [Packing::Stream { overlap: 0 }, Packing::Stream { overlap }, Packing::Whole] {
            check(&documents, &Blocks::pack(&documents, options(length, packing, seed)), length);
        }
    }

    #[test]
    fn whole_documents_are_never_cut(shapes in shapes(), length in 1_usize..24, seed in any::<u64>()) {
        let documents = documents(&shapes);
        let blocks = Blocks::pack(&documents, options(length, Packing::Whole, Some(seed)));
        let mut places: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (number, row) in rows(&all(&blocks)).iter().enumerate() {
            row.iter().filter(|p| p.0 > END).for_each(|p| { places.entry(p.3 - 1).or_default().insert(number); });
        }
        let cut = |(document, blocks): (&usize, &BTreeSet<usize>)| blocks.len() > 1 && documents[*document].ids.len() <= length;
        prop_assert!(!places.iter().any(cut));
    }

    #[test]
    fn an_overlap_is_context(length in 2_usize..24, overlap in 1_usize..23, tokens in 1_usize..90) {
        let documents = documents(&[(tokens, 0)]);
        let blocks = Blocks::pack(&documents, options(length, Packing::Stream { overlap }, None));
        for row in rows(&all(&blocks)).iter().skip(1) {
            prop_assert!(row.iter().take(overlap.min(length - 1)).all(|position| !position.2));
        }
    }

    #[test]
    fn the_seed_alone_decides(shapes in shapes(), seed in any::<u64>()) {
        let documents = documents(&shapes);
        let pack = |seed| Blocks::pack(&documents, options(8, Packing::Whole, Some(seed)));
        prop_assert_eq!(pack(seed), pack(seed));
    }
}
