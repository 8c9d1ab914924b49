//! Files that are read in pieces give what files in memory give, and lie within what was there when they were opened.

use crate::support::files;
use std::cell::Cell;
use stillroom_formats::{
    Checkpoint, CheckpointConfig, DecoderCheckpoint, GgufError, GgufFile, GgufFloat, GgufOptions, ReadAt, Source,
    StoredCheckpoint,
};

/// Bytes that count what is asked of them, and can be lost.
struct Watched {
    bytes: Vec<u8>,
    asked: Cell<u64>,
    lost: Cell<bool>,
}

impl Watched {
    fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, asked: Cell::new(0), lost: Cell::new(false) }
    }
}

impl ReadAt for Watched {
    fn size(&self) -> u64 {
        self.bytes.size()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<(), String> {
        self.asked.set(self.asked.get() + into.len() as u64);
        if self.lost.get() { Err("the disk is gone".into()) } else { self.bytes.read_at(offset, into) }
    }
}

fn open<'a>(config: &[u8], source: &'a Watched) -> StoredCheckpoint<'a> {
    let config = CheckpointConfig::read(config).unwrap();
    StoredCheckpoint::from_hugging_face(config, vec![Box::new(source) as Source<'a>]).unwrap()
}

#[test]
fn opening_reads_the_header_alone() {
    for family in ["gpt2", "llama", "qwen2", "bert", "distilbert", "roberta"] {
        let (config, weights) = files(&format!("models/{family}"));
        let header = 8 + u64::from_le_bytes(std::array::from_fn(|at| weights[at]));
        let whole = Checkpoint::from_hugging_face(&config, &[&weights]).unwrap();
        let source = Watched::new(weights);
        let stored = open(&config, &source);
        assert_eq!(source.asked.get(), header, "{family}");
        assert_eq!(stored.parameters(), whole.parameters() as u64);
        let largest = whole.weights().iter().map(|tensor| tensor.values.len()).max().unwrap();
        assert_eq!(stored.largest_tensor_bytes(), 4.0 * largest as f64);
        assert_eq!(stored.read().unwrap(), whole, "{family}");
    }
}

#[test]
fn a_file_that_is_lost_is_an_error_and_names_the_tensor() {
    let (config, weights) = files("models/llama");
    let source = Watched::new(weights);
    let stored = open(&config, &source);
    let (name, shape) = stored.tensors().last().unwrap();
    stored.values(name, shape).unwrap();
    source.lost.set(true);
    let error = stored.values(name, shape).unwrap_err();
    assert_eq!((error.tensor.as_str(), error.why.as_str()), (name, "the disk is gone"));
    assert!(stored.values("nothing", shape).unwrap_err().why.contains("none of this name"));
    assert!(stored.values(name, &[1]).unwrap_err().why.contains("shape"));
}

fn gguf() -> (DecoderCheckpoint, Vec<u8>) {
    let (config, weights) = files("models/llama");
    let model = DecoderCheckpoint::from_hugging_face(&config, &[&weights]).unwrap();
    let tokenizer = std::fs::read_to_string("../../tests/conformance/models/llama/tokenizer.json").unwrap();
    let bytes = model.to_gguf(&tokenizer, &GgufOptions { float: GgufFloat::F32, ..GgufOptions::default() }).unwrap();
    (model, bytes)
}

/// A header that is longer than the first piece, as that of a model with a large vocabulary.
#[test]
fn a_gguf_header_is_read_in_growing_pieces() {
    let (model, bytes) = gguf();
    // The header ends before two megabytes, the file behind them.
    let extra = (2 << 20) - 128_000;
    let key = "stillroom.test";
    let mut long = bytes[..16].to_vec();
    long.extend((u64::from_le_bytes(std::array::from_fn(|at| bytes[16 + at])) + 1).to_le_bytes());
    long.extend((key.len() as u64).to_le_bytes());
    long.extend(key.as_bytes());
    long.extend(8_u32.to_le_bytes());
    long.extend((extra as u64).to_le_bytes());
    // What follows stays aligned.
    let pad = (32 - (long.len() - 24) % 32) % 32;
    let at = long.len() - 8;
    long[at..].copy_from_slice(&((extra + pad) as u64).to_le_bytes());
    long.resize(long.len() + extra + pad, b'x');
    long.extend(&bytes[24..]);
    let header = GgufFile::read_header(&long).unwrap();
    assert_eq!(header.len(), 2 << 20, "twice as much each time");
    let file = GgufFile::within(&header, Box::new(&long)).unwrap();
    assert_eq!(file.metadata(key).unwrap().as_text().unwrap().len(), extra + pad);
    assert_eq!(file.checkpoint().unwrap(), GgufFile::open(&bytes).unwrap().checkpoint().unwrap());
    assert_eq!(file.checkpoint().unwrap().recipe, model.recipe);
}

/// A length that lies leads to the end of the file, or to the longest header, never beyond.
#[test]
fn a_gguf_header_that_never_ends_is_refused() {
    struct Endless(Cell<u64>);
    impl ReadAt for Endless {
        fn size(&self) -> u64 {
            u64::MAX
        }
        fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<(), String> {
            assert_eq!(offset, 0);
            self.0.set(self.0.get() + into.len() as u64);
            into.fill(0);
            // One value of the metadata, which is a text without end.
            let start = [b"GGUF\x03\0\0\0".as_slice(), &[0; 8], &1_u64.to_le_bytes(), &u64::MAX.to_le_bytes()].concat();
            into[..start.len()].copy_from_slice(&start);
            Ok(())
        }
    }
    let endless = Endless(Cell::new(0));
    assert_eq!(GgufFile::read_header(&endless), Err(GgufError::Header(1 << 28)));
    assert!(endless.0.get() < 1 << 30);
}

#[test]
fn gguf_tensors_are_read_from_their_source() {
    let (_, bytes) = gguf();
    let whole = GgufFile::open(&bytes).unwrap().checkpoint().unwrap();
    let source = Watched::new(bytes);
    let header = GgufFile::read_header(&source).unwrap();
    let layout = GgufFile::within(&header, Box::new(&source)).unwrap().layout().unwrap();
    drop(header);
    let stored = layout.over(vec![Box::new(&source)]);
    assert_eq!(stored.read_all().unwrap(), whole.weights);
    source.lost.set(true);
    assert!(stored.read_all().is_err());
}
