//! The engine's judging half: the teacher's card, the test split and the final report.

use crate::evaluate::Exam;
use crate::plan::{Role, Task};
use crate::predictor::logits;
use crate::teacher::TeacherLogits;
use crate::timing::latency;
use crate::{Engine, EngineError, Host};
use stillroom_spec::{Phase, REPORT_VERSION, Report, RunReport, TeacherCard, TeacherWarning};

/// Rows that the teacher is asked about in one step.
const ROWS_PER_STEP: usize = 256;

impl<H: Host> Engine<H> {
    /// Asks the teacher about the next rows; comes back until all are asked.
    pub(crate) async fn consult(&mut self) -> Result<Report, EngineError> {
        let (examples, classes) = (self.data.dataset.examples.len(), self.data.dataset.classes.len());
        let indices: Vec<usize> = (self.consulted..examples.min(self.consulted + ROWS_PER_STEP)).collect();
        let teacher = self.cast.teacher.as_ref().ok_or(EngineError::State("the teacher is not trained yet"))?;
        let corpus = &self.need_text(Role::Teacher)?.corpus;
        let values = logits(&teacher.model, corpus, &indices, &self.device).await?;
        self.teacher_logits.get_or_insert_with(|| TeacherLogits::uniform(examples, classes)).put(&indices, &values);
        self.consulted += indices.len();
        if self.consulted < examples {
            self.tasks.push_front(Task::Consult);
        }
        Ok(Report::Progress { phase: Phase::ReportCard, done: self.consulted, total: examples })
    }

    /// The soft targets against labels, majority and control, before anything is distilled.
    pub(crate) async fn card(&self) -> Result<Report, EngineError> {
        let classes = self.data.dataset.classes.len();
        let validation = &self.data.split.validation;
        let student = self.need_text(Role::Student)?;
        let labels = student.corpus.labels(validation);
        let teacher = self.teacher_logits.as_ref().ok_or(EngineError::State("the teacher is not trained yet"))?;
        let metrics = stillroom_eval::metrics(&teacher.rows(validation), classes, &labels, None);
        let control = self.cast.controls.first().ok_or(EngineError::State("the control is not trained yet"))?;
        let control = logits(&control.model, &student.corpus, validation, &self.device).await?;
        let control_accuracy = Some(stillroom_eval::metrics(&control, classes, &labels, None).accuracy);
        let majority_accuracy = self.majority_accuracy(&labels);
        let warnings = warnings(metrics.accuracy, majority_accuracy, control_accuracy);
        Ok(Report::Card(TeacherCard { metrics, majority_accuracy, control_accuracy, warnings }))
    }

    fn majority_accuracy(&self, labels: &[usize]) -> f64 {
        let mut rows = vec![0; self.data.dataset.classes.len()];
        self.data.split.train.iter().for_each(|&i| rows[self.data.dataset.examples[i].label] += 1);
        let majority = (0..rows.len()).max_by_key(|&c| rows[c]).unwrap_or(0);
        labels.iter().filter(|&&l| l == majority).count() as f64 / labels.len().max(1) as f64
    }

    /// Asks the models of a role about the test split.
    pub(crate) async fn score(&mut self, role: Role) -> Result<Report, EngineError> {
        let test = &self.data.split.test;
        let mut all = Vec::new();
        for trained in self.cast.of(role) {
            all.push(match &self.teacher_logits {
                Some(known) if role == Role::Teacher => known.rows(test),
                _ => logits(&trained.model, &self.need_text(role)?.corpus, test, &self.device).await?,
            });
        }
        self.cast.of_mut(role).iter_mut().zip(all).for_each(|(t, l)| t.test_logits = l);
        Ok(self.progress(Phase::Evaluate))
    }

    /// Times the first model of a role.
    pub(crate) async fn measure(&mut self, role: Role) -> Result<Report, EngineError> {
        let texts: Vec<&str> =
            self.data.split.test.iter().map(|&i| self.data.dataset.examples[i].text.as_str()).collect();
        if let (Some(trained), false) = (self.cast.of(role).first(), texts.is_empty()) {
            let encoder = &self.need_text(role)?.encoder;
            let latency = latency(&trained.model, encoder, &texts, &self.device, &self.host).await?;
            self.cast.latencies.push((role, latency));
        }
        Ok(self.progress(Phase::Evaluate))
    }

    /// The whole run as `report.json`.
    pub(crate) fn sum_up(&mut self) -> Result<Report, EngineError> {
        let test = &self.data.split.test;
        let classes = self.data.dataset.classes.len();
        let labels = self.need_text(Role::Student)?.corpus.labels(test);
        let teacher = self.teacher_logits.as_ref().ok_or(EngineError::State("there are no soft targets yet"))?;
        let teacher = stillroom_eval::predictions(&teacher.rows(test), classes);
        let exam = Exam { labels: &labels, classes, teacher: &teacher };
        let seed = u64::from(self.recipe.seed);
        let missing = EngineError::State("a student and a control must be trained before the verdict");
        let verdict = self.cast.verdict(&exam, self.recipe.evaluation.resamples, seed)?;
        let (Some(student), Some(control)) =
            (self.cast.report(Role::Student, &exam), self.cast.report(Role::Control, &exam))
        else {
            return Err(missing);
        };
        Ok(Report::Done(Box::new(RunReport {
            version: REPORT_VERSION,
            recipe: self.recipe.clone(),
            environment: self.environment.clone(),
            data: self.data.report.clone(),
            teacher: self.cast.report(Role::Teacher, &exam),
            student,
            control,
            verdict,
            seconds: self.milliseconds / 1000.0,
        })))
    }
}

fn warnings(teacher: f64, majority: f64, control: Option<f64>) -> Vec<TeacherWarning> {
    let mut found = Vec::new();
    if teacher <= majority {
        found.push(TeacherWarning::NoBetterThanMajority);
    }
    if control.is_some_and(|c| teacher <= c) {
        found.push(TeacherWarning::NoBetterThanControl);
    }
    found
}
