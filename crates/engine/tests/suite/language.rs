//! Language-model runs from beginning to end, on sums that a small decoder learns something of in a second.

use crate::support::Clock;
use burn::tensor::Device;
use std::collections::HashMap;
use stillroom_engine::{
    GenerateOptions, Host, LanguageEngine, LanguageWriter, LoadedCorpus, Models, Room, Shelf, ShelfFault, load_corpus,
    time_language_steps, warm_up_language,
};
use stillroom_spec::{
    Author, CachePlace, CacheRecipe, CorpusSource, Course, DecoderRecipe, Environment, Lane, LanguageRecipe,
    LanguageRunReport, LanguageTeacher, LanguageTerm, LayerPair, Objective, OnPolicyRecipe, Phase, Report, StepReport,
    TokenizerRecipe, TrainRecipe,
};
use stillroom_testkit::block_on;

/// Everything that a run said.
pub struct Log {
    pub all: Vec<Report>,
    pub files: Vec<(String, Vec<u8>)>,
}

impl Log {
    pub fn steps(&self, phase: Phase) -> Vec<&StepReport> {
        self.all.iter().filter_map(step_of).filter(|step| step.phase == phase).collect()
    }

    pub fn losses(&self, phase: Phase) -> Vec<f64> {
        self.steps(phase).iter().map(|step| step.loss).collect()
    }

    pub fn report(&self) -> &LanguageRunReport {
        match self.all.last() {
            Some(Report::LanguageDone(report)) => report,
            other => panic!("the run ended with {other:?}"),
        }
    }
}

fn step_of(report: &Report) -> Option<&StepReport> {
    if let Report::Step(step) = report { Some(step) } else { None }
}

pub fn decoder(layers: usize, width: usize) -> DecoderRecipe {
    let teacher = LanguageRecipe::preset("arithmetic").unwrap().student.model;
    let (heads, key_value_heads) = (2, 2);
    let (head_width, feed_forward) = (width / heads, 2 * width);
    DecoderRecipe { layers, width, heads, key_value_heads, head_width, feed_forward, context: 24, ..teacher }
}

/// A teacher that is trained: its shape, its tokenizer and its training.
pub fn trained(teacher: &mut LanguageTeacher) -> (&mut DecoderRecipe, &mut Option<TokenizerRecipe>, &mut TrainRecipe) {
    match teacher {
        LanguageTeacher::Train { model, tokenizer, train, .. } => (model, tokenizer, train),
        LanguageTeacher::Pretrained { .. } => panic!("the teacher is trained elsewhere"),
    }
}

/// A teacher of two layers, a student of one and narrower, a few dozen steps each.
pub fn recipe() -> LanguageRecipe {
    let mut recipe = LanguageRecipe::preset("arithmetic").unwrap();
    recipe.corpus.source = CorpusSource::Arithmetic { modulus: 12, count: 144, answers_only: false };
    recipe.block_tokens = 16;
    let (model, _, train) = trained(&mut recipe.teachers[0]);
    (*model, train.epochs) = (decoder(2, 16), 3);
    recipe.student.model = decoder(1, 8);
    recipe.student.train.epochs = 2;
    recipe.evaluation.sample.tokens = 4;
    recipe.evaluation.resamples = 100;
    recipe
}

pub fn term(weight: f64, objective: Objective) -> LanguageTerm {
    LanguageTerm { weight: Course::Constant { value: weight }, temperature: None, objective }
}

pub fn with(objectives: Vec<LanguageTerm>) -> LanguageRecipe {
    let mut recipe = recipe();
    recipe.student.objectives = objectives;
    recipe
}

pub fn run(recipe: &LanguageRecipe) -> Log {
    run_on(recipe, Clock::default())
}

fn run_on(recipe: &LanguageRecipe, host: impl Host) -> Log {
    to_the_end(begun(recipe, load_corpus(recipe, "sums", None, std::io::empty()).unwrap(), host))
}

pub fn run_with(recipe: &LanguageRecipe, corpus: LoadedCorpus) -> Log {
    to_the_end(untouched(recipe, corpus))
}

/// A run before its first step.
pub fn untouched(recipe: &LanguageRecipe, corpus: LoadedCorpus) -> LanguageEngine<Clock> {
    begun(recipe, corpus, Clock::default())
}

