//! Which names the files of a family may hold.

/// What is known of a family's names, besides those that have a place in the model.
///
/// Where an entry ends with a full stop it stands for all names that begin so, else for itself alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Naming {
    /// Prefixes that the body's names may have, or lack.
    pub(super) prefixes: &'static [&'static str],
    /// Names of heads, which have no prefix.
    pub(super) heads: &'static [&'static str],
    /// Ends of names whose tensors are no weights: what old versions stored though it can be computed.
    pub(super) buffers: &'static [&'static str],
    /// Weights, without their prefix, that serve no purpose here and are passed over.
    pub(super) unread: &'static [&'static str],
}

impl Naming {
    /// The names that a tensor may have in a file, the likeliest first.
    pub(super) fn spellings(&self, name: &str) -> Vec<String> {
        let prefixes = if self.is_head(name) { &[] } else { self.prefixes };
        let with = |name: &str| prefixes.iter().chain(&[""]).map(|prefix| format!("{prefix}{name}")).collect();
        let mut all: Vec<String> = with(name);
        if let Some(old) = old_norm(name) {
            all.extend(with(&old));
        }
        all
    }

    /// Whether a name has no prefix.
    pub(super) fn is_head(&self, name: &str) -> bool {
        stands_in(self.heads, name)
    }

    /// The name as a place in the model has it: without the body's prefix, in today's words.
    pub(super) fn bare(&self, name: &str) -> String {
        let bare = self.prefixes.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
        for (old, new) in OLD_NORM {
            if let Some(norm) = bare.strip_suffix(old) {
                return format!("{norm}{new}");
            }
        }
        bare.to_owned()
    }

    /// Whether a tensor is left out on purpose.
    pub(super) fn is_passed_over(&self, name: &str) -> bool {
        self.buffers.iter().any(|end| name.ends_with(end)) || stands_in(self.unread, &self.bare(name))
    }
}

/// What the first checkpoints, made with TensorFlow, call the parts of a norm.
const OLD_NORM: [(&str, &str); 2] = [("LayerNorm.gamma", "LayerNorm.weight"), ("LayerNorm.beta", "LayerNorm.bias")];

fn old_norm(name: &str) -> Option<String> {
    OLD_NORM.iter().find_map(|(old, new)| Some(format!("{}{old}", name.strip_suffix(new)?)))
}

fn stands_in(list: &[&str], name: &str) -> bool {
    list.iter().any(|&entry| entry == name || (entry.ends_with('.') && name.starts_with(entry)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMING: Naming =
        Naming { prefixes: &["bert."], heads: &["classifier."], buffers: &[".position_ids"], unread: &["cls.", "a.b"] };

    #[test]
    fn a_tensor_is_looked_for_under_each_of_its_names() {
        assert_eq!(NAMING.spellings("x.weight"), ["bert.x.weight", "x.weight"]);
        assert_eq!(NAMING.spellings("classifier.bias"), ["classifier.bias"]);
        let norm = ["bert.LayerNorm.bias", "LayerNorm.bias", "bert.LayerNorm.beta", "LayerNorm.beta"];
        assert_eq!(NAMING.spellings("LayerNorm.bias"), norm);
        let bare = NAMING.spellings("e.LayerNorm.weight").into_iter().map(|name| NAMING.bare(&name));
        assert!(bare.eq(std::iter::repeat_n("e.LayerNorm.weight".to_owned(), 4)));
    }

    #[test]
    fn only_what_is_listed_is_passed_over() {
        let over = ["bert.embeddings.position_ids", "cls.seq_relationship.bias", "bert.a.b", "a.b"];
        over.iter().for_each(|name| assert!(NAMING.is_passed_over(name), "{name}"));
        let kept = ["bert.x", "clsx", "a.b.c", "position_ids", "classifier.weight"];
        kept.iter().for_each(|name| assert!(!NAMING.is_passed_over(name), "{name}"));
    }
}
