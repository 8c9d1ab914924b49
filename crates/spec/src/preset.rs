//! Recipes that come with Stillroom.

use crate::{
    DataRecipe, DataSource, EvaluationRecipe, ModelRecipe, Objective, RECIPE_VERSION, Recipe, Schedule, SplitRecipe,
    StudentRecipe, TeacherRecipe, TrainRecipe, WeightedObjective,
};

/// Names that [`Recipe::preset`] knows.
pub const PRESETS: [&str; 2] = ["languages", "spam"];

impl Recipe {
    /// The recipe of a preset, if there is one of that name.
    pub fn preset(name: &str) -> Option<Self> {
        match name {
            "languages" => Some(languages()),
            "spam" => Some(spam()),
            _ => None,
        }
    }

    /// The recipe for a user's own file: the default's models on other rows.
    pub fn for_file(name: &str) -> Self {
        let mut recipe = languages();
        recipe.name = name.into();
        recipe.data.source = DataSource::File { name: name.into() };
        recipe
    }
}

fn languages() -> Recipe {
    Recipe {
        version: RECIPE_VERSION,
        name: "languages".into(),
        seed: 0,
        data: data("languages"),
        teacher: TeacherRecipe::Train { model: teacher_model(), train: train(7, 1.5e-2) },
        student: StudentRecipe { model: student_model(), train: train(12, 5e-2), objectives: hinton() },
        evaluation: EvaluationRecipe { pairs: 3, resamples: 2000, budget_seconds: None },
    }
}

fn spam() -> Recipe {
    Recipe { name: "spam".into(), data: data("spam"), ..languages() }
}

fn data(name: &str) -> DataRecipe {
    DataRecipe {
        source: DataSource::Preset { name: name.into() },
        text_column: None,
        label_column: None,
        max_rows: 20_000,
        min_rows_per_class: 10,
        split: SplitRecipe { train: 0.7, validation: 0.1, test: 0.2 },
    }
}

fn teacher_model() -> ModelRecipe {
    ModelRecipe::NgramBag { min_n: 1, max_n: 4, buckets: 32_768, width: 48, max_ngrams: 256 }
}

fn student_model() -> ModelRecipe {
    ModelRecipe::NgramBag { min_n: 1, max_n: 3, buckets: 2048, width: 8, max_ngrams: 256 }
}

fn train(epochs: usize, learning_rate: f64) -> TrainRecipe {
    TrainRecipe {
        epochs,
        batch_size: 32,
        accumulate: 1,
        learning_rate,
        schedule: Schedule::Cosine,
        warmup: 0.1,
        weight_decay: 0.01,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        clip_norm: 1.0,
        patience: Some(3),
    }
}

/// Hinton et al. 2015: soft targets and a little of the labels.
fn hinton() -> Vec<WeightedObjective> {
    vec![
        WeightedObjective { weight: 0.9, objective: Objective::ForwardKl { temperature: 4.0 } },
        WeightedObjective { weight: 0.1, objective: Objective::Hard {} },
    ]
}
