//! The student as a file predicts what the student in the run predicts.

use crate::support::{engine, recipe, run};
use burn::tensor::Device;
use stillroom_engine::{LabelledText, Student, StudentPackage};
use stillroom_spec::{ModelRecipe, Report, RunReport};
use stillroom_testkit::{block_on, toy};

fn package(student: ModelRecipe) -> (StudentPackage, Vec<f32>) {
    let mut recipe = recipe();
    recipe.student.model = student;
    let mut engine = engine(&recipe, &toy::csv(3, 30));
    run(&mut engine).unwrap();
    let said = block_on(engine.predict("the brook by the willow")).unwrap().student.unwrap();
    (block_on(engine.student()).unwrap(), said)
}

#[test]
fn a_zip_predicts_what_the_run_predicted() {
    for model in [toy::bag(), toy::encoder(8, 0.3)] {
        let (package, said) = package(model);
        let read = StudentPackage::from_zip(&package.to_zip().unwrap()).unwrap();
        let student = Student::from_package(&read, &Device::flex()).unwrap();
        assert_eq!(student.classes(), &toy::CLASSES[..3]);
        assert_eq!(block_on(student.logits(&["the brook by the willow"])).unwrap(), [said]);
    }
}

#[test]
fn a_student_meets_labels_that_it_knows_and_names_one_that_it_does_not() {
    let student = Student::from_package(&package(toy::bag()).0, &Device::flex()).unwrap();
    let row = |text: &str, label: &str| LabelledText { text: text.into(), label: label.into() };
    let known = [row("copper", toy::CLASSES[0]), row("lark", toy::CLASSES[1])];
    assert_eq!(block_on(student.evaluate(&known)).unwrap().rows, 2);
    let error = block_on(student.evaluate(&[row("x", "weather")])).unwrap_err().to_string();
    assert!(error.contains("weather") && error.contains(toy::CLASSES[0]), "{error}");
}

#[test]
fn weights_that_do_not_fit_are_an_error_before_anything_is_made() {
    let mut absurd = package(toy::bag()).0;
    absurd.manifest.ids = usize::MAX / 2;
    let Err(error) = Student::from_package(&absurd, &Device::flex()) else { panic!("no memory holds this") };
    assert!(error.to_string().contains("weights"), "{error}");
}

#[test]
fn a_weight_of_another_name_is_an_error_that_names_it() {
    let mut renamed = package(toy::bag()).0;
    renamed.weights[0].name = "other".into();
    let Err(error) = Student::from_package(&renamed, &Device::flex()) else { panic!("a weight is missing") };
    assert!(error.to_string().contains("is missing"), "{error}");
}

/// Downloaded in the middle of a run, a student says that there is no verdict; at the end it states it.
#[test]
fn the_card_knows_the_verdict_once_there_is_one() {
    let mut engine = engine(&recipe(), &toy::csv(3, 30));
    let mut early = None;
    loop {
        let report = block_on(engine.step()).unwrap();
        let card = block_on(engine.student()).ok().and_then(|package| package.readme);
        if let Report::Done(report) = report {
            let card = card.unwrap();
            assert!(card.contains(&format!("{:+.4} in accuracy", report.verdict.difference)), "{card}");
            let rows = card.lines().filter(|line| line.starts_with("| accuracy |"));
            assert!(rows.eq([format!("| accuracy | {} |", accuracies(&report))]), "{card}");
            break;
        }
        early = early.or(card);
    }
    let early = early.unwrap();
    assert!(early.contains("there is no verdict") && !early.contains("| accuracy |"), "{early}");
}

fn accuracies(report: &RunReport) -> String {
    let models = [report.teacher.as_ref().unwrap(), &report.student, &report.control];
    models.map(|model| format!("{:.2} %", 100.0 * model.test.accuracy)).join(" | ")
}
