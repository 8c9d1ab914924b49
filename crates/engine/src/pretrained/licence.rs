/// The licence that the front matter of a model's `README.md` names.
pub(super) fn named(card: &str) -> Option<String> {
    let mut lines = card.lines();
    (lines.next()?.trim_end() == "---").then_some(())?;
    let matter: Vec<&str> = lines.take_while(|line| line.trim_end() != "---").collect();
    let at = matter.iter().position(|line| line.starts_with("license:"))?;
    let bare = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
    let named = bare(&matter[at]["license:".len()..]);
    let listed = matter[at + 1..].iter().map_while(|line| line.trim().strip_prefix("- ")).map(bare);
    let all = if named.is_empty() { listed.collect::<Vec<_>>().join(", ") } else { named };
    (!all.is_empty()).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn the_front_matter_names_the_licence() {
        let check = |card: &str, expected: Option<&str>| assert_eq!(named(card).as_deref(), expected, "{card}");
        check("---\nlanguage: en\nlicense: apache-2.0\ntags:\n- x\n---\n# Model", Some("apache-2.0"));
        check("---\nlicense: \"mit\"\n---\n", Some("mit"));
        check("---\r\nlicense: mit\r\n---\r\n", Some("mit"));
        check("---\nlicense:\n- mit\n- bsd\ntags: a\n---", Some("mit, bsd"));
        check("---\nlicense:\ntags: a\n---", None);
        check("---\ntags: a\n---\nlicense: mit", None);
        check("license: mit", None);
        check("", None);
    }
}
