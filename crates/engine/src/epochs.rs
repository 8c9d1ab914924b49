//! Where a training stands, whatever is trained: its step, its epochs, and the best model so far.

use crate::optimizer::Measured;
use crate::{EngineError, schedule};
use stillroom_data::epoch_order;
use stillroom_spec::{LossPart, Phase, StepReport, TrainRecipe, TrainingSummary, Validation, WeightedObjective};

/// A training of a model `M` on items that are numbered from 0.
pub(crate) struct Epochs<M> {
    phase: Phase,
    pair: usize,
    recipe: TrainRecipe,
    seed: u64,
    items: usize,
    order: Vec<usize>,
    step: usize,
    milliseconds: f64,
    /// Milliseconds that take the place of the recipe's epochs.
    budget: Option<f64>,
    best: Option<Best<M>>,
    stopped_early: bool,
    finished: bool,
}

struct Best<M> {
    model: M,
    loss: f64,
    epoch: usize,
}

/// What a step was and took.
pub(crate) struct Taken<'a> {
    pub(crate) terms: &'a [WeightedObjective],
    pub(crate) measured: Measured,
    pub(crate) learning_rate: f64,
    pub(crate) tokens: usize,
    pub(crate) milliseconds: f64,
    pub(crate) validation: Option<Validation>,
}

impl<M> Epochs<M> {
    pub(crate) fn new((phase, pair): (Phase, usize), recipe: TrainRecipe, items: usize, seed: u64) -> Self {
        let (order, step, milliseconds, budget, best) = (Vec::new(), 0, 0.0, None, None);
        let (stopped_early, finished) = (false, false);
        Self { phase, pair, recipe, seed, items, order, step, milliseconds, budget, best, stopped_early, finished }
    }

    /// Goes on until `milliseconds` are spent, however many epochs that is; the schedule runs over that time.
    pub(crate) fn within(mut self, milliseconds: Option<f64>) -> Self {
        self.budget = milliseconds;
        self
    }

    pub(crate) fn phase(&self) -> Phase {
        self.phase
    }

    pub(crate) fn pair(&self) -> usize {
        self.pair
    }

    /// Items of one forward pass.
    pub(crate) fn batch_size(&self) -> usize {
        self.recipe.batch_size
    }

    pub(crate) fn taken(&self) -> usize {
        self.step
    }

    /// Steps that it takes at most; within a time, as many as it would take at the pace so far.
    pub(crate) fn steps(&self) -> usize {
        match self.budget {
            Some(budget) if self.milliseconds > 0.0 => {
                let all = (self.step as f64 * budget / self.milliseconds).round() as usize;
                if self.is_out_of_time() { self.step } else { all.max(self.step + 1) }
            }
            _ => self.per_epoch() * self.recipe.epochs,
        }
    }

    fn is_out_of_time(&self) -> bool {
        self.budget.is_some_and(|budget| self.milliseconds >= budget)
    }

    pub(crate) fn milliseconds(&self) -> f64 {
        self.milliseconds
    }

    pub(crate) fn is_finished(&self) -> bool {
        // Time may run out while an epoch is validated.
        self.finished || (self.is_at_end_of_epoch() && self.is_out_of_time())
    }

    /// Whether an epoch has just ended, or the time has.
    pub(crate) fn is_between(&self) -> bool {
        self.is_at_end_of_epoch() || (self.step > 0 && self.is_out_of_time())
    }

    fn is_at_end_of_epoch(&self) -> bool {
        self.step > 0 && self.step.is_multiple_of(self.per_epoch())
    }

    /// Ends after the step in hand.
    pub(crate) fn stop(&mut self) {
        self.stopped_early = true;
        self.finished = true;
    }

    pub(crate) fn learning_rate(&self) -> f64 {
        match self.budget {
            // A schedule counts in whole steps; here they are milliseconds.
            Some(budget) => schedule::learning_rate(&self.recipe, self.milliseconds as usize, budget.ceil() as usize),
            None => schedule::learning_rate(&self.recipe, self.step, self.steps()),
        }
    }

    /// The items of the step to come.
    pub(crate) fn next_window(&mut self) -> Vec<usize> {
        let within = self.step % self.per_epoch();
        if within == 0 {
            self.order = epoch_order(self.items, self.seed, self.step / self.per_epoch());
        }
        self.order.iter().skip(within * self.window()).take(self.window()).copied().collect()
    }

    /// Counts a step whose loss and gradient are numbers.
    pub(crate) fn count(&mut self, measured: &Measured) -> Result<(), EngineError> {
        self.step += 1;
        self.check("loss", measured.loss)?;
        self.check("gradient", measured.grad_norm)
    }

    pub(crate) fn spend(&mut self, milliseconds: f64) {
        self.milliseconds += milliseconds;
    }

    /// Keeps a model that an epoch has ended with, if its validation loss is the best; ends the training after its last
    /// epoch, or where patience has run out.
    pub(crate) fn end_epoch(&mut self, model: M, loss: f64) -> Result<(), EngineError> {
        self.check("validation loss", loss)?;
        let epoch = self.step.div_ceil(self.per_epoch());
        if self.best.as_ref().is_none_or(|b| loss < b.loss) {
            self.best = Some(Best { model, loss, epoch });
        }
        let waited = epoch - self.best.as_ref().map_or(epoch, |b| b.epoch);
        let out_of_patience = self.recipe.patience.is_some_and(|p| waited >= p);
        let is_last = if self.budget.is_some() { self.is_out_of_time() } else { epoch == self.recipe.epochs };
        self.stopped_early |= out_of_patience && !is_last;
        self.finished |= out_of_patience || is_last;
        Ok(())
    }

