//! The learning rate of each step.

use stillroom_spec::{Schedule, TrainRecipe};

/// Rate of `step` (from 0) of `steps`: a linear climb over the warm-up, then the recipe's course.
pub(crate) fn learning_rate(recipe: &TrainRecipe, step: usize, steps: usize) -> f64 {
    let warmup = (recipe.warmup * steps as f64).round();
    let position = step as f64;
    if position < warmup {
        return recipe.learning_rate * (position + 1.0) / warmup;
    }
    match recipe.schedule {
        Schedule::Constant => recipe.learning_rate,
        Schedule::Cosine => {
            let progress = (position - warmup) / (steps as f64 - warmup).max(1.0);
            recipe.learning_rate * 0.5 * (1.0 + (std::f64::consts::PI * progress).cos())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stillroom_spec::{Recipe, TeacherRecipe};

    fn recipe(warmup: f64) -> TrainRecipe {
        let TeacherRecipe::Train { train, .. } = Recipe::preset("languages").unwrap().teacher else {
            panic!("the preset trains a teacher")
        };
        TrainRecipe { warmup, learning_rate: 1.0, schedule: Schedule::Cosine, ..train }
    }

    /// transformers 5.23 `get_cosine_schedule_with_warmup(2, 10)` at steps 2, 6 and 9: 1, 0.5, 0.0380602.
    #[test]
    fn follows_the_cosine_of_transformers() {
        for (step, expected) in [(2, 1.0), (6, 0.5), (9, 0.038_060_2)] {
            assert!((learning_rate(&recipe(0.2), step, 10) - expected).abs() < 1e-6);
        }
    }

    #[test]
    fn climbs_from_above_zero_to_the_peak() {
        let rates: Vec<_> = (0..4).map(|s| learning_rate(&recipe(0.4), s, 10)).collect();
        assert_eq!(rates, [0.25, 0.5, 0.75, 1.0]);
    }
}
