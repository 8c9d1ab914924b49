//! Recipes within their ranges, of every kind.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use stillroom_spec::{
    DataRecipe, DataSource, EvaluationRecipe, ModelRecipe, Objective, RECIPE_VERSION, Recipe, Schedule, SplitRecipe,
    StudentRecipe, TeacherRecipe, TokenizerRecipe, TrainRecipe, WeightedObjective,
};

/// One recipe with a part of every kind that has numbers, whatever the presets hold today.
pub fn example() -> Recipe {
    let mut recipe = Recipe::preset("languages").expect("a preset");
    let TeacherRecipe::Train { model, train } = &mut recipe.teacher else { panic!("the preset trains a teacher") };
    *model = ModelRecipe::Encoder {
        tokenizer: TokenizerRecipe::Bpe { vocabulary: 8000 },
        layers: 2,
        width: 128,
        heads: 4,
        feed_forward: 256,
        max_tokens: 32,
        dropout: 0.1,
    };
    train.patience = Some(3);
    recipe.student.train = train.clone();
    recipe.student.model = ModelRecipe::NgramBag { min_n: 1, max_n: 3, buckets: 4096, width: 16, max_ngrams: 256 };
    recipe.student.objectives = vec![
        WeightedObjective { weight: 0.9, objective: Objective::ForwardKl { temperature: 2.0 } },
        WeightedObjective { weight: 0.1, objective: Objective::Hard {} },
    ];
    recipe.evaluation.budget_seconds = Some(60.0);
    recipe
}

pub fn recipe() -> impl Strategy<Value = Recipe> {
    (any::<String>(), any::<u32>(), data(), teacher(), student(), evaluation()).prop_map(
        |(name, seed, data, teacher, student, evaluation)| Recipe {
            version: RECIPE_VERSION,
            name,
            seed,
            data,
            teacher,
            student,
            evaluation,
        },
    )
}

/// A number as people write it, in six digits; JSON readers agree on those to the last bit.
fn number(range: impl Strategy<Value = f64>) -> impl Strategy<Value = f64> {
    range.prop_map(|x| format!("{x:.5e}").parse().expect("a number"))
}

fn data() -> impl Strategy<Value = DataRecipe> {
    let source = prop_oneof![
        any::<String>().prop_map(|name| DataSource::Preset { name }),
        any::<String>().prop_map(|name| DataSource::File { name }),
    ];
    let column = || option::of(any::<String>());
    let split = [(); 3].map(|()| number(0.05..1e6));
    (source, column(), column(), 10..=10_000_000_usize, 3..=1_000_000_usize, split).prop_map(
        |(source, text_column, label_column, max_rows, min_rows_per_class, [train, validation, test])| DataRecipe {
            source,
            text_column,
            label_column,
            max_rows,
            min_rows_per_class,
            split: SplitRecipe { train, validation, test },
        },
    )
}

fn teacher() -> impl Strategy<Value = TeacherRecipe> {
    prop_oneof![
        Just(TeacherRecipe::SoftLabels {}),
        (model(), train()).prop_map(|(model, train)| TeacherRecipe::Train { model, train }),
    ]
}

fn student() -> impl Strategy<Value = StudentRecipe> {
    let term = (number(1e-3..1e6), objective()).prop_map(|(weight, objective)| WeightedObjective { weight, objective });
    (model(), train(), vec(term, 1..4)).prop_map(|(model, train, objectives)| StudentRecipe {
        model,
        train,
        objectives,
    })
}

fn evaluation() -> impl Strategy<Value = EvaluationRecipe> {
    (1..=50_usize, 100..=100_000_usize, option::of(number(1.0..1e7)))
        .prop_map(|(pairs, resamples, budget_seconds)| EvaluationRecipe { pairs, resamples, budget_seconds })
}

