//! Recipes that come with Stillroom.

use crate::{
    DataRecipe, DataSource, EvaluationRecipe, ModelRecipe, ModelSource, Objective, RECIPE_VERSION, Recipe, Schedule,
    SplitRecipe, StudentRecipe, TeacherHead, TeacherRecipe, TrainRecipe, Tuning, WeightedObjective,
};

/// Names that [`Recipe::preset`] knows.
pub const PRESETS: [&str; 2] = ["languages", "spam"];

/// Tokens of a text that a pretrained teacher reads, where it could read more: its time grows with them.
const LONGEST: usize = 64;

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

impl Recipe {
    /// The same rows and student with a pretrained encoder as the teacher, of which the head learns: a new one, on the
    /// mean over the tokens. `context` is the most tokens that the model reads.
    pub fn taught_by(mut self, model: ModelSource, context: usize) -> Self {
        let train = TrainRecipe { patience: Some(5), ..train(30, 5e-3) };
        let (head, tuning) = (TeacherHead::Mean, Tuning::Head {});
        self.teacher = TeacherRecipe::Pretrained { model, max_tokens: context.min(LONGEST), head, tuning, train };
        self
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
