//! Text from ids as they are written, though a character may take several of them.

use super::LanguageTokenizer;

/// Writes text as soon as it is certain: bytes that begin a character wait for the rest of it.
///
/// All that it writes together is what [`LanguageTokenizer::decode`] makes of the same ids at once.
#[derive(Debug)]
pub struct DecodeStream<'a> {
    tokenizer: &'a LanguageTokenizer,
    waiting: Vec<u8>,
}

impl<'a> DecodeStream<'a> {
    pub(super) fn new(tokenizer: &'a LanguageTokenizer) -> Self {
        Self { tokenizer, waiting: Vec::new() }
    }

    /// Takes the next id; gives the text that is certain now, often none.
    pub fn push(&mut self, id: u32) -> String {
        self.waiting.extend_from_slice(self.tokenizer.token(id));
        let whole = whole(&self.waiting);
        let rest = self.waiting.split_off(whole);
        String::from_utf8_lossy(&std::mem::replace(&mut self.waiting, rest)).into_owned()
    }

    /// What is left when no id follows: U+FFFD for half a character.
    pub fn finish(self) -> String {
        String::from_utf8_lossy(&self.waiting).into_owned()
    }
}

/// Length of the bytes to which nothing that follows makes a difference.
fn whole(bytes: &[u8]) -> usize {
    let mut from = 0;
    while let Err(fault) = std::str::from_utf8(&bytes[from..]) {
        from += fault.valid_up_to();
        match fault.error_len() {
            Some(broken) => from += broken,
            None => return from,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn keeps_what_may_become_a_character() {
        let check = |bytes: &[u8], expected| assert_eq!(whole(bytes), expected, "{bytes:?}");
        check(b"", 0);
        check(b"ab", 2);
        check("aé".as_bytes(), 3);
        check(b"a\xC3", 1);
        check(b"\xF0\x9F\x98", 0);
        check(b"\xFF\xFFa", 3);
        check(b"\xC3a\xE2\x82", 2);
        check(b"\xE2\x82\xC3", 2);
    }
}
