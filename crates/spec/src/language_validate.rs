//! What a language model's recipe may say.

use crate::validate::{Check, count, range, refuse};
use crate::{
    Author, DecoderRecipe, ErrorReport, LanguageEvaluation, LanguageRecipe, LanguageStudent, LanguageTeacher,
    OnPolicyRecipe, RECIPE_VERSION, SampleRecipe, TokenizerRecipe,
};

impl LanguageRecipe {
    /// Reads and checks a recipe.
    ///
    /// # Errors
    /// [`ErrorCode::Recipe`](crate::ErrorCode::Recipe), with line and column where it is not JSON or names an unknown
    /// key, and with the key where a value is out of range.
    pub fn from_json(text: &str) -> Result<Self, ErrorReport> {
        let recipe: Self = serde_json::from_str(text).map_err(|e| crate::recipe::json_error(&e))?;
        recipe.validate()?;
        Ok(recipe)
    }

    /// The recipe as indented JSON.
    ///
    /// # Panics
    /// Never: every field has a JSON form.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a recipe is plain data")
    }

    /// Checks every value against its range, and the parts against each other.
    ///
    /// # Errors
    /// [`ErrorCode::Recipe`](crate::ErrorCode::Recipe) naming the key, its value and the range.
    pub fn validate(&self) -> Check {
        if self.version != RECIPE_VERSION {
            let what = format!("`version` is {}", self.version);
            return Err(refuse(&what, &format!("This build reads version {RECIPE_VERSION}.")));
        }
        self.corpus.validate()?;
        self.tokenizer.validate("tokenizer")?;
        count("teachers", self.teachers.len(), 1, 8)?;
        self.teachers.iter().enumerate().try_for_each(|(at, teacher)| teacher.validate(at))?;
        self.student.validate()?;
        self.evaluation.validate()?;
        self.validate_blocks()?;
        self.validate_tokenizers()?;
        self.validate_layers()
    }

    fn validate_blocks(&self) -> Check {
        let shapes = self.teachers.iter().filter_map(LanguageTeacher::shape).chain([&self.student.model]);
        self.validate_context(shapes.map(|shape| shape.context).min().unwrap_or(4))
    }

    /// Checks what depends on how many tokens the models read.
    fn validate_context(&self, context: usize) -> Check {
        count("block_tokens", self.block_tokens, 4, context)?;
        let Some(policy) = &self.student.on_policy else { return Ok(()) };
        count("student.on_policy.prompt_tokens", policy.prompt_tokens, 1, self.block_tokens - 1)?;
        count("student.on_policy.new_tokens", policy.new_tokens, 1, context - policy.prompt_tokens)
    }

    /// Checks what depends on the shape of the first teacher where the recipe does not say it, or on what another
    /// pretrained teacher reads.
    ///
    /// # Errors
    /// [`ErrorCode::Recipe`](crate::ErrorCode::Recipe) naming the key, its value and the range.
    pub fn validate_beside(&self, number: usize, shape: &DecoderRecipe) -> Check {
        self.validate_context(shape.context.min(self.student.model.context))?;
        if number == 0 { self.validate_layers_of(shape.layers) } else { Ok(()) }
    }

    /// Teachers of another tokenizer give no logits over the student's ids.
    fn validate_tokenizers(&self) -> Check {
        let taken = matches!(self.tokenizer, TokenizerRecipe::Teacher { .. });
        if taken && self.teachers[0].pretrained().is_none() {
            let what = "`tokenizer` is the teacher's own, and the first teacher has none";
            return Err(refuse(what, "Choose a pretrained teacher, or a tokenizer that is trained on the text."));
        }
        if !self.teachers.iter().any(|teacher| self.is_foreign(teacher)) {
            return Ok(());
        }
        let crosses = |name: &str| matches!(name, "hard" | "uld" | "sequence_level");
        if let Some(term) = self.student.objectives.iter().find(|term| !crosses(term.objective.name())) {
            let what = format!("`{}` compares ids, and a teacher has a tokenizer of its own", term.objective.name());
            return Err(refuse(&what, "Take `uld`, `hard` or `sequence_level`, or share the tokenizer."));
        }
        if self.teachers.len() > 1 {
            return Err(refuse("several teachers with different tokenizers cannot be averaged", "Keep one of them."));
        }
        if self.student.cache.is_some() || self.student.on_policy.is_some() {
            let what = "`cache` and `on_policy` need the teacher's and the student's tokenizer to be the same";
            return Err(refuse(what, "Set both to null, or share the tokenizer."));
        }
        Ok(())
    }

    fn validate_layers(&self) -> Check {
        self.teachers[0].shape().map_or(Ok(()), |shape| self.validate_layers_of(shape.layers))
    }

    fn validate_layers_of(&self, teacher: usize) -> Check {
        let most = [self.student.model.layers, teacher];
        let pairs = self.student.objectives.iter().flat_map(|term| term.objective.layer_pairs());
        for pair in pairs {
            count("objective.layers.student", pair.student, 0, most[0] - 1)?;
            count("objective.layers.teacher", pair.teacher, 0, most[1] - 1)?;
        }
        Ok(())
    }
}

