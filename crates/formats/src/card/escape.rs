//! Text of the user's in Markdown and YAML: shown as it is, whatever it holds.

/// Most characters of a name that are shown.
const LONGEST: usize = 200;

/// A span of code (`CommonMark` 0.31, 6.1), in which nothing is read as markup: as many backticks around it as it needs.
pub(super) fn code(text: &str) -> String {
    let line = one_line(text);
    if line.trim_matches(' ').is_empty() {
        return "(empty)".into();
    }
    let fence = "`".repeat(longest_run(&line) + 1);
    // A backtick at an end would be taken for the fence's; a space at both ends would be taken away.
    let needs_space = line.starts_with('`') || line.ends_with('`') || (line.starts_with(' ') && line.ends_with(' '));
    let space = if needs_space { " " } else { "" };
    format!("{fence}{space}{line}{space}{fence}")
}

/// The name of a file without the folders before it, which say more of a machine than of a model.
pub(super) fn file(path: &str) -> String {
    code(path.rsplit(['/', '\\']).next().unwrap_or_default())
}

/// [`code`] within a cell of a table, where a bar would end it even in code (GitHub Flavored Markdown 0.29, 4.10).
pub(super) fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// A double-quoted scalar (YAML 1.2, 7.3.1). JSON's escapes are YAML's too; what YAML does not print is escaped.
pub(super) fn scalar(text: &str) -> String {
    let quoted = serde_json::Value::from(one_line(text)).to_string();
    let is_plain =
        |c: char| !matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    quoted.chars().map(|c| if is_plain(c) { c.into() } else { format!("\\u{:04x}", u32::from(c)) }).collect()
}

/// Without line breaks and other control characters, and cut to [`LONGEST`].
fn one_line(text: &str) -> String {
    let shown =
        text.chars().take(LONGEST).map(|c| if c.is_control() || "\u{2028}\u{2029}".contains(c) { ' ' } else { c });
    let cut = if text.chars().nth(LONGEST).is_some() { "…" } else { "" };
    shown.collect::<String>() + cut
}

fn longest_run(line: &str) -> usize {
    line.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_span_has_as_many_backticks_as_it_needs() {
        let check = |text: &str, expected: &str| assert_eq!(code(text), expected);
        check("ham", "`ham`");
        check("a `b` c", "``a `b` c``");
        check("`", "`` ` ``");
        check("``x", "``` ``x ```");
        check(" x ", "`  x  `");
        check("a\r\nb\u{2028}c", "`a  b c`");
        check("", "(empty)");
        check("\n", "(empty)");
        check(&"x".repeat(300), &format!("`{}…`", "x".repeat(LONGEST)));
        assert_eq!(cell("a|b"), "`a\\|b`");
        assert_eq!([file("x/y.csv"), file("C:\\x\\y.csv"), file("y.csv")], ["`y.csv`"; 3]);
    }

    #[test]
    fn a_scalar_is_quoted_and_printable() {
        let check = |text: &str, expected: &str| assert_eq!(scalar(text), expected);
        check("a: b # c", "\"a: b # c\"");
        check("say \"no\" \\ ---\n- x", "\"say \\\"no\\\" \\\\ --- - x\"");
        check("a\u{feff}b\u{85}", "\"a\\ufeffb \"");
    }

    /// What a reader of Markdown takes a span of code for.
    fn read(span: &str) -> String {
        let fence = span.len() - span.trim_start_matches('`').len();
        let inner = &span[fence..span.len() - fence];
        assert!(inner.split(|c| c != '`').all(|run| run.len() != fence), "{span} ends early");
        let is_padded = inner.starts_with(' ') && inner.ends_with(' ') && !inner.trim_matches(' ').is_empty();
        if is_padded { inner[1..inner.len() - 1].into() } else { inner.into() }
    }

    proptest! {
        #[test]
        fn any_text_is_shown_as_it_is(text in "[`| \\\\a<>\\[\\]*_\"'#:é🧪\n\r\t-]{0,30}") {
            let span = code(&text);
            prop_assert!(!span.contains(['\n', '\r']));
            if span != "(empty)" {
                prop_assert_eq!(read(&span), one_line(&text));
            }
            let bars = cell(&text).replace("\\|", "");
            prop_assert!(!bars.contains('|'));
        }

        /// JSON's reader reads what YAML's does of it.
        #[test]
        fn any_text_is_a_scalar(text in any::<String>()) {
            let scalar = scalar(&text);
            prop_assert!(!scalar.chars().any(char::is_control));
            prop_assert_eq!(serde_json::from_str::<String>(&scalar).unwrap(), one_line(&text));
        }
    }
}
