//! Recipes with a pretrained teacher.

use stillroom_spec::{ModelSource, Recipe, TeacherHead, TeacherRecipe, Tuning};

fn source(name: &str, sha256: Option<&str>) -> ModelSource {
    ModelSource { name: name.into(), sha256: sha256.map(Into::into) }
}

fn taught(source: ModelSource) -> Recipe {
    Recipe::preset("spam").unwrap().taught_by(source, 512)
}

fn with(change: impl FnOnce(&mut TeacherHead, &mut Tuning)) -> Recipe {
    let mut recipe = taught(source("minilm", None));
    let TeacherRecipe::Pretrained { head, tuning, .. } = &mut recipe.teacher else {
        panic!("the teacher is pretrained")
    };
    change(head, tuning);
    recipe
}

#[test]
fn a_recipe_with_a_pretrained_teacher_comes_back_as_written() {
    let recipe = taught(source("minilm", Some(&"0a".repeat(32))));
    assert_eq!(Recipe::from_json(&recipe.to_json()).unwrap(), recipe);
}

#[test]
fn a_short_context_is_kept() {
    let recipe = Recipe::preset("spam").unwrap().taught_by(source("tiny", None), 12);
    assert!(matches!(recipe.teacher, TeacherRecipe::Pretrained { max_tokens: 12, .. }));
}

#[test]
fn what_is_out_of_range_is_named() {
    let refused = |recipe: Recipe, word: &str| {
        let said = recipe.validate().unwrap_err().to_string();
        assert!(said.contains(word), "{said}");
    };
    refused(taught(source(" ", None)), "teacher.model.name");
    refused(taught(source("a", Some("12"))), "teacher.model.sha256");
    refused(taught(source("a", Some(&"g".repeat(64)))), "teacher.model.sha256");
    refused(with(|_, tuning| *tuning = Tuning::None {}), "teacher.tuning");
    refused(with(|_, tuning| *tuning = Tuning::All { dropout: 0.95 }), "teacher.tuning.dropout");
    refused(with(|_, tuning| *tuning = Tuning::Lora { rank: 0, alpha: 1.0, dropout: 0.0 }), "teacher.tuning.rank");
    refused(with(|_, tuning| *tuning = Tuning::Lora { rank: 1, alpha: 0.0, dropout: 0.0 }), "teacher.tuning.alpha");
    let own = |head: &mut TeacherHead, tuning: &mut Tuning| (*head, *tuning) = (TeacherHead::Own, Tuning::None {});
    with(own).validate().unwrap();
}
