//! Long texts in parts that need no more memory than a tab has.

/// The parts of a text, in order and without gaps, each of at most `most` bytes (or one character).
///
/// A part ends before the white space that follows a word. There GPT-2's rule begins another piece whatever stands
/// around it, so that the parts have the tokens of the whole text. Only a part without any white space is cut within a
/// word.
pub(crate) fn parts(text: &str, most: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (part, after) = rest.split_at(if rest.len() <= most { rest.len() } else { end(rest, most) });
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

/// Where the first part of `text` ends.
fn end(text: &str, most: usize) -> usize {
    let last = text.floor_char_boundary(most.max(char::MAX_LEN_UTF8));
    let words = text[..last].trim_end_matches(|c: char| !c.is_whitespace()).trim_end().len();
    if words > 0 { words } else { last }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, most: usize, expected: &[&str]) {
        assert_eq!(parts(text, most).collect::<Vec<_>>(), expected, "{text:?}");
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