fn begun<H: Host>(recipe: &LanguageRecipe, corpus: LoadedCorpus, host: H) -> LanguageEngine<H> {
    let environment = Environment { lane: Lane::Cpu, device: "test".into(), version: "0".into() };
    LanguageEngine::new(recipe.clone(), corpus, Models::default(), Device::flex(), environment, host).unwrap()
}

pub fn to_the_end(mut engine: LanguageEngine<impl Host>) -> Log {
    let mut all = Vec::new();
    while !matches!(all.last(), Some(Report::LanguageDone(_))) {
        all.push(block_on(engine.step()).unwrap());
    }
    Log { all, files: block_on(engine.student()).unwrap().files().unwrap() }
}

pub fn assert_near(a: &[f64], b: &[f64], tolerance: f64) {
    assert_eq!(a.len(), b.len());
    for (step, (a, b)) in a.iter().zip(b).enumerate() {
        assert!((a - b).abs() <= tolerance, "step {}: {a} against {b}", step + 1);
    }
}

#[test]
fn a_run_trains_judges_and_writes() {
    let log = run(&recipe());
    let report = log.report();
    let first = log.losses(Phase::Teacher)[0];
    let last = *log.losses(Phase::Teacher).last().unwrap();
    assert!(last < first, "{first} to {last}");
    assert!(report.teachers[0].parameters > report.student.parameters);
    assert_eq!(report.student.parameters, report.control.parameters);
    for model in [&report.teachers[0], &report.student, &report.control] {
        assert!((model.test.perplexity - model.test.nll.exp()).abs() < 1e-9);
        // One byte a token, and the end of each text, which has no byte.
        assert!(model.test.tokens > model.test.bytes);
        assert!(model.speed.as_ref().unwrap().decode_tokens_per_second > 0.0);
    }
    assert!(report.teachers[0].test.agreement.is_none());
    assert!((0.0..=1.0).contains(&report.student.test.agreement.unwrap()));
    assert!(log.all.iter().any(|report| matches!(report, Report::Sample(sample) if !sample.text.is_empty())));
    assert!(log.all.iter().any(|report| matches!(report, Report::LanguageCard(_))));
}

#[test]
fn the_same_seed_gives_the_same_numbers() {
    let (one, other) = (run(&recipe()), run(&recipe()));
    assert_eq!(one.losses(Phase::Student), other.losses(Phase::Student));
    assert_eq!(one.report().student.test, other.report().student.test);
    assert_eq!(one.files, other.files);
}

#[test]
fn without_a_teacher_in_the_loss_the_student_is_its_control() {
    let log = run(&with(vec![term(1.0, Objective::Hard {})]));
    assert_eq!(log.losses(Phase::Student), log.losses(Phase::Control));
    assert_eq!(log.report().student.test, log.report().control.test);
}

/// Teachers and students of other widths and depths, so that layers are mapped and widths projected.
#[test]
fn every_objective_trains() {
    let temperature = 2.0;
    let pair = vec![LayerPair { student: 0, teacher: 1 }];
    let objectives = [
        Objective::ForwardKl { temperature },
        Objective::ReverseKl { temperature },
        Objective::Jsd { beta: 0.5, temperature },
        Objective::SkewKl { lambda: 0.1, temperature },
        Objective::SkewReverseKl { lambda: 0.1, temperature },
        Objective::Tvd { temperature },
        Objective::AdaptiveKl { mu: 0.5, temperature },
        Objective::LogitMse {},
        Objective::Dkd { alpha: 1.0, beta: 8.0, temperature },
        Objective::Dist { beta: 1.0, gamma: 1.0, temperature },
        Objective::Uld { temperature },
        Objective::HiddenCosine {},
        Objective::HiddenMse { layers: None },
        Objective::Attention { layers: Some(pair) },
        Objective::Relation { layer: None, heads: 2 },
    ];
    for objective in objectives {
        let name = objective.name();
        let log = run(&with(vec![term(1.0, objective), term(0.1, Objective::Hard {})]));
        let parts: Vec<f64> = log.steps(Phase::Student).iter().map(|step| step.parts[0].value).collect();
        let (first, last) = (parts[0], parts[parts.len() - 1]);
        assert!(last < first && last > -1e-6, "{name}: {first} to {last}");
    }
}

#[test]
fn chunks_change_no_loss() {
    let terms = || vec![term(0.5, Objective::ForwardKl { temperature: 2.0 }), term(0.5, Objective::Hard {})];
    let whole = run(&with(terms()));
    let mut chunked = with(terms());
    chunked.student.chunk_tokens = Some(48);
    assert_near(&run(&chunked).losses(Phase::Student), &whole.losses(Phase::Student), 1e-4);
}

