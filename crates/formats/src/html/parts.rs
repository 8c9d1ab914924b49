//! How values go into a page without being read as anything else.

/// A text between tags.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A value within a `script` element, which the first `</script>` would end, in a string or not.
pub(super) fn inline(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// Modules as one script: what one exports, the next finds. Each import takes one line.
pub(super) fn script(modules: &[&str]) -> String {
    let lines = modules.iter().flat_map(|module| module.lines());
    let kept = lines.filter(|line| !line.starts_with("import ") && !line.trim_start().starts_with("//"));
    kept.map(|line| format!("{}\n", line.strip_prefix("export ").unwrap_or(line))).collect()
}

/// A template with `{{name}}` in each place. What was put in is not looked at again.
pub(super) fn filled(template: &str, values: &[(&str, &str)]) -> String {
    let mut parts = template.split("{{");
    let mut page = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or(("", part));
        let value = values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        page.push_str(value);
        page.push_str(rest);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_put_in_once() {
        let page = filled("<p>{{a}}, {{b}}</p>", &[("a", "{{b}}"), ("b", "2")]);
        assert_eq!(page, "<p>{{b}}, 2</p>");
    }

    #[test]
    fn no_text_ends_its_element() {
        assert_eq!(escaped("<b>&"), "&lt;b&gt;&amp;");
        let text = "</script><script>alert(1)</script>";
        let shown = inline(&json!([text]));
        assert!(!shown.contains('<'), "{shown}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&shown).unwrap(), [text]);
    }

    #[test]
    fn modules_become_one_script() {
        let (one, two) = ("// A.\nexport function a() {}\n", "import { a } from \"./a.js\";\na();\n");
        assert_eq!(script(&[one, two]), "function a() {}\na();\n");
    }
}
