use super::*;
use crate::text::TextEncoder;
use stillroom_data::{Counts, Dataset, Example};
use stillroom_models::named_parameters;
use stillroom_spec::{ModelRecipe, Objective, Schedule};
use stillroom_testkit::{assert_close, block_on, toy};

const CLASSES: usize = 3;

/// A host whose clock ticks a millisecond at each look.
struct Clock(std::cell::Cell<f64>);

impl Host for Clock {
    fn now_ms(&self) -> f64 {
        self.0.replace(self.0.get() + 1.0)
    }

    fn memory_bytes(&self) -> Option<f64> {
        None
    }
}

/// Toy rows as a network reads them: three fifths to learn from, the rest to validate on.
struct School {
    corpus: Corpus,
    train: Vec<usize>,
    validation: Vec<usize>,
    ids: usize,
    teacher: TeacherLogits,
    device: Device,
}

impl School {
    fn new(model: &ModelRecipe, rows_per_class: usize) -> Self {
        let rows = toy::rows(CLASSES, rows_per_class);
        let texts: Vec<&str> = rows.iter().map(|r| r.0.as_str()).collect();
        let encoder = TextEncoder::train(model, &texts).unwrap();
        let examples = rows.iter().map(|(text, label)| Example { text: text.clone(), label: *label, soft: None });
        let classes = toy::CLASSES[..CLASSES].iter().map(ToString::to_string).collect();
        let dataset = Dataset { classes, examples: examples.collect(), counts: Counts::default() };
        let (train, validation) = (0..rows.len()).partition(|i| i % 5 < 3);
        let teacher = TeacherLogits::uniform(rows.len(), CLASSES);
        let corpus = Corpus::encode(&dataset, &encoder).unwrap();
        Self { corpus, train, validation, ids: encoder.ids(), teacher, device: Device::flex() }
    }

    fn lesson(&self) -> Lesson<'_> {
        Lesson {
            corpus: &self.corpus,
            train: &self.train,
            validation: &self.validation,
            teacher: Some(&self.teacher),
            classes: CLASSES,
            device: &self.device,
        }
    }

    fn trainer(&self, model: &ModelRecipe, recipe: TrainRecipe) -> Trainer {
        let classifier = Classifier::init(model, self.ids, CLASSES, 5, &self.device.clone().autodiff());
        let terms = vec![WeightedObjective { weight: 1.0, objective: Objective::Hard {} }];
        Trainer::new(
            classifier,
            self.train.len(),
            Assignment { phase: Phase::Student, pair: 0, recipe, terms, seed: 5 },
        )
    }

    fn nll(&self, model: &Classifier) -> f64 {
        let values = block_on(logits(model, &self.corpus, &self.validation, &self.device)).unwrap();
        stillroom_eval::metrics(&values, CLASSES, &self.corpus.labels(&self.validation), None).nll
    }
}

fn recipe() -> TrainRecipe {
    TrainRecipe { patience: None, ..toy::recipe().student.train }
}

/// Steps until the trainer is done or fails.
fn run(school: &School, trainer: &mut Trainer) -> Result<Vec<StepReport>, EngineError> {
    let clock = Clock(0.0.into());
    let mut reports = Vec::new();
    while !trainer.is_finished() {
        reports.push(block_on(trainer.step(&school.lesson(), &clock))?);
    }
    Ok(reports)
}

fn losses(reports: &[StepReport]) -> Vec<f64> {
    reports.iter().map(|r| r.loss).collect()
}

fn weights(model: &Classifier) -> Vec<f64> {
    let tensors = block_on(named_parameters(model)).unwrap();
    tensors.iter().flat_map(|t| t.values.iter().map(|&v| f64::from(v))).collect()
}

/// 36 training rows: a window of 32 and one of 4, whole or in micro-batches of 16.
#[test]
fn two_micro_batches_are_one_batch() {
    let school = School::new(&toy::bag(), 20);
    assert_eq!(school.train.len(), 36);
    let of = |batch_size, accumulate| {
        let mut trainer = school.trainer(&toy::bag(), TrainRecipe { batch_size, accumulate, ..recipe() });
        let reports = run(&school, &mut trainer).unwrap();
        (losses(&reports), weights(&trainer.current()))
    };
    let (whole, parts) = (of(32, 1), of(16, 2));
    assert_eq!(whole.0.len(), 6);
    assert_close("losses", &parts.0, &whole.0, 1e-5);
    assert_close("weights", &parts.1, &whole.1, 1e-4);
}