#[test]
fn a_cache_of_everything_changes_no_loss() {
    let terms = || vec![term(1.0, Objective::ForwardKl { temperature: 2.0 }), term(1.0, Objective::Hard {})];
    let asked = run(&with(terms()));
    let mut kept = with(terms());
    kept.student.cache = Some(CacheRecipe { top_k: Some(65_536) });
    let log = run(&kept);
    assert_near(&log.losses(Phase::Student), &asked.losses(Phase::Student), 2e-3);
    let cost = log.report().cache.as_ref().unwrap();
    assert!(cost.bytes > 0.0 && cost.top_k == log.report().vocabulary);
}

/// A host with storage for so many records; none offers none.
struct Storage(Clock, Option<usize>);

impl Host for Storage {
    fn now_ms(&self) -> f64 {
        self.0.now_ms()
    }

    fn memory_bytes(&self) -> Option<f64> {
        None
    }

    async fn room(&self, _: f64) -> Room {
        let Some(most) = self.1 else { return Room::None { free: Some(12.0) } };
        Room::Files(Box::new(Cupboard { most, records: HashMap::new() }))
    }
}

struct Cupboard {
    most: usize,
    records: HashMap<usize, Vec<u8>>,
}

impl Shelf for Cupboard {
    fn write(&mut self, place: usize, record: &[u8]) -> Result<(), ShelfFault> {
        if self.records.len() == self.most {
            return Err(ShelfFault("it is full".into()));
        }
        self.records.insert(place, record.to_vec());
        Ok(())
    }

    fn read(&self, place: usize, record: &mut [u8]) -> Result<(), ShelfFault> {
        record.copy_from_slice(self.records.get(&place).ok_or_else(|| ShelfFault("it is gone".into()))?);
        Ok(())
    }
}

#[test]
fn the_host_may_keep_the_cache() {
    let mut recipe = with(vec![term(1.0, Objective::ForwardKl { temperature: 2.0 })]);
    recipe.student.cache = Some(CacheRecipe { top_k: Some(3) });
    let (here, there) = (run(&recipe), run_on(&recipe, Storage(Clock::default(), Some(usize::MAX))));
    assert_eq!(here.report().cache.as_ref().unwrap().place, CachePlace::Memory {});
    assert_eq!(there.report().cache.as_ref().unwrap().place, CachePlace::Files {});
    assert_eq!(here.losses(Phase::Student), there.losses(Phase::Student));
}

#[test]
fn without_room_the_teacher_is_asked_at_every_step() {
    let plain = with(vec![term(1.0, Objective::ForwardKl { temperature: 2.0 })]);
    let mut cached = plain.clone();
    cached.student.cache = Some(CacheRecipe { top_k: Some(3) });
    let asked = run(&plain);
    for (most, free) in [(None, Some(12.0)), (Some(2), None)] {
        let log = run_on(&cached, Storage(Clock::default(), most));
        assert_eq!(log.report().cache.as_ref().unwrap().place, CachePlace::Nowhere { free });
        assert_eq!(log.losses(Phase::Student), asked.losses(Phase::Student));
        let mut said =
            log.all.iter().filter_map(|report| if let Report::Cache(cost) = report { Some(cost) } else { None });
        assert_eq!(
            said.next_back().unwrap().place,
            CachePlace::Nowhere { free },
            "it is said before the student begins"
        );
    }
}

#[test]
fn an_automatic_cache_is_as_large_as_it_must_be() {
    let mut recipe = recipe();
    recipe.student.cache = Some(CacheRecipe { top_k: None });
    let log = run(&recipe);
    let cost = log.report().cache.as_ref().unwrap();
    assert!(cost.curve.windows(2).all(|two| two[1].kl <= two[0].kl + 1e-9), "{:?}", cost.curve);
    let chosen = cost.curve.iter().find(|point| point.top_k == cost.top_k);
    assert!(chosen.is_none_or(|point| point.kl <= 0.01), "{cost:?}");
}

