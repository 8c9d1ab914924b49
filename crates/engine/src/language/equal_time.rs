//! The time that a control is given in the place of its student's steps.

use super::cast::Trained;
use super::plan::Role;
use crate::LanguageEngine;
use stillroom_spec::{ControlBudget, ControlTime};

impl<H> LanguageEngine<H> {
    /// Milliseconds that a role trains for; none where steps count.
    pub(crate) fn control_milliseconds(&self, role: Role) -> Option<f64> {
        let Role::Control(pair) = role else { return None };
        let time = self.recipe.evaluation.control_time?;
        let student = self.cast.students.get(pair)?.summary.seconds * 1000.0;
        Some(student + self.cache_milliseconds + self.teacher_seconds(time) * 1000.0)
    }

    /// What the controls were given and took, over all pairs.
    pub(crate) fn control_budget(&self) -> Option<ControlBudget> {
        let time = self.recipe.evaluation.control_time?;
        let seconds = |all: &[Trained]| all.iter().map(|trained| trained.summary.seconds).sum::<f64>();
        let pairs = self.cast.controls.len() as f64;
        Some(ControlBudget {
            student_seconds: seconds(&self.cast.students),
            cache_seconds: pairs * self.cache_milliseconds / 1000.0,
            teacher_seconds: pairs * self.teacher_seconds(time),
            control_seconds: seconds(&self.cast.controls),
        })
    }

    fn teacher_seconds(&self, time: ControlTime) -> f64 {
        match time {
            ControlTime::Student => 0.0,
            ControlTime::StudentAndTeachers => self.cast.teachers.iter().map(|trained| trained.summary.seconds).sum(),
        }
    }
}