#[test]
fn the_log_says_what_was_done() {
    let school = School::new(&toy::bag(), 20);
    let mut trainer = school.trainer(&toy::bag(), TrainRecipe { epochs: 2, ..recipe() });
    let reports = run(&school, &mut trainer).unwrap();
    let steps: Vec<usize> = reports.iter().map(|r| r.step).collect();
    assert_eq!(steps, (1..=trainer.steps()).collect::<Vec<_>>());
    for report in &reports {
        assert_eq!(report.validation.is_some(), report.step.is_multiple_of(trainer.epochs.per_epoch()));
        assert_eq!((report.parts.len(), report.parts[0].name.as_str()), (1, "hard"));
        assert!(report.grad_norm > 0.0 && report.tokens_per_second > 0.0 && report.milliseconds > 0.0);
    }
}

/// A rate that overshoots: the loss falls, then rises; the best epoch's weights come back, not the last one's.
#[test]
fn the_best_epoch_is_kept_and_patience_ends_the_training() {
    let school = School::new(&toy::bag(), 20);
    let wild = TrainRecipe {
        epochs: 40,
        batch_size: 4,
        learning_rate: 0.5,
        schedule: Schedule::Constant,
        warmup: 0.0,
        patience: Some(2),
        ..recipe()
    };
    let mut trainer = school.trainer(&toy::bag(), wild);
    let reports = run(&school, &mut trainer).unwrap();
    let validations: Vec<f64> = reports.iter().filter_map(|r| r.validation.as_ref()).map(|v| v.loss).collect();
    let best = (0..validations.len()).fold(0, |best, e| if validations[e] < validations[best] { e } else { best });
    assert_eq!(validations.len(), best + 3, "two epochs without a better one: {validations:?}");
    let (model, summary) = trainer.finish();
    assert_eq!((summary.best_epoch, summary.stopped_early, summary.steps), (best + 1, true, reports.len()));
    assert_close("the best validation loss", &[school.nll(&model)], &[validations[best]], 0.0);
}

#[test]
fn a_training_that_ends_in_time_has_not_stopped_early() {
    let school = School::new(&toy::bag(), 20);
    let mut trainer = school.trainer(&toy::bag(), TrainRecipe { epochs: 2, patience: Some(1), ..recipe() });
    run(&school, &mut trainer).unwrap();
    let (_, summary) = trainer.finish();
    assert_eq!((summary.best_epoch, summary.stopped_early), (2, false));
    assert!(summary.seconds > 0.0);
}

#[test]
fn stopping_before_the_first_validation_keeps_what_was_learnt() {
    let school = School::new(&toy::bag(), 20);
    let mut trainer = school.trainer(&toy::bag(), TrainRecipe { batch_size: 4, ..recipe() });
    let start = weights(&trainer.current());
    block_on(trainer.step(&school.lesson(), &Clock(0.0.into()))).unwrap();
    trainer.stop();
    let current = weights(&trainer.current());
    let (model, summary) = trainer.finish();
    assert_eq!(weights(&model), current);
    assert_ne!(current, start);
    assert_eq!((summary.best_epoch, summary.stopped_early, summary.steps), (0, true, 1));
}

/// Decay times rate is 100: every step multiplies the head by −99 until nothing is finite.
#[test]
fn a_loss_that_is_no_number_ends_the_training() {
    let school = School::new(&toy::bag(), 20);
    let mad = TrainRecipe { epochs: 50, learning_rate: 10.0, weight_decay: 10.0, ..recipe() };
    let mut trainer = school.trainer(&toy::bag(), mad);
    let error = run(&school, &mut trainer).unwrap_err();
    assert!(matches!(error, EngineError::Diverged { phase: Phase::Student, .. }), "{error}");
    let report = stillroom_spec::ErrorReport::from(error);
    assert_eq!(report.code, stillroom_spec::ErrorCode::Diverged);
    assert!(report.hint.contains("learning rate"), "{report}");
}

/// A text of `max_tokens` tokens, where `max_tokens` is no multiple of the padding.
#[test]
fn padding_never_reaches_beyond_the_last_position() {
    let ModelRecipe::Encoder { tokenizer, layers, width, heads, feed_forward, dropout, .. } = toy::encoder(8, 0.0)
    else {
        panic!("the toy encoder is an encoder");
    };
    let model = ModelRecipe::Encoder { tokenizer, layers, width, heads, feed_forward, max_tokens: 10, dropout };
    let school = School::new(&model, 20);
    let batch = school.corpus.batch(&school.train, &school.device);
    assert_eq!(batch.input.ids.dims()[1], 10);
    let reports = run(&school, &mut school.trainer(&model, TrainRecipe { epochs: 1, ..recipe() })).unwrap();
    assert!(reports.iter().all(|r| r.loss.is_finite()));
}
