//! docs/recipe.md: every key of a recipe, with its meaning (from the schema), its value in the default preset
//! (from the preset) and its range (from the refusal of a value far outside).

use serde_json::{Value, json};
use std::fmt::Write;
use stillroom_spec::{Recipe, schema};

const HEAD: &str = "\
<!-- Made from crates/spec by `npm run types`; not edited by hand. -->

# The recipe

A recipe is the one file that says what a run does. The page saves and opens it, the command line runs it, and every
downloaded student carries the one that it was made by. `stillroom recipe languages` prints a complete one.

It is JSON. Every key is needed but those that may be `null`; an unknown key is refused by its name, and a value out of
range with the range. Parts that come in several kinds name theirs in `kind`. A machine-readable schema is in
[recipe.schema.json](recipe.schema.json).

The tables give each key's value in the preset `languages` (the teacher's and the student's, or the first and the second,
where they differ) and its range around that recipe.
";

/// A part of the recipe and where it may stand.
struct Part {
    title: &'static str,
    definition: &'static str,
    places: &'static [&'static str],
}

const PARTS: [Part; 12] = [
    Part { title: "The whole", definition: "Recipe", places: &[""] },
    Part { title: "`data`", definition: "DataRecipe", places: &["/data"] },
    Part { title: "`data.source`", definition: "DataSource", places: &["/data/source"] },
    Part { title: "`data.split`", definition: "SplitRecipe", places: &["/data/split"] },
    Part { title: "`teacher`", definition: "TeacherRecipe", places: &["/teacher"] },
    Part { title: "`student`", definition: "StudentRecipe", places: &["/student"] },
    Part { title: "`model`", definition: "ModelRecipe", places: &["/teacher/model", "/student/model"] },
    Part {
        title: "`tokenizer`",
        definition: "TokenizerRecipe",
        places: &["/teacher/model/tokenizer", "/student/model/tokenizer"],
    },
    Part { title: "`train`", definition: "TrainRecipe", places: &["/teacher/train", "/student/train"] },
    Part {
        title: "Each of `objectives`",
        definition: "WeightedObjective",
        places: &["/student/objectives/0", "/student/objectives/1"],
    },
    Part {
        title: "`objective`",
        definition: "Objective",
        places: &["/student/objectives/0/objective", "/student/objectives/1/objective"],
    },
    Part { title: "`evaluation`", definition: "EvaluationRecipe", places: &["/evaluation"] },
];

/// Definitions that are told where they are used.
const INLINE: [&str; 2] = ["LayerPair", "Schedule"];

/// The whole document.
pub fn document() -> String {
    let schema: Value = serde_json::from_str(&schema::recipe_schema()).expect("the schema is JSON");
    assert_complete(&schema);
    let sections = PARTS.iter().map(|part| section(part, &schema));
    sections.fold(HEAD.to_owned(), |text, section| text + "\n" + &section)
}

fn assert_complete(schema: &Value) {
    for name in schema["$defs"].as_object().expect("definitions").keys() {
        let told = PARTS.iter().any(|part| part.definition == name) || INLINE.contains(&name.as_str());
        assert!(told, "docs/recipe.md has no place for `{name}`: give it one in recipe_doc.rs");
    }
}

fn definition<'a>(name: &str, schema: &'a Value) -> &'a Value {
    if name == "Recipe" { schema } else { &schema["$defs"][name] }
}

fn section(part: &Part, schema: &Value) -> String {
    let definition = definition(part.definition, schema);
    let mut text = format!("## {}\n\n{}\n", part.title, description(definition));
    match definition["oneOf"].as_array() {
        None => text += &table(part, definition, schema),
        Some(kinds) => kinds.iter().for_each(|kind| text += &kind_section(part, kind, schema)),
    }
    text
}

fn kind_section(part: &Part, kind: &Value, schema: &Value) -> String {
    let name = kind["properties"]["kind"]["const"].as_str().expect("a kind");
    format!("\n`\"kind\": \"{name}\"`: {}\n{}", description(kind), table(part, kind, schema))
}