impl LanguageTeacher {
    fn validate(&self, at: usize) -> Check {
        let key = format!("teachers[{at}]");
        range(&format!("{key}.weight"), self.weight(), 0.0, 1e6)?;
        match self {
            Self::Train { model, tokenizer, train, .. } => {
                model.validate(&format!("{key}.model"))?;
                train.validate(&format!("{key}.train"))?;
                tokenizer.as_ref().map_or(Ok(()), |tokenizer| validate_own(tokenizer, &key))
            }
            Self::Pretrained { model, tune, .. } => {
                model.validate(&format!("{key}.model"))?;
                tune.as_ref().map_or(Ok(()), |tune| tune.validate(&format!("{key}.tune")))
            }
        }
    }
}

/// A tokenizer of a teacher that is trained here.
fn validate_own(tokenizer: &TokenizerRecipe, key: &str) -> Check {
    if matches!(tokenizer, TokenizerRecipe::Teacher { .. }) {
        let what = format!("`{key}.tokenizer` is a teacher's own, and this one is trained here");
        return Err(refuse(&what, "Set it to null to share the student's, or choose another."));
    }
    tokenizer.validate(key)
}

impl LanguageStudent {
    fn validate(&self) -> Check {
        self.model.validate("student.model")?;
        self.train.validate("student.train")?;
        let moves = |ends: [f64; 2]| ends.iter().any(|&end| end > 0.0);
        if !self.objectives.iter().any(|term| moves(term.weight.ends())) {
            return Err(refuse("`student.objectives` has no term with a weight", "Name at least one."));
        }
        self.objectives.iter().try_for_each(|term| {
            term.weight.ends().iter().try_for_each(|&end| range("student.objectives.weight", end, 0.0, 1e6))?;
            let temperatures = term.temperature.map(|course| course.ends());
            let temperatures = temperatures.iter().flatten();
            temperatures.into_iter().try_for_each(|&end| range("student.objectives.temperature", end, 0.05, 100.0))?;
            term.objective.validate()
        })?;
        self.chunk_tokens.map_or(Ok(()), |tokens| count("student.chunk_tokens", tokens, 1, 1 << 20))?;
        self.on_policy.as_ref().map_or(Ok(()), OnPolicyRecipe::validate)?;
        self.validate_authors()?;
        self.validate_cache()
    }

    fn validate_authors(&self) -> Check {
        let teacher_writes = self.on_policy.as_ref().is_some_and(|policy| policy.author == Author::Teacher);
        let sequences = self.objectives.iter().any(|term| term.objective.name() == "sequence_level");
        if sequences && !teacher_writes {
            let hint = "Set `student.on_policy` with the author `teacher`, or take `hard`.";
            return Err(refuse("`sequence_level` learns what the teacher writes, and it writes nothing", hint));
        }
        Ok(())
    }

    /// What is kept is kept at one temperature, and holds no hidden states.
    fn validate_cache(&self) -> Check {
        let Some(cache) = &self.cache else { return Ok(()) };
        cache.top_k.map_or(Ok(()), |k| count("student.cache.top_k", k, 1, 65_536))?;
        if let Some(term) = self.objectives.iter().find(|term| term.objective.looks_inside()) {
            let what =
                format!("`{}` looks inside the teacher, and `cache` keeps its logits only", term.objective.name());
            return Err(refuse(&what, "Set `student.cache` to null, or leave the term out."));
        }
        match self.cached_temperature() {
            Some(_) => Ok(()),
            None => Err(refuse(
                "`cache` keeps the teacher at one temperature, and the terms have several",
                "Give all terms the same constant temperature, or set `student.cache` to null.",
            )),
        }
    }

    /// The one temperature of all terms that ask the teacher; 1 where none has one, none where they differ or move.
    pub fn cached_temperature(&self) -> Option<f64> {
        let soft = self.objectives.iter().filter(|term| !term.objective.needs_no_teacher());
        let ends = soft.flat_map(|term| match term.temperature {
            Some(course) => course.ends(),
            None => [term.objective.temperature().unwrap_or(1.0); 2],
        });
        let mut all: Vec<f64> = ends.collect();
        all.dedup();
        match all[..] {
            [] => Some(1.0),
            [one] => Some(one),
            _ => None,
        }
    }
}

impl OnPolicyRecipe {
    fn validate(&self) -> Check {
        range("student.on_policy.fraction", self.fraction, 0.0, 1.0)?;
        range("student.on_policy.temperature", self.temperature, 0.0, 100.0)
    }
}

impl LanguageEvaluation {
    fn validate(&self) -> Check {
        count("evaluation.pairs", self.pairs, 1, 50)?;
        count("evaluation.resamples", self.resamples, 100, 100_000)?;
        self.budget_seconds.map_or(Ok(()), |s| range("evaluation.budget_seconds", s, 1.0, 1e7))?;
        self.sample.validate()
    }
}

impl SampleRecipe {
    fn validate(&self) -> Check {
        count("evaluation.sample.prompt", self.prompt.len(), 0, 10_000)?;
        count("evaluation.sample.tokens", self.tokens, 1, 10_000)?;
        range("evaluation.sample.temperature", self.temperature, 0.0, 100.0)?;
        self.top_k.map_or(Ok(()), |k| count("evaluation.sample.top_k", k, 1, 1 << 20))
    }
}
