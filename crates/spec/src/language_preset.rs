//! Language-model recipes that come with Stillroom.

use crate::{
    CorpusRecipe, CorpusSource, Course, DecoderActivation, DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe,
    LanguageEvaluation, LanguageRecipe, LanguageStudent, LanguageTeacher, LanguageTerm, Objective, RECIPE_VERSION,
    SampleRecipe, Schedule, SplitBy, SplitRecipe, Task, TokenizerRecipe, TrainRecipe,
};

/// Names that [`LanguageRecipe::preset`] knows.
pub const LANGUAGE_PRESETS: [&str; 2] = ["northanger", "arithmetic"];

impl LanguageRecipe {
    /// The recipe of a preset, if there is one of that name.
    pub fn preset(name: &str) -> Option<Self> {
        match name {
            "northanger" => Some(northanger()),
            "arithmetic" => Some(arithmetic()),
            _ => None,
        }
    }

    /// The recipe for a user's own file: the default's models on other text.
    pub fn for_file(name: &str) -> Self {
        let mut recipe = northanger();
        recipe.name = name.into();
        recipe.corpus.source = CorpusSource::File { name: name.into() };
        recipe
    }
}

/// A novel, cut in its order: the test is its end.
fn northanger() -> LanguageRecipe {
    LanguageRecipe {
        version: RECIPE_VERSION,
        task: Task::LanguageModel,
        name: "northanger".into(),
        seed: 0,
        corpus: CorpusRecipe {
            source: CorpusSource::Preset { name: "northanger".into() },
            format: None,
            max_bytes: 20_000_000,
            split_by: SplitBy::Place,
            split: SplitRecipe { train: 0.85, validation: 0.05, test: 0.1 },
        },
        tokenizer: TokenizerRecipe::Bpe { vocabulary: 512 },
        block_tokens: 64,
        teachers: vec![teacher(decoder(2, 96, 64), train(2, 5e-3))],
        student: student(decoder(1, 48, 64), train(2, 8e-3), &[(1.0, Objective::ForwardKl { temperature: 1.0 })]),
        evaluation: evaluation(""),
    }
}

/// Sums modulo 30: the least loss is known.
fn arithmetic() -> LanguageRecipe {
    let corpus = CorpusRecipe {
        source: CorpusSource::Arithmetic { modulus: 30, count: 900, answers_only: true },
        format: None,
        max_bytes: 1_000_000,
        split_by: SplitBy::Document,
        split: SplitRecipe { train: 0.7, validation: 0.1, test: 0.2 },
    };
    let soft_and_hard = [(0.5, Objective::ForwardKl { temperature: 1.0 }), (0.5, Objective::Hard {})];
    LanguageRecipe {
        name: "arithmetic".into(),
        corpus,
        tokenizer: TokenizerRecipe::Characters { vocabulary: 16 },
        block_tokens: 32,
        teachers: vec![teacher(decoder(2, 64, 32), train(60, 3e-3))],
        student: student(decoder(1, 48, 32), train(60, 5e-3), &soft_and_hard),
        evaluation: evaluation("12+09="),
        ..northanger()
    }
}

fn decoder(layers: usize, width: usize, context: usize) -> DecoderRecipe {
    let heads = 4;
    DecoderRecipe {
        layers,
        width,
        heads,
        key_value_heads: heads / 2,
        head_width: width / heads,
        feed_forward: 2 * width,
        context,
        norm: DecoderNorm::RmsNorm { epsilon: 1e-5 },
        positions: DecoderPositions::Rope { theta: 10_000.0 },
        activation: DecoderActivation::SwiGlu,
        tied_head: true,
        biases: DecoderBiases::None,
        dropout: 0.0,
    }
}

fn teacher(model: DecoderRecipe, train: TrainRecipe) -> LanguageTeacher {
    LanguageTeacher::Train { model, tokenizer: None, train, weight: 1.0 }
}

fn student(model: DecoderRecipe, train: TrainRecipe, terms: &[(f64, Objective)]) -> LanguageStudent {
    let term = |(value, objective): &(f64, Objective)| LanguageTerm {
        weight: Course::Constant { value: *value },
        temperature: None,
        objective: objective.clone(),
    };
    LanguageStudent {
        model,
        train,
        objectives: terms.iter().map(term).collect(),
        on_policy: None,
        cache: None,
        chunk_tokens: None,
    }
}

fn train(epochs: usize, learning_rate: f64) -> TrainRecipe {
    TrainRecipe {
        epochs,
        batch_size: 8,
        accumulate: 1,
        learning_rate,
        schedule: Schedule::Cosine,
        warmup: 0.05,
        weight_decay: 0.1,
        beta1: 0.9,
        beta2: 0.95,
        epsilon: 1e-8,
        clip_norm: 1.0,
        patience: None,
    }
}

fn evaluation(prompt: &str) -> LanguageEvaluation {
    let sample = SampleRecipe { prompt: prompt.into(), tokens: 48, temperature: 0.8, top_k: Some(40) };
    LanguageEvaluation { pairs: 1, control_time: None, resamples: 2000, budget_seconds: None, sample }
}