fn table(part: &Part, object: &Value, schema: &Value) -> String {
    let properties = object["properties"].as_object().expect("properties");
    let own: Vec<_> = properties.iter().filter(|(key, _)| *key != "kind").collect();
    if own.is_empty() {
        return String::new();
    }
    let (sample, places) = occurrences(part, object);
    let place = places.last().expect("a place");
    let mut text = String::from("\n| key | meaning | `languages` | range |\n| --- | --- | --- | --- |\n");
    for (key, property) in own {
        let value = default(&sample, &places, key);
        let range = range(&sample, &format!("{place}/{key}"), property, schema);
        writeln!(text, "| `{key}` | {} | {value} | {range} |", description(property)).expect("a string grows");
    }
    text
}

/// A recipe, and whether its values are the preset's own.
struct Sample {
    recipe: Value,
    own: bool,
}

/// A recipe that holds the object, and where: the preset, or the preset with a plain one put in.
fn occurrences(part: &Part, object: &Value) -> (Sample, Vec<&'static str>) {
    let mut recipe = preset();
    let kind = &object["properties"]["kind"]["const"];
    let holds = |place: &str| recipe.pointer(place).is_some_and(|found| kind.is_null() || found["kind"] == *kind);
    let places: Vec<_> = part.places.iter().copied().filter(|place| holds(place)).collect();
    if !places.is_empty() {
        return (Sample { recipe, own: true }, places);
    }
    if part.places.iter().all(|place| recipe.pointer(place).is_none()) {
        recipe["teacher"]["model"] = encoder();
    }
    let place = part.places.iter().copied().find(|place| recipe.pointer(place).is_some()).expect("a place");
    *recipe.pointer_mut(place).expect("a place") = plain(object);
    (Sample { recipe, own: false }, vec![place])
}

/// A model with a tokenizer, for the parts that the preset's own models lack.
fn encoder() -> Value {
    json!({
        "kind": "encoder", "tokenizer": { "kind": "bytes" }, "layers": 2, "width": 128, "heads": 4,
        "feed_forward": 256, "max_tokens": 32, "dropout": 0.1
    })
}

fn preset() -> Value {
    let recipe = Recipe::preset("languages").expect("there is a default preset");
    serde_json::from_str(&recipe.to_json()).expect("a recipe is JSON")
}

/// An object of the kind with values that are in range.
fn plain(object: &Value) -> Value {
    let value = |property: &Value| match property["type"].as_str() {
        Some("integer") => json!(1000),
        Some("number") => json!(0.5),
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

fn range(sample: &Sample, place: &str, property: &Value, schema: &Value) -> String {
    let (kind, null) = match &property["type"] {
        Value::Array(kinds) => (kinds[0].as_str(), " or `null`"),
        kind => (kind.as_str(), ""),
    };
    let range = match kind {
        Some("integer") => limits(sample, place, &json!(u32::MAX)),
        Some("number") => limits(sample, place, &json!(1e300)),
        Some("array") => "one or more".into(),
        Some(_) => "text".into(),
        None => choices(property, schema),
    };
    range + null
}

/// What the refusal of a value far outside names as the range.
fn limits(sample: &Sample, place: &str, outside: &Value) -> String {
    let mut recipe = sample.recipe.clone();
    *recipe.pointer_mut(place).expect("a place") = outside.clone();
    let Err(refusal) = Recipe::from_json(&recipe.to_string()) else {
        return format!("0 to {outside}");
    };
    // A kind that classifiers have no use for is refused whole, whatever its values are.
    if !refusal.hint.starts_with("Choose ") && !refusal.hint.starts_with("This build") {
        return "language models only".into();
    }
    let hint = refusal.hint.trim_end_matches('.');
    hint.trim_start_matches("Choose ").trim_start_matches("This build reads version ").to_owned()
}

/// The words that a reference allows, if it is to words; else where to look.
fn choices(property: &Value, schema: &Value) -> String {
    let either = property["anyOf"].as_array().and_then(|options| options.first()).unwrap_or(property);
    let name = either["$ref"].as_str().and_then(|path| path.rsplit('/').next()).expect("a reference");
    let kinds = definition(name, schema)["oneOf"].as_array();
    let words: Vec<_> = kinds.into_iter().flatten().filter_map(|kind| kind["const"].as_str()).collect();
    if words.is_empty() { "see below".into() } else { format!("`\"{}\"`", words.join("\"`, `\"")) }
}

fn description(item: &Value) -> String {
    let text = item["description"].as_str().expect("every part is documented").replace('\n', " ");
    let sentence = text.replace("[`RECIPE_VERSION`]", "The version of this format");
    if sentence.ends_with('.') { sentence } else { sentence + "." }
}
