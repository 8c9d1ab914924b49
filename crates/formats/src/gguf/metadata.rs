//! The metadata of a file that is written.

/// Keys and values, encoded.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub(super) bytes: Vec<u8>,
    pub(super) count: u64,
}

/// A text as GGUF has it: its length in bytes, and the bytes.
pub(super) fn write_text(text: &str, out: &mut Vec<u8>) {
    out.extend((text.len() as u64).to_le_bytes());
    out.extend(text.as_bytes());
}

impl Metadata {
    pub(super) fn u32(&mut self, key: &str, value: u32) {
        self.add(key, 4, &value.to_le_bytes());
    }

    pub(super) fn f32(&mut self, key: &str, value: f32) {
        self.add(key, 6, &value.to_le_bytes());
    }

    pub(super) fn flag(&mut self, key: &str, value: bool) {
        self.add(key, 7, &[value.into()]);
    }

    pub(super) fn text(&mut self, key: &str, value: &str) {
        self.add(key, 8, &[]);
        write_text(value, &mut self.bytes);
    }

    pub(super) fn texts(&mut self, key: &str, values: &[String]) {
        self.array(key, 8, values.len());
        values.iter().for_each(|value| write_text(value, &mut self.bytes));
    }

    pub(super) fn i32s(&mut self, key: &str, values: &[i32]) {
        self.array(key, 5, values.len());
        self.bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }

    fn array(&mut self, key: &str, kind: u32, count: usize) {
        self.add(key, 9, &kind.to_le_bytes());
        self.bytes.extend((count as u64).to_le_bytes());
    }

    fn add(&mut self, key: &str, kind: u32, value: &[u8]) {
        self.count += 1;
        write_text(key, &mut self.bytes);
        self.bytes.extend(kind.to_le_bytes());
        self.bytes.extend(value);
    }
}
