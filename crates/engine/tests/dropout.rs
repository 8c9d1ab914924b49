//! Dropout is drawn from the device's own generator, which a whole process shares: alone in this one, a run with
//! dropout repeats itself, and twins drop the same units.

use burn::tensor::Device;
use std::cell::Cell;
use stillroom_engine::{Engine, Host, load};
use stillroom_spec::{Environment, Lane, Objective, Phase, Recipe, Report, WeightedObjective};
use stillroom_testkit::{block_on, toy};

struct Clock(Cell<f64>);

impl Host for Clock {
    fn now_ms(&self) -> f64 {
        self.0.replace(self.0.get() + 1.0)
    }

    fn memory_bytes(&self) -> Option<f64> {
        None
    }
}

fn losses(recipe: &Recipe) -> Vec<(Phase, f64)> {
    let csv = toy::csv(3, 20);
    let data = load(recipe, "toy.csv", None, csv.as_bytes()).unwrap();
    let environment = Environment { lane: Lane::Cpu, device: "test".into(), version: "0".into() };
    let mut engine = Engine::new(recipe.clone(), data, Device::flex(), environment, Clock(Cell::new(0.0))).unwrap();
    let mut losses = Vec::new();
    loop {
        match block_on(engine.step()).unwrap() {
            Report::Step(step) => losses.push((step.phase, step.loss)),
            Report::Done(_) => return losses,
            _ => {}
        }
        block_on(engine.predict("copper")).unwrap();
    }
}

#[test]
fn a_run_with_dropout_repeats_itself_and_twins_drop_alike() {
    let mut recipe = toy::recipe();
    recipe.student.model = toy::encoder(8, 0.3);
    recipe.student.objectives = vec![WeightedObjective { weight: 1.0, objective: Objective::Hard {} }];
    let once = losses(&recipe);
    assert_eq!(once, losses(&recipe));
    let of = |phase| once.iter().filter(|l| l.0 == phase).map(|l| l.1).collect::<Vec<_>>();
    assert_eq!(of(Phase::Student), of(Phase::Control));
}
