//! A file that is larger than memory should be.

mod common;

use common::{HEAD, options};
use std::io::{self, Read};
use stillroom_data::{ReadOptions, Table, read, sniff};

/// Rows kept of each file.
const KEPT: usize = 1_000;

/// Largest memory that this process may ever have used, in KiB: far less than the file.
const MOST_MEMORY: usize = 64 * 1024;

/// Writes rows as they are read, and remembers how much was asked for at once.
struct Rows {
    write: fn(usize) -> String,
    total: usize,
    next: usize,
    buffer: Vec<u8>,
    written: usize,
    largest: usize,
}

impl Rows {
    fn new(rows: usize, row: fn(usize) -> String) -> Self {
        Self { write: row, total: rows, next: 0, buffer: Vec::new(), written: 0, largest: 0 }
    }
}

impl Read for Rows {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        self.largest = self.largest.max(target.len());
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

fn stream(rows: usize, row: fn(usize) -> String) -> (Table, Rows) {
    let mut input = Rows::new(rows, row);
    let mut head = vec![0; HEAD];
    input.read_exact(&mut head).unwrap();
    input.largest = 0;
    let found = sniff("f", &head).unwrap();
    let options = ReadOptions { max_rows: KEPT, ..options() };
    let table = read("f", head.as_slice().chain(&mut input), &found, &options).unwrap();
    (table, input)
}

/// Megabytes written, all rows counted, a fair sample kept in order, and nothing large ever held.
fn check(megabytes: usize, rows: usize, row: fn(usize) -> String) {
    let (table, input) = stream(rows, row);
    assert!(input.written >= megabytes * 1_000_000, "{}", input.written);
    assert!(input.largest <= 64 * 1024, "asked for {} bytes at once", input.largest);
    assert_eq!((table.read, table.unsampled, table.rows.len()), (rows, rows - KEPT, KEPT));
    let number = |text: &str| text.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap();
    let numbers: Vec<usize> = table.rows.iter().map(|row| number(&row.text)).collect();
    assert!(numbers.is_sorted());
    let late = numbers.iter().filter(|&&n| n >= rows / 2).count();
    assert!((400..600).contains(&late), "{late} of {KEPT} rows are from the second half");
    if let Some(used) = most_memory() {
        assert!(used <= MOST_MEMORY, "{used} KiB");
    }
}

/// The most memory that this process has had, in KiB, where the system tells.
fn most_memory() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()
}

#[test]
fn delimited() {
    check(100, 460_000, |i| match i {
        0 => format!("text,label\ntext {i} {},class {}\n", "word ".repeat(40), i % 7),
        _ => format!("text {i} {},class {}\n", "word ".repeat(40), i % 7),
    });
}

#[test]
fn json_lines() {
    check(20, 90_000, |i| format!("{{\"text\":\"text {i} {}\",\"label\":\"class {}\"}}\n", "word ".repeat(40), i % 7));
}

#[test]
fn json_array() {
    check(20, 90_000, |i| {
        let start = if i == 0 { "[" } else { ",\n" };
        let end = if i == 89_999 { "]" } else { "" };
        format!("{start}{{\"text\":\"text {i} {}\",\"label\":\"class {}\"}}{end}", "word ".repeat(40), i % 7)
    });
}
