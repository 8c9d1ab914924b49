//! Rows that a small model learns in a second, and a recipe that does it.

use stillroom_spec::{
    DataSource, EvaluationRecipe, ModelRecipe, Recipe, SplitRecipe, TeacherRecipe, TokenizerRecipe, TrainRecipe,
};

/// Words of each class; a text is a few of its own and one of another's.
const WORDS: [[&str; 6]; 4] = [
    ["still", "retort", "flask", "vapour", "alembic", "copper"],
    ["meadow", "clover", "heather", "lark", "brook", "willow"],
    ["ledger", "invoice", "tariff", "audit", "dividend", "surplus"],
    ["anchor", "rigging", "keel", "harbour", "mainsail", "tide"],
];

/// Names of the classes, sorted as a run sorts them.
pub const CLASSES: [&str; 4] = ["alchemy", "country", "money", "sea"];

/// Texts and class ids of `rows_per_class` rows in each of the first `classes` classes; no two alike.
pub fn rows(classes: usize, rows_per_class: usize) -> Vec<(String, usize)> {
    (0..rows_per_class).flat_map(|row| (0..classes).map(move |class| (text(class, classes, row), class))).collect()
}

/// [`rows`] as a CSV file with the columns `text` and `label`.
pub fn csv(classes: usize, rows_per_class: usize) -> String {
    let line = |(text, class): (String, usize)| format!("{text},{}\n", CLASSES[class]);
    std::iter::once("text,label\n".to_owned()).chain(rows(classes, rows_per_class).into_iter().map(line)).collect()
}

/// [`rows`] with a probability for each class in place of the label: 0.85 for its own.
pub fn soft_csv(classes: usize, rows_per_class: usize) -> String {
    let header: String = CLASSES[..classes].iter().map(|c| format!(",p:{c}")).collect();
    let rest = 0.15 / (classes - 1) as f64;
    let share = |class: usize, own: usize| if class == own { 0.85 } else { rest };
    let line = |(text, own): (String, usize)| {
        let shares: String = (0..classes).map(|class| format!(",{:.4}", share(class, own))).collect();
        format!("{text}{shares}\n")
    };
    format!("text{header}\n") + &rows(classes, rows_per_class).into_iter().map(line).collect::<String>()
}

fn text(class: usize, classes: usize, row: usize) -> String {
    let own = |n: usize| WORDS[class][(row * (n + 2) + n * n) % 6];
    let other = WORDS[(class + 1 + row % (classes - 1)) % classes][(row / 6) % 6];
    format!("{} {} {other} {} {row}", own(0), own(1), own(2))
}

/// One small teacher, one smaller student, one pair: a run of about a second.
pub fn recipe() -> Recipe {
    let mut recipe = Recipe::for_file("toy.csv");
    recipe.data.source = DataSource::File { name: "toy.csv".into() };
    recipe.data.split = SplitRecipe { train: 0.6, validation: 0.2, test: 0.2 };
    recipe.teacher = TeacherRecipe::Train { model: encoder(16, 0.1), train: train(&recipe, 3) };
    recipe.student.model = bag();
    recipe.student.train = train(&recipe, 3);
    recipe.evaluation = EvaluationRecipe { pairs: 1, resamples: 200, budget_seconds: None };
    recipe
}

/// A transformer of one layer over bytes.
pub fn encoder(width: usize, dropout: f64) -> ModelRecipe {
    ModelRecipe::Encoder {
        tokenizer: TokenizerRecipe::Bpe { vocabulary: 300 },
        layers: 1,
        width,
        heads: 2,
        feed_forward: 2 * width,
        max_tokens: 24,
        dropout,
    }
}

/// An n-gram bag of a few hundred rows.
pub fn bag() -> ModelRecipe {
    ModelRecipe::NgramBag { min_n: 2, max_n: 3, buckets: 256, width: 8, max_ngrams: 64 }
}

fn train(recipe: &Recipe, epochs: usize) -> TrainRecipe {
    TrainRecipe { epochs, batch_size: 16, learning_rate: 1e-2, ..recipe.student.train.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_rows_are_alike() {
        let texts: Vec<_> = rows(4, 60).into_iter().map(|r| r.0).collect();
        assert_eq!(texts.iter().collect::<HashSet<_>>().len(), 240);
    }

    #[test]
    fn the_recipe_is_valid() {
        recipe().validate().unwrap();
    }
}
