//! What a recipe may say: every range in one place.

use crate::{
    ErrorCode, ErrorReport, ModelRecipe, Objective, RECIPE_VERSION, Recipe, StudentRecipe, TeacherHead, TeacherRecipe,
    TokenizerRecipe, TrainRecipe, Tuning,
};

pub(crate) type Check = Result<(), ErrorReport>;

impl Recipe {
    /// Checks every value against its range.
    ///
    /// # Errors
    /// [`ErrorCode::Recipe`] naming the key, its value and the range.
    pub fn validate(&self) -> Check {
        if self.version != RECIPE_VERSION {
            return Err(refuse(
                &format!("`version` is {}", self.version),
                &format!("This build reads version {RECIPE_VERSION}."),
            ));
        }
        self.validate_data()?;
        self.teacher.validate()?;
        self.student.validate()?;
        count("evaluation.pairs", self.evaluation.pairs, 1, 50)?;
        count("evaluation.resamples", self.evaluation.resamples, 100, 100_000)?;
        self.evaluation.budget_seconds.map_or(Ok(()), |s| range("evaluation.budget_seconds", s, 1.0, 1e7))
    }

    fn validate_data(&self) -> Check {
        count("data.max_rows", self.data.max_rows, 10, 10_000_000)?;
        count("data.min_rows_per_class", self.data.min_rows_per_class, 3, 1_000_000)?;
        range("data.split.train", self.data.split.train, 0.05, 1e6)?;
        range("data.split.validation", self.data.split.validation, 0.01, 1e6)?;
        range("data.split.test", self.data.split.test, 0.01, 1e6)
    }
}

impl TeacherRecipe {
    fn validate(&self) -> Check {
        match self {
            Self::Train { model, train } => {
                model.validate("teacher.model")?;
                train.validate("teacher.train")
            }
            Self::Pretrained { model, max_tokens, head, tuning, train } => {
                model.validate("teacher.model")?;
                count("teacher.max_tokens", *max_tokens, 4, 8192)?;
                tuning.validate(*head)?;
                train.validate("teacher.train")
            }
            Self::SoftLabels {} => Ok(()),
        }
    }
}

impl Tuning {
    fn validate(self, head: TeacherHead) -> Check {
        match self {
            Self::None {} if head != TeacherHead::Own => {
                let what = "`teacher.tuning` is `none`, and a new head would know nothing";
                Err(refuse(what, "Tune the `head` at least, or take the head `own`."))
            }
            Self::None {} | Self::Head {} => Ok(()),
            Self::All { dropout } => range("teacher.tuning.dropout", dropout, 0.0, 0.9),
            Self::Lora { rank, alpha, dropout } => {
                count("teacher.tuning.rank", rank, 1, 1024)?;
                range("teacher.tuning.alpha", alpha, 1e-3, 1e4)?;
                range("teacher.tuning.dropout", dropout, 0.0, 0.9)
            }
        }
    }
}

impl StudentRecipe {
    fn validate(&self) -> Check {
        self.model.validate("student.model")?;
        self.train.validate("student.train")?;
        if self.objectives.is_empty() || self.objectives.iter().all(|o| o.weight == 0.0) {
            return Err(refuse("`student.objectives` has no term with a weight", "Name at least one."));
        }
        self.objectives.iter().try_for_each(|o| {
            range("student.objectives.weight", o.weight, 0.0, 1e6)?;
            o.objective.validate_for_classifiers()
        })
    }
}

impl Objective {
    fn validate_for_classifiers(&self) -> Check {
        if self.is_for_language_models() {
            let what = format!("the objective `{}` is for language models", self.name());
            return Err(refuse(&what, "A classifier's objectives look at its logits: choose one of those."));
        }
        self.validate()
    }

    pub(crate) fn validate(&self) -> Check {
        let temperature = |t: f64| range("objective.temperature", t, 0.05, 100.0);
        match *self {
            Self::Hard {}
            | Self::LogitMse {}
            | Self::HiddenCosine {}
            | Self::HiddenMse { .. }
            | Self::Attention { .. }
            | Self::SequenceLevel {} => Ok(()),
            Self::Relation { heads, .. } => count("relation.heads", heads, 1, 1024),
            Self::Uld { temperature: t } => temperature(t),
            Self::ForwardKl { temperature: t } | Self::ReverseKl { temperature: t } | Self::Tvd { temperature: t } => {
                temperature(t)
            }
            // At 1 a mixture is one of its sides, and the loss a silent 0.
            Self::SkewKl { lambda, temperature: t } => {
                range("skew_kl.lambda", lambda, 0.0, 0.99).and_then(|()| temperature(t))
            }
            Self::SkewReverseKl { lambda, temperature: t } => {
                range("skew_reverse_kl.lambda", lambda, 0.0, 0.99).and_then(|()| temperature(t))
            }
            Self::AdaptiveKl { mu, temperature: t } => {
                range("adaptive_kl.mu", mu, 0.01, 0.99).and_then(|()| temperature(t))
            }
            Self::Dist { beta, gamma, temperature: t } => {
                range("dist.beta", beta, 0.0, 1e3)?;
                range("dist.gamma", gamma, 0.0, 1e3)?;
                temperature(t)
            }
            Self::Jsd { beta, temperature: t } => range("jsd.beta", beta, 0.0, 1.0).and_then(|()| temperature(t)),
            Self::Dkd { alpha, beta, temperature: t } => {
                range("dkd.alpha", alpha, 0.0, 1e3)?;
                range("dkd.beta", beta, 0.0, 1e3)?;
                temperature(t)
            }
        }
    }
}

