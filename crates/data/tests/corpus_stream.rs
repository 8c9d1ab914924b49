//! A file of texts that is larger than memory should be.

use std::io::{self, Read};
use stillroom_data::{Corpus, CorpusFormat, CorpusOptions, DocumentRule, read_corpus, sniff_corpus};

/// Bytes kept of each file.
const KEPT: usize = 2_000_000;

/// Largest memory that this process may ever have used, in KiB: far less than the file.
const MOST_MEMORY: usize = 48 * 1024;

/// Writes pieces as they are read.
struct Pieces {
    write: fn(usize) -> String,
    total: usize,
    next: usize,
    buffer: Vec<u8>,
    written: usize,
}

impl Read for Pieces {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        while self.buffer.len() < target.len() && self.next < self.total {
            self.buffer.extend((self.write)(self.next).bytes());
            self.next += 1;
        }
        let length = target.len().min(self.buffer.len());
        target[..length].copy_from_slice(&self.buffer[..length]);
        self.buffer.drain(..length);
        self.written += length;
        Ok(length)
    }
}

/// Megabytes written, all counted, no more kept than asked for, and nothing large ever held.
fn check(megabytes: usize, total: usize, format: &CorpusFormat, write: fn(usize) -> String) -> Corpus {
    let mut input = Pieces { write, total, next: 0, buffer: Vec::new(), written: 0 };
    let mut head = vec![0; 64 * 1024];
    input.read_exact(&mut head).unwrap();
    let found = sniff_corpus("f", &head, Some(format)).unwrap();
    let options = CorpusOptions { max_bytes: KEPT, seed: 1 };
    let corpus = read_corpus("f", head.as_slice().chain(&mut input), &found, &options).unwrap();
    assert!(input.written >= megabytes * 1_000_000, "{}", input.written);
    assert!((KEPT * 98 / 100..=KEPT).contains(&(corpus.counts.kept_bytes as usize)), "{:?}", corpus.counts);
    if let Some(used) = most_memory() {
        assert!(used <= MOST_MEMORY, "{used} KiB");
    }
    corpus
}

/// The most memory that this process has had, in KiB, where the system tells.
fn most_memory() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()
}

#[test]
fn one_text() {
    let corpus = check(100, 500_000, &CorpusFormat::Text { documents: DocumentRule::WholeFile }, |i| {
        format!("Line {i} {}\n", "of words ".repeat(22))
    });
    assert_eq!((corpus.counts.read, corpus.counts.excerpted), (1, 1));
    let late = corpus.documents.iter().filter(|document| document.line > 250_000).count();
    assert!((corpus.documents.len() / 4..corpus.documents.len() * 3 / 4).contains(&late), "{late}");
}

#[test]
fn one_line() {
    let corpus = check(40, 400_000, &CorpusFormat::Text { documents: DocumentRule::WholeFile }, |i| {
        format!("{i} {}", "é".repeat(48))
    });
    assert!(corpus.documents.iter().all(|document| document.line == 1 && !document.text.contains('\u{FFFD}')));
}

#[test]
fn many_documents() {
    let corpus = check(100, 1_000_000, &CorpusFormat::Rows { text: None }, |i| {
        format!("{{\"text\":\"text {i} {}\"}}\n", "word ".repeat(18))
    });
    assert_eq!((corpus.counts.read, corpus.counts.excerpted), (1_000_000, 0));
    assert_eq!(corpus.counts.unsampled + corpus.counts.kept, 1_000_000);
}