    /// The best epoch's model, if one has ended, and what all took.
    pub(crate) fn finish(self) -> (Option<M>, TrainingSummary) {
        let summary = TrainingSummary {
            seconds: self.milliseconds / 1000.0,
            steps: self.step,
            best_epoch: self.best.as_ref().map_or(0, |b| b.epoch),
            stopped_early: self.stopped_early,
        };
        (self.best.map(|b| b.model), summary)
    }

    pub(crate) fn report(&self, taken: Taken<'_>) -> StepReport {
        let Taken { terms, measured, learning_rate, tokens, milliseconds, validation } = taken;
        StepReport {
            phase: self.phase,
            pair: self.pair,
            step: self.step,
            steps: self.steps(),
            loss: measured.loss,
            parts: parts(terms, &measured.parts),
            learning_rate,
            grad_norm: measured.grad_norm,
            tokens_per_second: tokens as f64 / (milliseconds / 1000.0).max(1e-9),
            milliseconds,
            validation,
        }
    }

    /// Items of one step.
    fn window(&self) -> usize {
        self.recipe.batch_size * self.recipe.accumulate
    }

    pub(crate) fn per_epoch(&self) -> usize {
        self.items.div_ceil(self.window()).max(1)
    }

    fn check(&self, what: &'static str, value: f64) -> Result<(), EngineError> {
        if value.is_finite() {
            return Ok(());
        }
        Err(EngineError::Diverged { phase: self.phase, step: self.step, what, value })
    }
}

fn parts(terms: &[WeightedObjective], values: &[f64]) -> Vec<LossPart> {
    let part = |(term, &value): (&WeightedObjective, &f64)| LossPart {
        name: term.objective.name().into(),
        weight: term.weight,
        value,
    };
    terms.iter().zip(values).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use stillroom_spec::Recipe;

    fn measured(loss: f64) -> Measured {
        Measured { loss, parts: Vec::new(), grad_norm: 1.0 }
    }

    fn epochs(items: usize, epochs: usize, patience: Option<usize>) -> Epochs<&'static str> {
        let train = Recipe::preset("languages").unwrap().student.train;
        let recipe = TrainRecipe { batch_size: 4, accumulate: 2, epochs, patience, ..train };
        Epochs::new((Phase::Student, 0), recipe, items, 7)
    }

    #[test]
    fn every_item_is_seen_once_an_epoch() {
        let mut training = epochs(45, 2, None);
        let mut seen = [Vec::new(), Vec::new()];
        for step in 0..training.steps() {
            seen[step / training.per_epoch()].extend(training.next_window());
            training.count(&measured(1.0)).unwrap();
        }
        assert_ne!(seen[0], seen[1], "each epoch has an order of its own");
        for mut order in seen {
            assert_ne!(order, (0..45).collect::<Vec<_>>(), "the order is shuffled");
            order.sort_unstable();
            assert_eq!(order, (0..45).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_best_epoch_is_kept_and_patience_ends_the_rest() {
        let mut training = epochs(8, 9, Some(2));
        for (model, loss) in [("a", 3.0), ("b", 1.0), ("c", 2.0), ("d", 1.5)] {
            assert!(!training.is_finished());
            training.count(&measured(1.0)).unwrap();
            training.end_epoch(model, loss).unwrap();
        }
        assert!(training.is_finished());
        let (best, summary) = training.finish();
        assert_eq!((best, summary.best_epoch, summary.steps, summary.stopped_early), (Some("b"), 2, 4, true));
    }

    /// Steps of 10 ms in epochs of 2, for 50 ms; where `validation` takes time, an epoch's end does.
    fn within_a_time(validation: f64) -> (Vec<(usize, bool)>, TrainingSummary, Vec<f64>) {
        let mut training = epochs(16, 1, None).within(Some(50.0));
        let (mut between, mut rates) = (Vec::new(), Vec::new());
        while !training.is_finished() {
            rates.push(training.learning_rate());
            training.count(&measured(1.0)).unwrap();
            training.spend(10.0);
            between.push((training.steps(), training.is_between()));
            if training.is_between() {
                training.end_epoch("a", 1.0).unwrap();
                training.spend(validation);
            }
        }
        (between, training.finish().1, rates)
    }

    #[test]
    fn a_time_takes_the_place_of_epochs() {
        let (between, summary, rates) = within_a_time(0.0);
        assert_eq!(between, [(5, false), (5, true), (5, false), (5, true), (5, true)]);
        assert_eq!((summary.steps, summary.seconds, summary.stopped_early), (5, 0.05, false));
        // The preset's warm-up is the first 5 ms.
        assert!(rates[1..].windows(2).all(|two| two[1] < two[0]) && rates[0] < rates[1], "{rates:?}");
    }

    #[test]
    fn validation_takes_of_the_time_and_may_end_it() {
        let (between, summary, _) = within_a_time(30.0);
        assert_eq!((between.len(), summary.steps, summary.seconds), (2, 2, 0.05));
    }

    #[test]
    fn what_is_no_number_ends_the_training_with_its_step() {
        let mut training = epochs(8, 9, None);
        let error = training.count(&measured(f64::NAN)).unwrap_err().to_string();
        assert!(error.contains("step 1") && error.contains("loss"), "{error}");
    }
}