impl ModelRecipe {
    fn validate(&self, key: &str) -> Check {
        match self {
            Self::Encoder { tokenizer, layers, width, heads, feed_forward, max_tokens, dropout } => {
                if matches!(tokenizer, TokenizerRecipe::Teacher { .. }) {
                    let what = format!("`{key}.tokenizer` is a teacher's own, which only language models take");
                    return Err(refuse(&what, "Choose a tokenizer that is trained on the rows."));
                }
                tokenizer.validate(key)?;
                count(&format!("{key}.layers"), *layers, 1, 48)?;
                count(&format!("{key}.width"), *width, 4, 4096)?;
                count(&format!("{key}.heads"), *heads, 1, *width)?;
                count(&format!("{key}.feed_forward"), *feed_forward, 4, 16_384)?;
                count(&format!("{key}.max_tokens"), *max_tokens, 4, 4096)?;
                range(&format!("{key}.dropout"), *dropout, 0.0, 0.9)?;
                divides(key, *heads, *width)
            }
            Self::NgramBag { min_n, max_n, buckets, width, max_ngrams } => {
                count(&format!("{key}.min_n"), *min_n, 1, 8)?;
                count(&format!("{key}.max_n"), *max_n, *min_n, 8)?;
                count(&format!("{key}.buckets"), *buckets, 16, 1 << 22)?;
                count(&format!("{key}.width"), *width, 1, 1024)?;
                count(&format!("{key}.max_ngrams"), *max_ngrams, 8, 16_384)
            }
        }
    }
}

impl TokenizerRecipe {
    pub(crate) fn validate(&self, key: &str) -> Check {
        let vocabulary = |n: usize, least| count(&format!("{key}.tokenizer.vocabulary"), n, least, 200_000);
        match *self {
            Self::Bytes {} | Self::Teacher { .. } => Ok(()),
            Self::Characters { vocabulary: n } | Self::WordPiece { vocabulary: n } => vocabulary(n, 16),
            Self::Bpe { vocabulary: n } => vocabulary(n, 260),
        }
    }
}

impl TrainRecipe {
    pub(crate) fn validate(&self, key: &str) -> Check {
        let name = |field: &str| format!("{key}.{field}");
        count(&name("epochs"), self.epochs, 1, 10_000)?;
        count(&name("batch_size"), self.batch_size, 1, 4096)?;
        count(&name("accumulate"), self.accumulate, 1, 1024)?;
        range(&name("learning_rate"), self.learning_rate, 1e-8, 10.0)?;
        range(&name("warmup"), self.warmup, 0.0, 1.0)?;
        range(&name("weight_decay"), self.weight_decay, 0.0, 10.0)?;
        range(&name("beta1"), self.beta1, 0.0, 0.999_99)?;
        range(&name("beta2"), self.beta2, 0.0, 0.999_999)?;
        range(&name("epsilon"), self.epsilon, 1e-12, 1.0)?;
        range(&name("clip_norm"), self.clip_norm, 1e-6, 1e6)?;
        self.patience.map_or(Ok(()), |p| count(&name("patience"), p, 1, 10_000))
    }
}

pub(crate) fn refuse(what: &str, hint: &str) -> ErrorReport {
    ErrorReport::new(ErrorCode::Recipe, format!("The recipe cannot be run: {what}."), hint)
}

pub(crate) fn count(key: &str, value: usize, least: usize, most: usize) -> Check {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(refuse(&format!("`{key}` is {value}"), &format!("Choose {least} to {most}.")))
}

pub(crate) fn range(key: &str, value: f64, least: f64, most: f64) -> Check {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(refuse(&format!("`{key}` is {value}"), &format!("Choose {least} to {most}.")))
}

fn divides(key: &str, heads: usize, width: usize) -> Check {
    if width.is_multiple_of(heads) {
        return Ok(());
    }
    Err(refuse(
        &format!("`{key}.heads` is {heads}, which does not divide `{key}.width` {width}"),
        "Choose a width that is a multiple of the heads.",
    ))
}
