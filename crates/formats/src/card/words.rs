//! Settings and judgements in words.

use super::escape::code;
use serde_json::Value;
use stillroom_spec::{
    Course, Environment, LanguageTerm, ModelRecipe, Objective, TokenizerRecipe, TrainRecipe, Verdict, VerdictKind,
    WeightedObjective,
};

/// The verdict as a sentence, with its interval; `unit` is what the difference counts.
pub(super) fn verdict(verdict: &Verdict, unit: &str) -> String {
    let Verdict { difference, interval: [low, high], pairs, resamples, .. } = verdict;
    format!(
        "**{}**: {difference:+.4} {unit} against the control, the student's twin that was trained without a teacher \
         (95 % interval {low:+.4} to {high:+.4}, paired bootstrap of {resamples} resamples over the test set and {} of \
         student and control).",
        kind(verdict.kind),
        count(*pairs, "pair")
    )
}

fn kind(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Helps => "Distillation helped",
        VerdictKind::DoesNotHelp => "Distillation did not help",
        VerdictKind::Inconclusive => "It is open whether distillation helped",
    }
}

/// `forward_kl (temperature 2)`: the name in recipes, and its settings.
pub(super) fn objective(objective: &Objective) -> String {
    let Ok(Value::Object(keys)) = serde_json::to_value(objective) else { return objective.name().into() };
    let settings = keys.into_iter().filter(|(key, value)| key != "kind" && !value.is_null());
    let settings: Vec<String> = settings.map(|(key, value)| format!("{key} {value}")).collect();
    let settings = if settings.is_empty() { String::new() } else { format!(" ({})", settings.join(", ")) };
    format!("`{}`{settings}", objective.name())
}

/// A sum of weighted terms.
pub(super) fn loss(terms: &[WeightedObjective]) -> String {
    let term = |term: &WeightedObjective| format!("{} · {}", term.weight, objective(&term.objective));
    terms.iter().map(term).collect::<Vec<_>>().join(" + ")
}

/// The same where weights and temperatures may move.
pub(super) fn language_loss(terms: &[LanguageTerm]) -> String {
    let term = |term: &LanguageTerm| {
        let temperature = term.temperature.map(|t| format!(" at temperature {}", course(&t))).unwrap_or_default();
        format!("{} · {}{temperature}", course(&term.weight), objective(&term.objective))
    };
    terms.iter().map(term).collect::<Vec<_>>().join(" + ")
}

fn course(course: &Course) -> String {
    match course {
        Course::Constant { value } => value.to_string(),
        Course::Linear { from, to } => format!("({from} to {to}, along a line)"),
        Course::Cosine { from, to } => format!("({from} to {to}, along a cosine)"),
    }
}

/// `1 layer`, `2 layers`.
pub(super) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

pub(super) fn training(train: &TrainRecipe) -> String {
    format!(
        "{} at most in batches of {}, AdamW with a learning rate of {} at its peak and a weight decay of {}",
        count(train.epochs, "epoch"),
        train.batch_size * train.accumulate,
        train.learning_rate,
        train.weight_decay
    )
}

pub(super) fn tokenizer(recipe: &TokenizerRecipe) -> String {
    match recipe {
        TokenizerRecipe::Bytes {} => "bytes".into(),
        TokenizerRecipe::Characters { vocabulary } => format!("characters, {vocabulary} ids at most"),
        TokenizerRecipe::Bpe { vocabulary } => format!("byte pairs, {vocabulary} ids at most"),
        TokenizerRecipe::WordPiece { vocabulary } => format!("word pieces, {vocabulary} ids at most"),
    }
}

/// A classifier's network.
pub(super) fn network(model: &ModelRecipe) -> String {
    match model {
        ModelRecipe::Encoder { tokenizer: cut, layers, width, heads, max_tokens, .. } => format!(
            "a transformer encoder of {} of width {width} with {}, reading {max_tokens} tokens at most ({})",
            count(*layers, "layer"),
            count(*heads, "head"),
            tokenizer(cut)
        ),
        ModelRecipe::NgramBag { min_n, max_n, buckets, width, .. } => format!(
            "a bag of hashed character n-grams, {min_n} to {max_n} characters long, in {buckets} rows of width {width}"
        ),
    }
}

/// Where a run was made; the device names itself.
pub(super) fn environment(environment: &Environment) -> String {
    format!("Stillroom {} on {}", code(&environment.version), code(&environment.device))
}
