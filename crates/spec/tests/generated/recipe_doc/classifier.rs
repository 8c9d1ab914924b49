//! The document of a classifier's recipe.

use super::{Document, Part};
use serde_json::{Value, json};
use stillroom_spec::{Recipe, schema};

const HEAD: &str = "\
<!-- Made from crates/spec by `npm run types`; not edited by hand. -->

# The recipe

A recipe is the one file that says what a run does. The page saves and opens it, the command line runs it, and every
downloaded student carries the one that it was made by. `stillroom recipe languages` prints a complete one.

[Language models](language-recipe.md) have a recipe of their own.

It is JSON. Every key is needed but those that may be `null`; an unknown key is refused by its name, and a value out of
range with the range. Parts that come in several kinds name theirs in `kind`. A machine-readable schema is in
[recipe.schema.json](recipe.schema.json).

The tables give each key's value in the preset `languages` (the teacher's and the student's, or the first and the second,
where they differ) and its range around that recipe.
";

const PARTS: &[Part] = &[
    Part { title: "The whole", definition: "Recipe", places: &[""] },
    Part { title: "`data`", definition: "DataRecipe", places: &["/data"] },
    Part { title: "`data.source`", definition: "DataSource", places: &["/data/source"] },
    Part { title: "`data.split`", definition: "SplitRecipe", places: &["/data/split"] },
    Part { title: "`teacher`", definition: "TeacherRecipe", places: &["/teacher"] },
    Part { title: "`teacher.model` of a pretrained teacher", definition: "ModelSource", places: &["/teacher/model"] },
    Part { title: "`teacher.head`", definition: "TeacherHead", places: &[] },
    Part { title: "`teacher.tuning`", definition: "Tuning", places: &["/teacher/tuning"] },
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

/// docs/recipe.md.
pub const CLASSIFIER: Document = Document {
    head: HEAD,
    root: "Recipe",
    schema: schema::recipe_schema,
    parts: PARTS,
    inline: &["LayerPair", "Schedule"],
    preset: ("languages", || Recipe::preset("languages").expect("there is such a preset").to_json()),
    fill,
    read: |text| Recipe::from_json(text).map(drop),
    refused: "language models only",
};

/// A model with a tokenizer and a teacher that was trained elsewhere, which the preset lacks.
fn fill(recipe: &mut Value) {
    recipe["teacher"] = json!({
        "kind": "pretrained", "model": { "name": "all-MiniLM-L6-v2", "sha256": null }, "max_tokens": 128, "head": "mean",
        "tuning": { "kind": "lora", "rank": 8, "alpha": 16.0, "dropout": 0.1 }, "train": recipe["teacher"]["train"]
    });
    recipe["student"]["model"] = json!({
        "kind": "encoder", "tokenizer": { "kind": "bytes" }, "layers": 2, "width": 128, "heads": 4,
        "feed_forward": 256, "max_tokens": 32, "dropout": 0.1
    });
}
