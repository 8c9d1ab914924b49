//! The part of protobuf's wire format that an ONNX file needs (protobuf.dev, "Encoding").
//!
//! Written by hand: the crates for it bring a derive whose features have every other derive, and so all of Burn,
//! compiled anew, for what are five rules here.

/// A message that knows its fields.
pub(super) trait Message {
    /// Writes every field that is there.
    fn write(&self, fields: &mut Fields);

    /// The message by itself; about `capacity` bytes long.
    fn to_bytes(&self, capacity: usize) -> Vec<u8> {
        let mut fields = Fields(Vec::with_capacity(capacity));
        self.write(&mut fields);
        fields.0
    }
}

/// Fields one after the other.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<u8>);

/// How a field's value is laid out.
enum Wire {
    Varint = 0,
    Bytes = 2,
    Fixed32 = 5,
}

impl Fields {
    pub(super) fn int(&mut self, field: u32, value: i64) {
        self.key(field, Wire::Varint);
        self.varint(value.cast_unsigned());
    }

    /// Each by itself, as proto2 writes them.
    pub(super) fn ints(&mut self, field: u32, values: &[i64]) {
        values.iter().for_each(|&value| self.int(field, value));
    }

    pub(super) fn float(&mut self, field: u32, value: f32) {
        self.key(field, Wire::Fixed32);
        self.0.extend(value.to_le_bytes());
    }

    pub(super) fn bytes(&mut self, field: u32, value: &[u8]) {
        self.key(field, Wire::Bytes);
        self.varint(value.len() as u64);
        self.0.extend(value);
    }

    pub(super) fn text(&mut self, field: u32, value: &str) {
        self.bytes(field, value.as_bytes());
    }

    /// In place, and its length put before it then: weights are copied once only.
    pub(super) fn message(&mut self, field: u32, value: &impl Message) {
        self.key(field, Wire::Bytes);
        let start = self.0.len();
        value.write(self);
        let mut length = Self::default();
        length.varint((self.0.len() - start) as u64);
        self.0.splice(start..start, length.0);
    }

    pub(super) fn messages(&mut self, field: u32, values: &[impl Message]) {
        values.iter().for_each(|value| self.message(field, value));
    }

    fn key(&mut self, field: u32, wire: Wire) {
        self.varint(u64::from(field) << 3 | wire as u64);
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    fn varint(&mut self, mut value: u64) {
        while value > 0x7f {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes of one message by the examples of protobuf.dev's "Encoding".
    fn check(write: impl FnOnce(&mut Fields), bytes: &[u8]) {
        let mut fields = Fields::default();
        write(&mut fields);
        assert_eq!(fields.0, bytes);
    }

    /// Field 3 of `Test3` there, and a message of 200 bytes, whose length takes two.
    struct Inner(usize);

    impl Message for Inner {
        fn write(&self, fields: &mut Fields) {
            match self.0 {
                150 => fields.int(1, 150),
                length => fields.bytes(1, &vec![7; length]),
            }
        }
    }

    #[test]
    fn a_message_follows_its_length() {
        check(|f| f.message(3, &Inner(150)), &[0x1a, 0x03, 0x08, 0x96, 0x01]);
        let long = [&[0x1a, 0xcb, 0x01, 0x0a, 0xc8, 0x01], [7; 200].as_slice()].concat();
        check(|f| f.message(3, &Inner(200)), &long);
    }

    #[test]
    fn fields_are_laid_out_as_documented() {
        check(|f| f.int(1, 150), &[0x08, 0x96, 0x01]);
        check(|f| f.int(1, -2), &[0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
        check(|f| f.text(2, "testing"), &[0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
        check(|f| f.ints(5, &[1, 2]), &[0x28, 1, 0x28, 2]);
        check(|f| f.float(2, 1.0), &[0x15, 0, 0, 0x80, 0x3f]);
    }
}
