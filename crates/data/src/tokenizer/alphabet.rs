//! GPT-2's alphabet: a visible character for each byte, so that vocabularies are text.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The characters of bytes 0 to 255: a byte that is a visible Latin-1 character stands for itself, the others take the
/// characters from U+0100 on.
pub(super) fn byte_characters() -> Vec<char> {
    let mut next = '\u{100}'..;
    let visible = |b: u8| matches!(b, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..);
    (0..=u8::MAX).filter_map(|b| if visible(b) { Some(char::from(b)) } else { next.next() }).collect()
}

/// The bytes that a token of those characters stands for; none if it has another character.
pub(super) fn bytes_of(token: &str) -> Option<Vec<u8>> {
    token.chars().map(byte).collect()
}

fn byte(character: char) -> Option<u8> {
    static BYTES: LazyLock<HashMap<char, u8>> =
        LazyLock::new(|| byte_characters().into_iter().zip(0..=u8::MAX).collect());
    BYTES.get(&character).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use tokenizers::pre_tokenizers::byte_level::ByteLevel;

    #[test]
    fn is_the_alphabet_of_the_library() {
        let characters = byte_characters();
        assert_eq!(characters.len(), 256);
        assert_eq!(characters.iter().copied().collect::<BTreeSet<_>>(), ByteLevel::alphabet().into_iter().collect());
        assert_eq!((characters[0x20], characters[0x41], characters[0xE9]), ('Ġ', 'A', 'é'));
    }

    #[test]
    fn bytes_come_back() {
        assert_eq!(bytes_of("Ġé"), Some(vec![0x20, 0xE9]));
        assert_eq!(bytes_of(" "), None);
        let all: String = byte_characters().into_iter().collect();
        assert_eq!(bytes_of(&all), Some((0..=255).collect()));
    }
}
