//! One training step through the engine: batch, forward, backward, clipping, AdamW and the read-back of the loss.
//!
//! `cargo bench -p stillroom-engine`; divan prints the fastest, slowest, median and mean of its samples. The slowest
//! hold the validation at the end of an epoch.

mod host;

use burn::tensor::Device;
use divan::{Bencher, black_box};
use host::{Clock, print_machine};
use serde_json::{Map, Value, json};
use stillroom_engine::{Engine, LabelledText, load, read_rows};
use stillroom_spec::{
    Environment, Lane, ModelRecipe, Objective, Phase, Recipe, Report, TeacherRecipe, TokenizerRecipe, WeightedObjective,
};
use stillroom_testkit::block_on;

const LANGUAGES: &[u8] = include_bytes!("../../data/presets/languages.csv");

fn main() {
    print_machine();
    divan::main();
}

/// The preset's student on the preset's data, with its own objectives and batch size.
#[divan::bench]
fn preset_student(bencher: Bencher) {
    bench(bencher, &Recipe::preset("languages").expect("a preset"));
}

/// 2 layers, width 64, 4 heads, 32 tokens, 8 rows, 64 ids: the shape that the browser benches share.
#[divan::bench]
fn encoder_2x64(bencher: Bencher) {
    let mut recipe = Recipe::preset("languages").expect("a preset");
    recipe.student.model = ModelRecipe::Encoder {
        tokenizer: TokenizerRecipe::Characters { vocabulary: 64 },
        layers: 2,
        width: 64,
        heads: 4,
        feed_forward: 256,
        max_tokens: 32,
        dropout: 0.0,
    };
    recipe.student.train.batch_size = 8;
    recipe.student.objectives = vec![WeightedObjective { weight: 1.0, objective: Objective::Hard {} }];
    bench(bencher, &recipe);
}

fn bench(bencher: Bencher, recipe: &Recipe) {
    let mut engine = ready(recipe);
    bencher.bench_local(|| black_box(block_on(engine.step()).expect("a step")));
}

/// An engine at the first step of a student that learns for longer than any bench. The labels stand for the teacher:
/// a step costs the same whoever taught.
fn ready(recipe: &Recipe) -> Engine<Clock> {
    let mut recipe = recipe.clone();
    recipe.teacher = TeacherRecipe::SoftLabels {};
    (recipe.student.train.epochs, recipe.student.train.patience) = (10_000, None);
    let rows = read_rows("languages.csv", LANGUAGES, None, None).expect("the preset's rows");
    let data = load(&recipe, "languages.jsonl", None, soft(&rows).as_bytes()).expect("the preset's rows");
    let environment = Environment { lane: Lane::Cpu, device: "flex".into(), version: "bench".into() };
    let mut engine = Engine::new(recipe, data, Device::flex(), environment, Clock::start()).expect("a valid recipe");
    loop {
        match block_on(engine.step()).expect("a step") {
            Report::Phase { phase: Phase::Control, .. } => engine.skip(),
            Report::Phase { phase: Phase::Student, .. } => return engine,
            _ => {}
        }
    }
}

/// The rows as JSON lines with a probability of 1 for their own class.
fn soft(rows: &[LabelledText]) -> String {
    let mut classes: Vec<&str> = rows.iter().map(|r| r.label.as_str()).collect();
    classes.sort_unstable();
    classes.dedup();
    let line = |row: &LabelledText| {
        let share = |class: &&str| (format!("p:{class}"), json!(f64::from(u8::from(*class == row.label))));
        let shares: Map<String, Value> = classes.iter().map(share).collect();
        let mut object = Map::from_iter([("text".to_owned(), json!(row.text))]);
        object.extend(shares);
        Value::Object(object).to_string() + "\n"
    };
    rows.iter().map(line).collect()
}