fn objective() -> impl Strategy<Value = Objective> {
    let temperature = || number(0.05..=100.0_f64);
    prop_oneof![
        Just(Objective::Hard {}),
        Just(Objective::LogitMse {}),
        temperature().prop_map(|temperature| Objective::ForwardKl { temperature }),
        temperature().prop_map(|temperature| Objective::ReverseKl { temperature }),
        temperature().prop_map(|temperature| Objective::Tvd { temperature }),
        (number(0.0..=1.0_f64), temperature()).prop_map(|(beta, temperature)| Objective::Jsd { beta, temperature }),
        (number(0.0..=0.99_f64), temperature())
            .prop_map(|(lambda, temperature)| Objective::SkewKl { lambda, temperature }),
        (number(0.0..=0.99_f64), temperature())
            .prop_map(|(lambda, temperature)| Objective::SkewReverseKl { lambda, temperature }),
        (number(0.01..=0.99_f64), temperature())
            .prop_map(|(mu, temperature)| Objective::AdaptiveKl { mu, temperature }),
        (number(0.0..=1e3_f64), number(0.0..=1e3_f64), temperature())
            .prop_map(|(beta, gamma, temperature)| Objective::Dist { beta, gamma, temperature }),
        (number(0.0..=1e3_f64), number(0.0..=1e3_f64), temperature())
            .prop_map(|(alpha, beta, temperature)| Objective::Dkd { alpha, beta, temperature }),
    ]
}

fn tokenizer() -> impl Strategy<Value = TokenizerRecipe> {
    prop_oneof![
        Just(TokenizerRecipe::Bytes {}),
        (16..=200_000_usize).prop_map(|vocabulary| TokenizerRecipe::Characters { vocabulary }),
        (260..=200_000_usize).prop_map(|vocabulary| TokenizerRecipe::Bpe { vocabulary }),
        (16..=200_000_usize).prop_map(|vocabulary| TokenizerRecipe::WordPiece { vocabulary }),
    ]
}

fn model() -> impl Strategy<Value = ModelRecipe> {
    let encoder =
        (tokenizer(), 1..=48_usize, 4..=64_usize, 1..=8_usize, 4..=16_384_usize, 4..=4096_usize, number(0.0..=0.9_f64));
    let bag = (1..=4_usize, 4..=8_usize, 16..=1_usize << 22, 1..=1024_usize, 8..=16_384_usize);
    prop_oneof![
        encoder.prop_map(|(tokenizer, layers, per_head, heads, feed_forward, max_tokens, dropout)| {
            ModelRecipe::Encoder {
                tokenizer,
                layers,
                width: per_head * heads,
                heads,
                feed_forward,
                max_tokens,
                dropout,
            }
        }),
        bag.prop_map(|(min_n, max_n, buckets, width, max_ngrams)| {
            ModelRecipe::NgramBag { min_n, max_n, buckets, width, max_ngrams }
        }),
    ]
}

fn train() -> impl Strategy<Value = TrainRecipe> {
    let schedule = prop_oneof![Just(Schedule::Constant), Just(Schedule::Cosine)];
    let counts = (1..=10_000_usize, 1..=4096_usize, 1..=1024_usize, option::of(1..=10_000_usize));
    let rates = (number(1e-8..=10.0_f64), number(0.0..=1.0_f64), number(0.0..=10.0_f64));
    let moments = (number(0.0..=0.999_f64), number(0.0..=0.9999_f64), number(1e-12..=1.0_f64), number(1e-6..=1e6_f64));
    (schedule, counts, rates, moments).prop_map(
        |(
            schedule,
            (epochs, batch_size, accumulate, patience),
            (learning_rate, warmup, weight_decay),
            (beta1, beta2, epsilon, clip_norm),
        )| TrainRecipe {
            epochs,
            batch_size,
            accumulate,
            learning_rate,
            schedule,
            warmup,
            weight_decay,
            beta1,
            beta2,
            epsilon,
            clip_norm,
            patience,
        },
    )
}
