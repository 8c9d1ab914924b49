//! One training step of a language model's student by who teaches it, as a ratio to the step without a teacher.
//!
//! `cargo bench -p stillroom-engine --bench language_step`, or with a number of rounds after `--`. All students take
//! their steps in turn, and a ratio is of two steps of one round, so that other work on the machine slows both. Printed
//! are the median and the quartiles over rounds. Validation does not count.

mod host;

use burn::tensor::Device;
use host::{Clock, print_machine};
use stillroom_engine::{LanguageEngine, Models, load_corpus};
use stillroom_spec::{
    Author, CacheRecipe, Course, DecoderRecipe, Environment, Lane, LanguageRecipe, LanguageTeacher, LanguageTerm,
    Objective, OnPolicyRecipe, Phase, Report,
};
use stillroom_testkit::block_on;

const TEXT: &[u8] = include_bytes!("../../data/presets/northanger_abbey.txt");
const ROUNDS: usize = 60;
/// Steps of each student before the first round.
const WARM_UP: usize = 3;

fn main() {
    let rounds = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(ROUNDS);
    print_machine();
    println!("student 2 layers, width 64; teacher 4 layers, width 128; 512 ids, 8 rows of 64 tokens; {rounds} rounds");
    let mut students: Vec<_> = recipes().into_iter().map(|(name, recipe)| Student::new(name, &recipe)).collect();
    (0..WARM_UP).for_each(|_| students.iter_mut().for_each(|student| _ = student.step()));
    for _ in 0..rounds {
        students.iter_mut().for_each(Student::time);
    }
    let plain = students[0].milliseconds.clone();
    students.iter().for_each(|student| student.print(&plain));
}

/// A student in training.
struct Student {
    name: &'static str,
    engine: LanguageEngine<Clock>,
    milliseconds: Vec<f64>,
}

impl Student {
    /// At its first step; teacher and control have taken one.
    fn new(name: &'static str, recipe: &LanguageRecipe) -> Self {
        let corpus = load_corpus(recipe, "northanger_abbey.txt", None, TEXT).expect("the preset's text");
        let environment = Environment { lane: Lane::Cpu, device: "flex".into(), version: "bench".into() };
        let (device, clock) = (Device::flex(), Clock::start());
        let mut engine = LanguageEngine::new(recipe.clone(), corpus, Models::default(), device, environment, clock)
            .expect("a valid recipe");
        loop {
            match block_on(engine.step()).expect("a step") {
                Report::Phase { phase: Phase::Student, .. } => return Self { name, engine, milliseconds: Vec::new() },
                Report::Phase { .. } => engine.skip(),
                _ => {}
            }
        }
    }

    fn step(&mut self) -> f64 {
        loop {
            if let Report::Step(step) = block_on(self.engine.step()).expect("a step") {
                return step.milliseconds;
            }
        }
    }

    fn time(&mut self) {
        let milliseconds = self.step();
        self.milliseconds.push(milliseconds);
    }

    fn print(&self, plain: &[f64]) {
        let ratios: Vec<f64> = self.milliseconds.iter().zip(plain).map(|(own, plain)| own / plain).collect();
        let [low, middle, high] = quartiles(&ratios);
        let [_, milliseconds, _] = quartiles(&self.milliseconds);
        println!("{:<28} {middle:.2} ({low:.2} to {high:.2})  {milliseconds:.1} ms", self.name);
    }
}

fn quartiles(values: &[f64]) -> [f64; 3] {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| sorted[(sorted.len() - 1) * quarter / 4])
}

fn recipes() -> Vec<(&'static str, LanguageRecipe)> {
    let kl = || term(Objective::ForwardKl { temperature: 1.0 });
    let hard = || term(Objective::Hard {});
    let kept = |top_k| Some(CacheRecipe { top_k: Some(top_k) });
    let on_policy = |recipe: &mut LanguageRecipe| {
        let (prompt_tokens, new_tokens) = (16, 48);
        let author = Author::Student;
        recipe.student.on_policy =
            Some(OnPolicyRecipe { author, fraction: 1.0, prompt_tokens, new_tokens, temperature: 1.0 });
    };
    vec![
        ("plain", recipe(vec![hard()], |_| {})),
        ("kept, 16 ids", recipe(vec![kl()], |recipe| recipe.student.cache = kept(16))),
        ("kept, 64 ids", recipe(vec![kl()], |recipe| recipe.student.cache = kept(64))),
        ("kept, 64 ids, and text", recipe(vec![kl(), hard()], |recipe| recipe.student.cache = kept(64))),
        ("teacher asked", recipe(vec![kl()], |_| {})),
        ("student writes", recipe(vec![kl()], on_policy)),
    ]
}

fn recipe(terms: Vec<LanguageTerm>, change: impl FnOnce(&mut LanguageRecipe)) -> LanguageRecipe {
    let mut recipe = LanguageRecipe::preset("northanger").expect("a preset");
    recipe.corpus.max_bytes = 60_000;
    let wide = decoder(&recipe.student.model, 4, 128);
    if let LanguageTeacher::Train { model, .. } = &mut recipe.teachers[0] {
        *model = wide;
    }
    recipe.student.model = decoder(&recipe.student.model, 2, 64);
    recipe.student.train.epochs = 10_000;
    // A sample follows each epoch.
    recipe.evaluation.sample.tokens = 1;
    recipe.student.objectives = terms;
    change(&mut recipe);
    recipe
}

fn decoder(like: &DecoderRecipe, layers: usize, width: usize) -> DecoderRecipe {
    let (head_width, feed_forward) = (width / like.heads, 2 * width);
    DecoderRecipe { layers, width, head_width, feed_forward, ..like.clone() }
}

fn term(objective: Objective) -> LanguageTerm {
    LanguageTerm { weight: Course::Constant { value: 1.0 }, temperature: None, objective }
}