#[test]
fn steps_can_be_timed_before_a_run() {
    let recipe = recipe();
    let none = Models::default();
    let times = block_on(time_language_steps(&recipe, &none, &Device::flex(), &Clock::default(), 3)).unwrap();
    assert!(times.len() == 3 && times.iter().all(|&milliseconds| milliseconds > 0.0), "{times:?}");
    block_on(warm_up_language(&recipe, &none, &Device::flex(), &Clock::default())).unwrap();
    let wrong = LanguageRecipe { block_tokens: 0, ..recipe };
    assert!(block_on(warm_up_language(&wrong, &none, &Device::flex(), &Clock::default())).is_err());
}

#[test]
fn two_teachers_are_averaged() {
    let mut recipe = recipe();
    let second = recipe.teachers[0].clone();
    recipe.teachers.push(second);
    let log = run(&recipe);
    assert_eq!(log.report().teachers.len(), 2);
    assert_ne!(log.report().teachers[0].test, log.report().teachers[1].test);
    let alone = run(&{
        let mut recipe = recipe.clone();
        let LanguageTeacher::Train { weight, .. } = &mut recipe.teachers[1] else { panic!("it is trained") };
        *weight = 0.0;
        recipe
    });
    let one = run(&{
        let mut recipe = recipe.clone();
        recipe.teachers.pop();
        recipe
    });
    assert_near(&alone.losses(Phase::Student), &one.losses(Phase::Student), 1e-5);
    assert_ne!(log.losses(Phase::Student), one.losses(Phase::Student));
}

#[test]
fn a_teacher_of_another_tokenizer_teaches_by_uld() {
    let mut recipe = with(vec![term(0.5, Objective::Uld { temperature: 1.0 }), term(0.5, Objective::Hard {})]);
    let (_, tokenizer, train) = trained(&mut recipe.teachers[0]);
    *tokenizer = Some(TokenizerRecipe::Bytes {});
    // A teacher that has learnt little is flatter over its 259 ids than any student over 16: there is nothing to follow.
    train.epochs = 20;
    recipe.student.train.epochs = 10;
    let log = run(&recipe);
    let parts: Vec<f64> = log.steps(Phase::Student).iter().map(|step| step.parts[0].value).collect();
    assert!(parts[0] > 0.0 && parts[parts.len() - 1] < parts[0], "{parts:?}");
    assert!(log.report().student.test.agreement.is_none());
}

#[test]
fn batches_are_written_by_student_and_teacher() {
    for (author, objective) in [
        (Author::Student, Objective::Jsd { beta: 0.5, temperature: 1.0 }),
        (Author::Teacher, Objective::SequenceLevel {}),
    ] {
        let mut recipe = with(vec![term(1.0, objective), term(0.5, Objective::Hard {})]);
        recipe.student.on_policy =
            Some(OnPolicyRecipe { author, fraction: 0.5, prompt_tokens: 4, new_tokens: 6, temperature: 1.0 });
        let log = run(&recipe);
        let cost = log.report().on_policy.clone().unwrap();
        let steps = log.steps(Phase::Student).len();
        assert!(cost.batches > 0 && cost.batches < steps, "{cost:?} of {steps}");
        assert!(cost.tokens <= cost.batches * 16 * 6 && cost.share_of_time > 0.0, "{cost:?}");
        assert_eq!(log.losses(Phase::Student), run(&recipe).losses(Phase::Student));
    }
}

#[test]
fn weights_and_temperatures_follow_their_courses() {
    let mut recipe = with(vec![term(1.0, Objective::ForwardKl { temperature: 1.0 })]);
    recipe.student.objectives[0].weight = Course::Linear { from: 1.0, to: 0.0 };
    recipe.student.objectives[0].temperature = Some(Course::Cosine { from: 4.0, to: 1.0 });
    let log = run(&recipe);
    let steps = log.steps(Phase::Student);
    assert_eq!(steps[0].parts[0].weight, 1.0);
    assert_eq!(steps[steps.len() - 1].parts[0].weight, 0.0);
}

#[test]
fn the_files_write_what_the_run_would() {
    let log = run(&recipe());
    let file = |name: &str| log.files.iter().find(|file| file.0 == name).map(|file| file.1.clone());
    let writer = LanguageWriter::from_files(file, &Device::flex()).unwrap();
    let mut text = String::new();
    block_on(writer.write("03+04=", &GenerateOptions::greedy(3), |piece| text += piece)).unwrap();
    assert!(!text.is_empty() && text.chars().count() <= 3, "{text}");
    let without =
        LanguageWriter::from_files(|name| if name == "config.json" { None } else { file(name) }, &Device::flex());
    assert!(without.err().unwrap().to_string().contains("config.json"));
}
