//! The end of a run: three models side by side, and whether distillation helped.

use crate::EngineError;
use crate::plan::Role;
use stillroom_eval::{metrics, predictions, verdict};
use stillroom_models::{Classifier, count_parameters};
use stillroom_spec::{Latency, Metrics, ModelReport, TrainingSummary, Verdict};

/// A trained model and all that is known of it.
pub(crate) struct Trained {
    /// Without dropout and without autodiff.
    pub(crate) model: Classifier,
    pub(crate) summary: TrainingSummary,
    pub(crate) peak_memory: Option<f64>,
    /// On the test split, row-major.
    pub(crate) test_logits: Vec<f32>,
}

/// The models of a run; students and controls by pair.
#[derive(Default)]
pub(crate) struct Cast {
    pub(crate) teacher: Option<Trained>,
    pub(crate) students: Vec<Trained>,
    pub(crate) controls: Vec<Trained>,
    pub(crate) latencies: Vec<(Role, Latency)>,
}

/// The test split as the judge sees it.
pub(crate) struct Exam<'a> {
    pub(crate) labels: &'a [usize],
    pub(crate) classes: usize,
    /// The teacher's most likely class of each row.
    pub(crate) teacher: &'a [usize],
}

impl Cast {
    pub(crate) fn of(&self, role: Role) -> &[Trained] {
        match role {
            Role::Teacher => self.teacher.as_slice(),
            Role::Student => &self.students,
            Role::Control => &self.controls,
        }
    }

    pub(crate) fn of_mut(&mut self, role: Role) -> &mut [Trained] {
        match role {
            Role::Teacher => self.teacher.as_mut_slice(),
            Role::Student => &mut self.students,
            Role::Control => &mut self.controls,
        }
    }

    pub(crate) fn add(&mut self, role: Role, trained: Trained) {
        match role {
            Role::Teacher => self.teacher = Some(trained),
            Role::Student => self.students.push(trained),
            Role::Control => self.controls.push(trained),
        }
    }

    /// The report of a role, if it was trained.
    pub(crate) fn report(&self, role: Role, exam: &Exam<'_>) -> Option<ModelReport> {
        let all = self.of(role);
        let first = all.first()?;
        let parameters = count_parameters(&first.model);
        let score = |t: &Trained| exam.metrics(&t.test_logits, role != Role::Teacher);
        let memory = all.iter().filter_map(|t| t.peak_memory).reduce(f64::max);
        Some(ModelReport {
            parameters,
            bytes: parameters * size_of::<f32>(),
            test: score(first),
            test_accuracy_by_pair: all.iter().map(|t| score(t).accuracy).collect(),
            latency: self.latencies.iter().find(|(r, _)| *r == role).map(|(_, l)| l.clone()),
            training: Some(all.iter().skip(1).fold(first.summary.clone(), |sum, t| add(&sum, &t.summary))),
            peak_memory_bytes: memory,
        })
    }

    /// Students against controls.
    pub(crate) fn verdict(&self, exam: &Exam<'_>, resamples: usize, seed: u64) -> Result<Verdict, EngineError> {
        if self.students.is_empty() || self.controls.is_empty() {
            return Err(EngineError::State("a student and a control must be trained before the verdict"));
        }
        let says = |all: &[Trained]| all.iter().map(|t| predictions(&t.test_logits, exam.classes)).collect::<Vec<_>>();
        Ok(verdict(&says(&self.students), &says(&self.controls), exam.labels, resamples, seed))
    }
}

impl Exam<'_> {
    fn metrics(&self, logits: &[f32], against_teacher: bool) -> Metrics {
        metrics(logits, self.classes, self.labels, against_teacher.then_some(self.teacher))
    }
}

/// Time and steps of several pairs; the best epoch is the first pair's.
fn add(sum: &TrainingSummary, other: &TrainingSummary) -> TrainingSummary {
    TrainingSummary {
        seconds: sum.seconds + other.seconds,
        steps: sum.steps + other.steps,
        stopped_early: sum.stopped_early || other.stopped_early,
        best_epoch: sum.best_epoch,
    }
}
