//! Long texts in parts that the tokenizer library can take without filling a tab's memory.

/// Bytes of a part at most. The library needs some fifty times as much while it works.
const CHUNK: usize = 64 * 1024;

/// The parts of a text, in order and without gaps.
///
/// A part ends before the white space that follows a word, where GPT-2's rule always begins another piece whatever
/// stands around it: the tokens are those of the whole text. Only a text without any white space for a whole part is
/// cut within a word.
pub(super) fn chunks(text: &str) -> impl Iterator<Item = &str> {
    cut(text, CHUNK)
}

fn cut(text: &str, most: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (chunk, after) = rest.split_at(if rest.len() <= most { rest.len() } else { end(rest, most) });
        rest = after;
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// Where the first part of `text` ends, within `most` bytes.
fn end(text: &str, most: usize) -> usize {
    let last = text.floor_char_boundary(most.max(4));
    let words = text[..last].trim_end_matches(|c: char| !c.is_whitespace()).trim_end().len();
    if words > 0 { words } else { last }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, most: usize, expected: &[&str]) {
        assert_eq!(cut(text, most).collect::<Vec<_>>(), expected, "{text:?}");
    }

    #[test]
    fn ends_before_the_space_after_a_word() {
        check("", 8, &[]);
        check("ab cd", 8, &["ab cd"]);
        check("ab cd ef gh", 7, &["ab cd", " ef gh"]);
        check("ab  \n cd efg", 8, &["ab", "  \n cd", " efg"]);
    }

    #[test]
    fn cuts_what_has_no_space_between_characters() {
        check("ééééé", 5, &["éé", "éé", "é"]);
        check("          ab", 4, &["    ", "    ", "  ab"]);
        check("😀😀", 1, &["😀", "😀"]);
    }
}
