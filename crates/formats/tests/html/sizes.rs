//! What a page weighs.

use stillroom_formats::{HtmlStudent, Manifest, PACKAGE_VERSION, StudentPackage};
use stillroom_models::NamedTensor;
use stillroom_spec::{ModelRecipe, Recipe};

/// The default student with as many weights as it has, of noise: nothing of them can be spared.
fn default_student() -> StudentPackage {
    let recipe = Recipe::preset("languages").unwrap();
    let ModelRecipe::NgramBag { buckets, width, .. } = recipe.student.model else { panic!("it is a bag") };
    let noise = |name: &str, shape: &[usize]| {
        let count = shape.iter().product::<usize>() as u32;
        let values = (0..count).map(|at| f32::from_bits(0x3f00_0000 | at.wrapping_mul(2_654_435_761) >> 9)).collect();
        NamedTensor { name: name.into(), shape: shape.to_vec(), values }
    };
    let weights = vec![
        noise("NgramBag.ngrams.weight", &[buckets + 1, width]),
        noise("NgramBag.head.weight", &[width, 20]),
        noise("NgramBag.head.bias", &[20]),
    ];
    let classes = (0..20).map(|class| format!("</script>{class}")).collect();
    let manifest =
        Manifest { version: PACKAGE_VERSION, model: recipe.student.model.clone(), ids: buckets + 1, classes };
    StudentPackage { manifest, tokenizer: None, recipe, readme: None, weights }
}

#[test]
fn the_default_student_weighs_less_than_a_megabyte() {
    let page = HtmlStudent::Classifier(&default_student()).to_html().unwrap();
    println!("{} bytes", page.len());
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    // Its own four elements end, and nothing that a class is called ends another.
    assert_eq!(page.matches("</script>").count(), 4);
    assert!(!page.contains("{{") && !page.contains("import {"));
}

#[test]
fn a_tokenizer_that_is_no_json_is_refused() {
    let broken = StudentPackage { tokenizer: Some("{".into()), ..default_student() };
    let error = HtmlStudent::Classifier(&broken).to_html().unwrap_err();
    assert!(error.to_string().contains("tokenizer.json"), "{error}");
}
