//! The document of a language model's recipe.

use super::{Document, Part};
use serde_json::{Value, json};
use stillroom_spec::{LanguageRecipe, schema};

const HEAD: &str = "\
<!-- Made from crates/spec by `npm run types`; not edited by hand. -->

# The recipe of a language model

A recipe is the one file that says what a run does. That of a language model has the key `task`; [that of a
classifier](recipe.md) has not. `stillroom recipe northanger` prints a complete one.

It is JSON. Every key is needed but those that may be `null`; an unknown key is refused by its name, and a value out of
range with the range. Parts that come in several kinds name theirs in `kind`. A machine-readable schema is in
[language-recipe.schema.json](language-recipe.schema.json).

The tables give each key's value in the preset `northanger` (the teacher's and the student's where they differ) and its
range around that recipe.

## What fits together

- `block_tokens`, and the `prompt_tokens` and `new_tokens` of `on_policy` together, are at most the `context` of every
  model. A teacher whose tokenizer cuts finer than the student's needs a longer `context`, or it reads the beginning of a
  block only: the report's `alignment` says what share of the text was compared.
- With a tokenizer of a teacher's own, only `uld` and `hard` can be asked for, there is one teacher, and no `cache` and no
  `on_policy`. `uld` then compares spans: the fewest tokens of both that cover the same bytes, by the probability that
  each side has for all of a span's tokens (`stillroom_objectives::uld_spans`).
- A pretrained teacher brings a tokenizer. With `\"tokenizer\": { \"kind\": \"teacher\", \"trim\": … }` the student has the same
  ids, and every objective, `cache` and `on_policy` can be asked for; several pretrained teachers must then have one
  tokenizer between them. With any other `tokenizer` it is a teacher whose tokenizer is its own, as above.
- `\"trim\": true` leaves the ids that the training text is cut into, those that merges pass through on the way to them, the
  single bytes and the special tokens: tens of thousands become a few thousand, and the student's table of tokens shrinks
  alike. The training text is cut as before, a word that only other texts have into shorter tokens. The teacher's table
  and head are cut to the same ids: its probabilities are shared out over them (renormalised), and what it would have
  given to the others is nobody's. Its bits per byte in the report are of that cut teacher.
- A pretrained teacher sees the tokens of a block alone: none that begins a text is put before them.
- `cache` keeps logits at one temperature: all soft terms have the same constant one, and none looks inside the teacher.
- With `control_time` a clock decides how long the control trains. Everything else of such a run comes out the same twice,
  but the control and the verdict do not; the report says `reproducible: false`, as with `budget_seconds`. The control is
  then trained after its student, so that the teachers' report card cannot compare with it.
";

const PARTS: &[Part] = &[
    Part { title: "The whole", definition: "LanguageRecipe", places: &[""] },
    Part { title: "`corpus`", definition: "CorpusRecipe", places: &["/corpus"] },
    Part { title: "`corpus.source`", definition: "CorpusSource", places: &["/corpus/source"] },
    Part { title: "`corpus.format`", definition: "CorpusFormat", places: &["/corpus/format"] },
    Part { title: "`corpus.format.documents`", definition: "DocumentRule", places: &["/corpus/format/documents"] },
    Part { title: "`corpus.split_by`", definition: "SplitBy", places: &[] },
    Part { title: "`corpus.split`", definition: "SplitRecipe", places: &["/corpus/split"] },
    Part { title: "`tokenizer`", definition: "TokenizerRecipe", places: &["/tokenizer"] },
    Part { title: "Each of `teachers`", definition: "LanguageTeacher", places: &["/teachers/0", "/teachers/1"] },
    Part { title: "`model` of a pretrained teacher", definition: "ModelSource", places: &["/teachers/1/model"] },
    Part { title: "`student`", definition: "LanguageStudent", places: &["/student"] },
    Part { title: "`model`", definition: "DecoderRecipe", places: &["/teachers/0/model", "/student/model"] },
    Part { title: "`model.norm`", definition: "DecoderNorm", places: &["/student/model/norm"] },
    Part { title: "`model.positions`", definition: "DecoderPositions", places: &["/student/model/positions"] },
    Part { title: "`model.activation`", definition: "DecoderActivation", places: &[] },
    Part { title: "`model.biases`", definition: "DecoderBiases", places: &[] },
    Part { title: "`train`", definition: "TrainRecipe", places: &["/teachers/0/train", "/student/train"] },
    Part { title: "Each of `student.objectives`", definition: "LanguageTerm", places: &["/student/objectives/0"] },
    Part { title: "`weight`, `temperature`", definition: "Course", places: &["/student/objectives/0/weight"] },
    Part { title: "`objective`", definition: "Objective", places: &["/student/objectives/0/objective"] },
    Part { title: "`student.on_policy`", definition: "OnPolicyRecipe", places: &["/student/on_policy"] },
    Part { title: "`student.on_policy.author`", definition: "Author", places: &[] },
    Part { title: "`student.cache`", definition: "CacheRecipe", places: &["/student/cache"] },
    Part { title: "`evaluation`", definition: "LanguageEvaluation", places: &["/evaluation"] },
    Part { title: "`evaluation.control_time`", definition: "ControlTime", places: &[] },
    Part { title: "`evaluation.sample`", definition: "SampleRecipe", places: &["/evaluation/sample"] },
];

/// docs/language-recipe.md.
pub const LANGUAGE: Document = Document {
    head: HEAD,
    root: "LanguageRecipe",
    schema: schema::language_recipe_schema,
    parts: PARTS,
    inline: &["LayerPair", "Schedule", "Task"],
    preset: ("northanger", || LanguageRecipe::preset("northanger").expect("there is such a preset").to_json()),
    fill,
    read: |text| LanguageRecipe::from_json(text).map(drop),
    refused: "as the parts allow",
};

/// What the preset leaves out.
fn fill(recipe: &mut Value) {
    recipe["corpus"]["format"] = json!({ "kind": "text", "documents": { "kind": "whole_file" } });
    let pretrained = json!({
        "kind": "pretrained", "model": { "name": "SmolLM2-135M", "sha256": null }, "tune": null, "weight": 1.0
    });
    recipe["teachers"].as_array_mut().expect("teachers").push(pretrained);
    recipe["student"]["cache"] = json!({ "top_k": null });
    recipe["student"]["on_policy"] = json!({
        "author": "teacher", "fraction": 0.5, "prompt_tokens": 16, "new_tokens": 32, "temperature": 1.0
    });
}
