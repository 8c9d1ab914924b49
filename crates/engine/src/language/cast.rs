//! The models of a run and what is known of them.

use super::evaluate::Judged;
use super::plan::Role;
use stillroom_models::{Decoder, count_parameters};
use stillroom_spec::{
    LanguageMetrics, LanguageModelReport, LanguageSpeed, SampleReport, SampleStatistics, TrainingSummary,
};

/// A trained decoder; without dropout and without autodiff.
pub(crate) struct Trained {
    pub(crate) model: Decoder,
    pub(crate) summary: TrainingSummary,
    pub(crate) peak_memory: Option<f64>,
    pub(crate) judged: Option<Judged>,
    pub(crate) writing: Option<Writing>,
}

/// How it writes.
#[derive(Clone)]
pub(crate) struct Writing {
    pub(crate) speed: LanguageSpeed,
    pub(crate) samples: SampleStatistics,
    pub(crate) sample: SampleReport,
}

/// Teachers by number, students and controls by pair.
#[derive(Default)]
pub(crate) struct LanguageCast {
    pub(crate) teachers: Vec<Trained>,
    pub(crate) students: Vec<Trained>,
    pub(crate) controls: Vec<Trained>,
}

impl LanguageCast {
    fn all(&self, role: Role) -> (&Vec<Trained>, usize) {
        match role {
            Role::Teacher(number) => (&self.teachers, number),
            Role::Student(pair) => (&self.students, pair),
            Role::Control(pair) => (&self.controls, pair),
        }
    }

    pub(crate) fn get(&self, role: Role) -> Option<&Trained> {
        let (all, at) = self.all(role);
        all.get(at)
    }

    pub(crate) fn get_mut(&mut self, role: Role) -> Option<&mut Trained> {
        match role {
            Role::Teacher(number) => self.teachers.get_mut(number),
            Role::Student(pair) => self.students.get_mut(pair),
            Role::Control(pair) => self.controls.get_mut(pair),
        }
    }

    pub(crate) fn add(&mut self, role: Role, trained: Trained) {
        match role {
            Role::Teacher(_) => self.teachers.push(trained),
            Role::Student(_) => self.students.push(trained),
            Role::Control(_) => self.controls.push(trained),
        }
    }

    /// The report of one teacher, or of all pairs of a role; `bytes` are those of the test's learnt tokens.
    pub(crate) fn report(&self, role: Role, bytes: usize) -> Option<LanguageModelReport> {
        let (all, at) = self.all(role);
        let all = if matches!(role, Role::Teacher(_)) { all.get(at..=at)? } else { all.as_slice() };
        let first = all.first()?;
        let parameters = count_parameters(&first.model);
        let test: Vec<LanguageMetrics> = all.iter().filter_map(|t| Some(t.judged.as_ref()?.metrics(bytes))).collect();
        Some(LanguageModelReport {
            parameters,
            bytes: parameters * size_of::<f32>(),
            bits_per_byte_by_pair: test.iter().map(|metrics| metrics.bits_per_byte).collect(),
            test: test.into_iter().next()?,
            speed: first.writing.as_ref().map(|w| w.speed.clone()),
            samples: first.writing.as_ref().map(|w| w.samples.clone()),
            sample: first.writing.as_ref().map(|w| w.sample.clone()),
            training: Some(all.iter().skip(1).fold(first.summary.clone(), |sum, t| add(&sum, &t.summary))),
            peak_memory_bytes: all.iter().filter_map(|t| t.peak_memory).reduce(f64::max),
        })
    }
}

/// Time and steps of several pairs; the best epoch is the first pair's.
pub(crate) fn add(sum: &TrainingSummary, other: &TrainingSummary) -> TrainingSummary {
    TrainingSummary {
        seconds: sum.seconds + other.seconds,
        steps: sum.steps + other.steps,
        stopped_early: sum.stopped_early || other.stopped_early,
        best_epoch: sum.best_epoch,
    }
}
