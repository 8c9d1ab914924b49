//! docs/recipe.md and docs/language-recipe.md: every key of a recipe, with its meaning (from the schema), its value in
//! the default preset (from the preset) and its range (from the refusal of a value far outside).

mod classifier;
mod language;

pub use classifier::CLASSIFIER;
pub use language::LANGUAGE;

use serde_json::{Value, json};
use std::fmt::Write;
use stillroom_spec::ErrorReport;

/// A document: of a classifier's recipe or a language model's.
pub struct Document {
    head: &'static str,
    /// The definition of the whole.
    root: &'static str,
    schema: fn() -> String,
    parts: &'static [Part],
    /// Definitions that are told where they are used.
    inline: &'static [&'static str],
    /// The preset's name and its recipe.
    preset: (&'static str, fn() -> String),
    /// Puts in what the preset lacks.
    fill: fn(&mut Value),
    read: fn(&str) -> Result<(), ErrorReport>,
    /// Stands where a kind is refused whole, whatever its values are.
    refused: &'static str,
}

/// A part of the recipe and where it may stand.
struct Part {
    title: &'static str,
    definition: &'static str,
    places: &'static [&'static str],
}

impl Document {
    /// The whole document.
    pub fn text(&self) -> String {
        let schema: Value = serde_json::from_str(&(self.schema)()).expect("the schema is JSON");
        self.assert_complete(&schema);
        let sections = self.parts.iter().map(|part| self.section(part, &schema));
        sections.fold(self.head.to_owned(), |text, section| text + "\n" + &section)
    }

    fn assert_complete(&self, schema: &Value) {
        for name in schema["$defs"].as_object().expect("definitions").keys() {
            let told = self.parts.iter().any(|part| part.definition == name) || self.inline.contains(&name.as_str());
            assert!(told, "the document of `{}` has no place for `{name}`: give it one in recipe_doc", self.root);
        }
    }

    fn definition<'a>(&self, name: &str, schema: &'a Value) -> &'a Value {
        if name == self.root { schema } else { &schema["$defs"][name] }
    }

    fn section(&self, part: &Part, schema: &Value) -> String {
        let definition = self.definition(part.definition, schema);
        let mut text = format!("## {}\n\n{}\n", part.title, description(definition));
        match definition["oneOf"].as_array() {
            None => text += &self.table(part, definition, schema),
            Some(kinds) => kinds.iter().for_each(|kind| text += &self.kind_section(part, kind, schema)),
        }
        text
    }

    fn kind_section(&self, part: &Part, kind: &Value, schema: &Value) -> String {
        if let Some(word) = kind["const"].as_str() {
            return format!("\n`\"{word}\"`: {}\n", description(kind));
        }
        let name = kind["properties"]["kind"]["const"].as_str().expect("a kind");
        format!("\n`\"kind\": \"{name}\"`: {}\n{}", description(kind), self.table(part, kind, schema))
    }

    fn table(&self, part: &Part, object: &Value, schema: &Value) -> String {
        let properties = object["properties"].as_object().expect("properties");
        let own: Vec<_> = properties.iter().filter(|(key, _)| *key != "kind").collect();
        if own.is_empty() {
            return String::new();
        }
        let (sample, places) = self.occurrences(part, object);
        let place = places.last().expect("a place");
        let mut text = format!("\n| key | meaning | `{}` | range |\n| --- | --- | --- | --- |\n", self.preset.0);
        for (key, property) in own {
            let value = default(&sample, &places, key);
            let range = self.range(&sample, &format!("{place}/{key}"), property, schema);
            writeln!(text, "| `{key}` | {} | {value} | {range} |", description(property)).expect("a string grows");
        }
        text
    }

    /// A recipe that holds the object, and where: the preset, the preset with all that it lacks, or that with a plain
    /// one put in.
    fn occurrences(&self, part: &Part, object: &Value) -> (Sample, Vec<&'static str>) {
        let mut recipe: Value = serde_json::from_str(&(self.preset.1)()).expect("a recipe is JSON");
        let places = part.places_in(&recipe, object);
        if !places.is_empty() {
            return (Sample { recipe, own: true }, places);
        }
        (self.fill)(&mut recipe);
        let places = part.places_in(&recipe, object);
        if !places.is_empty() {
            return (Sample { recipe, own: false }, places);
        }
        let place = part.places.iter().copied().find(|place| recipe.pointer(place).is_some()).expect("a place");
        *recipe.pointer_mut(place).expect("a place") = plain(object);
        (Sample { recipe, own: false }, vec![place])
    }

    fn range(&self, sample: &Sample, place: &str, property: &Value, schema: &Value) -> String {
        let kinds = property["type"].as_array();
        let kind = kinds.map_or(&property["type"], |kinds| &kinds[0]).as_str();
        let may_be_null = kinds.is_some() || property["anyOf"].is_array();
        let range = match kind {
            Some("integer") => self.limits(sample, place, &json!(u32::MAX)),
            Some("number") => self.limits(sample, place, &json!(1e300)),
            Some("array") => "one or more".into(),
            Some("boolean") => "`true`, `false`".into(),
            Some(_) => "text".into(),
            None => self.choices(property, schema),
        };
        range + if may_be_null { " or `null`" } else { "" }
    }

    /// What the refusal of a value far outside names as the range.
    fn limits(&self, sample: &Sample, place: &str, outside: &Value) -> String {
        let mut recipe = sample.recipe.clone();
        *recipe.pointer_mut(place).expect("a place") = outside.clone();
        let Err(refusal) = (self.read)(&recipe.to_string()) else {
            return format!("0 to {outside}");
        };
        if !refusal.hint.starts_with("Choose ") && !refusal.hint.starts_with("This build") {
            return self.refused.into();
        }
        let hint = refusal.hint.trim_end_matches('.');
        hint.trim_start_matches("Choose ").trim_start_matches("This build reads version ").to_owned()
    }

    /// The words that a reference allows, if it is to words; else where to look.
    fn choices(&self, property: &Value, schema: &Value) -> String {
        let either = property["anyOf"].as_array().and_then(|options| options.first()).unwrap_or(property);
        let name = either["$ref"].as_str().and_then(|path| path.rsplit('/').next()).expect("a reference");
        let kinds = self.definition(name, schema)["oneOf"].as_array();
        let words: Vec<_> = kinds.into_iter().flatten().filter_map(|kind| kind["const"].as_str()).collect();
        if words.is_empty() { "see below".into() } else { format!("`\"{}\"`", words.join("\"`, `\"")) }
    }
}

