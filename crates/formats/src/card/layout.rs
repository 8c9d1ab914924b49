//! Headings, tables and front matter.

use super::escape::{code, scalar};

/// A page: front matter, the name as its heading, and sections under theirs.
pub(super) struct Page<'a> {
    pub(super) name: &'a str,
    /// Of Hugging Face's model cards: `key: value` lines, values being ours.
    pub(super) matter: &'a [(&'a str, &'a str)],
    pub(super) tags: &'a [&'a str],
    /// Heading and text; the first has no heading.
    pub(super) sections: Vec<(&'a str, String)>,
}

impl Page<'_> {
    pub(super) fn write(&self) -> String {
        let mut parts = vec![self.front_matter(), format!("# {}", code(self.name))];
        for (heading, text) in &self.sections {
            parts.push(if heading.is_empty() { text.clone() } else { format!("## {heading}\n\n{text}") });
        }
        parts.join("\n\n") + "\n"
    }

    /// The licence is whoever publishes the model's to choose.
    fn front_matter(&self) -> String {
        let keys = self.matter.iter().map(|(key, value)| format!("{key}: {value}\n"));
        let tags = self.tags.iter().map(|tag| format!("- {tag}\n"));
        format!(
            "---\n# Add the licence that you publish this model under, such as `license: mit`.\nmodel_name: {}\n{}tags:\n{}---",
            scalar(self.name),
            keys.collect::<String>(),
            tags.collect::<String>()
        )
    }
}

/// A table (GitHub Flavored Markdown 0.29, 4.10); rows of another length are filled up or cut by readers.
pub(super) fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let rule: Vec<String> = (0..head.len()).map(|at| if at == 0 { "---".into() } else { "---:".to_owned() }).collect();
    let rows = rows.iter().map(|row| line(row));
    [line(head), line(&rule)].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

/// `- ` before each line.
pub(super) fn list(lines: &[String]) -> String {
    lines.iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n")
}

/// A block of code.
pub(super) fn block(language: &str, lines: &str) -> String {
    format!("```{language}\n{}\n```", lines.trim_end())
}