impl Part {
    /// Where a recipe holds the object.
    fn places_in(&self, recipe: &Value, object: &Value) -> Vec<&'static str> {
        let kind = &object["properties"]["kind"]["const"];
        let keys: Vec<_> = object["properties"].as_object().expect("properties").keys().collect();
        let has_all = |found: &Value| keys.iter().all(|key| found.get(key.as_str()).is_some());
        let is_it = |found: &Value| has_all(found) && (kind.is_null() || found["kind"] == *kind);
        self.places.iter().copied().filter(|place| recipe.pointer(place).is_some_and(is_it)).collect()
    }
}

/// A recipe, and whether its values are the preset's own.
struct Sample {
    recipe: Value,
    own: bool,
}

/// An object of the kind with values that are in range.
fn plain(object: &Value) -> Value {
    let value = |property: &Value| match property["type"].as_str() {
        Some("integer") => json!(1000),
        Some("number") => json!(0.5),
        Some("boolean") => json!(true),
        _ => property.get("const").cloned().unwrap_or_else(|| json!("name")),
    };
    let properties = object["properties"].as_object().expect("properties");
    properties.iter().map(|(key, property)| (key.clone(), value(property))).collect()
}

/// The preset's value; the values at all places where they differ.
fn default(sample: &Sample, places: &[&str], key: &str) -> String {
    if !sample.own {
        return "–".into();
    }
    let mut shown: Vec<_> =
        places.iter().map(|place| show(&sample.recipe.pointer(place).expect("a place")[key])).collect();
    shown.dedup();
    shown.join(" / ")
}

fn show(value: &Value) -> String {
    if value.is_object() || value.is_array() { "see below".into() } else { format!("`{value}`") }
}

fn description(item: &Value) -> String {
    let text = item["description"].as_str().expect("every part is documented");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.replace("[`RECIPE_VERSION`](crate::RECIPE_VERSION)", "[`RECIPE_VERSION`]");
    let sentence = text.replace("[`RECIPE_VERSION`]", "The version of this format");
    if sentence.ends_with('.') { sentence } else { sentence + "." }
}
