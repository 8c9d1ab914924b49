//! The card of a classifier's student.

use super::escape::{cell, code, file};
use super::layout::{Page, block, list, table};
use super::words::{environment, loss, network, training, verdict};
use crate::Manifest;
use stillroom_spec::{DataReport, DataSource, Metrics, ModelRecipe, ModelReport, Recipe, RunReport, TeacherRecipe};

/// `README.md` of a classifier's student: what it is, how well it does, what its files are and how they are run.
///
/// Names of classes and files are shown as they are, never read as markup. Before the run's end there is no report, and
/// the card says so.
pub fn classifier_card(recipe: &Recipe, manifest: &Manifest, report: Option<&RunReport>) -> String {
    let mut sections = vec![("", introduction(manifest, report))];
    match report {
        Some(report) => sections.extend([
            ("Does distillation help here?", verdict(&report.verdict, "in accuracy")),
            ("On the test rows", metrics(report)),
            ("Classes", classes(report)),
            ("Data", data(&report.data)),
        ]),
        None => sections.push(("Does distillation help here?", super::UNFINISHED.into())),
    }
    sections.extend([
        ("Recipe", summary(recipe)),
        ("How to use it", usage(&manifest.model)),
        ("What the files are", files(manifest)),
    ]);
    let matter = [("library_name", "stillroom"), ("pipeline_tag", "text-classification")];
    Page { name: &recipe.name, matter: &matter, tags: &super::TAGS, sections }.write()
}

fn introduction(manifest: &Manifest, report: Option<&RunReport>) -> String {
    let size = report.map(|report| format!(" It has {} parameters.", report.student.parameters)).unwrap_or_default();
    let made = report.map(|report| format!(" Made with {}.", environment(&report.environment))).unwrap_or_default();
    let (classes, network) = (manifest.classes.len(), network(&manifest.model));
    format!("A small classifier of texts into {classes} classes, distilled with Stillroom: {network}.{size}{made}")
}

fn metrics(report: &RunReport) -> String {
    let models: [(&str, Option<&ModelReport>); 3] =
        [("teacher", report.teacher.as_ref()), ("student", Some(&report.student)), ("control", Some(&report.control))];
    let models: Vec<(&str, &ModelReport)> =
        models.into_iter().filter_map(|(name, model)| Some((name, model?))).collect();
    let head: Vec<String> =
        std::iter::once(String::new()).chain(models.iter().map(|(name, _)| (*name).to_owned())).collect();
    let rows = ROWS.iter().map(|(name, value)| {
        std::iter::once((*name).to_owned()).chain(models.iter().map(|(_, model)| value(model))).collect()
    });
    let table = table(&head, &rows.collect::<Vec<_>>());
    format!("{table}\n\n{} rows; of several pairs, the first.", report.student.test.rows)
}

/// A figure of each model.
type Figure = (&'static str, fn(&ModelReport) -> String);

const ROWS: [Figure; 8] = [
    ("parameters", |model| model.parameters.to_string()),
    ("accuracy", |model| percent(model.test.accuracy)),
    ("95 % interval (Wilson)", |model| {
        let [low, high] = model.test.accuracy_interval;
        format!("{} to {}", percent(low), percent(high))
    }),
    ("macro F1", |model| format!("{:.3}", model.test.macro_f1)),
    ("negative log-likelihood, nats", |model| format!("{:.4}", model.test.nll)),
    ("calibration error", |model| format!("{:.4}", model.test.calibration_error)),
    ("same class as the teacher", |model| model.test.agreement.map_or("–".into(), percent)),
    ("training, seconds", |model| {
        model.training.as_ref().map_or("–".into(), |training| format!("{:.1}", training.seconds))
    }),
];

fn percent(share: f64) -> String {
    format!("{:.2} %", 100.0 * share)
}

/// Each class with its rows, and how many of the test's the student found.
fn classes(report: &RunReport) -> String {
    let head = ["class", "rows", "found by the student"].map(String::from);
    let rows = report
        .data
        .classes
        .iter()
        .enumerate()
        .map(|(at, class)| vec![cell(&class.name), class.rows.to_string(), recall(&report.student.test, at)]);
    table(&head, &rows.collect::<Vec<_>>())
}

fn recall(test: &Metrics, class: usize) -> String {
    let Some(row) = test.confusion.get(class) else { return "–".into() };
    format!("{} of {}", row.get(class).copied().unwrap_or_default(), row.iter().sum::<usize>())
}

fn data(data: &DataReport) -> String {
    let (cleaning, split) = (&data.cleaning, &data.split);
    list(&[
        format!("{}: {} rows kept of {} read", file(&data.source.name), cleaning.kept, cleaning.read),
        format!("training {} rows, validation {}, test {}", split.train, split.validation, split.test),
        format!("fingerprint of the split: {}", code(&data.fingerprint)),
    ])
}

fn summary(recipe: &Recipe) -> String {
    let source = match &recipe.data.source {
        DataSource::Preset { name } => format!("data that comes with Stillroom: {}", code(name)),
        DataSource::File { name } => format!("file {}", file(name)),
    };
    let lines = [
        source,
        format!("teacher: {}", teacher(&recipe.teacher)),
        format!("loss of the student: {}; of the control: `hard`", loss(&recipe.student.objectives)),
        format!("student and control: {}, seed {}", training(&recipe.student.train), recipe.seed),
    ];
    format!(
        "{}\n\nThe whole of it is in `recipe.json`: Stillroom makes the run again from it and the rows.",
        list(&lines)
    )
}

fn teacher(recipe: &TeacherRecipe) -> String {
    match recipe {
        TeacherRecipe::Train { model, .. } => network(model),
        TeacherRecipe::Pretrained { model, .. } => format!("the pretrained model {}", file(&model.name)),
        TeacherRecipe::SoftLabels {} => "the probabilities that the rows carry".into(),
    }
}

fn usage(model: &ModelRecipe) -> String {
    let mut parts = vec![
        "From this folder, with Stillroom, one text a line:".into(),
        block("sh", "echo \"a text\" | stillroom predict ."),
        "As one page that runs from disk in any browser:".into(),
        block("sh", "stillroom export . --format html --out student.html"),
    ];
    if let ModelRecipe::Encoder { max_tokens, .. } = model {
        parts.push("With onnxruntime, after `stillroom export . --format onnx --out student.onnx`:".into());
        parts.push(block("python", &ONNX.replace("LONGEST", &max_tokens.to_string())));
    } else {
        parts.push(
            "`stillroom export . --format onnx --out student.onnx` writes the network for onnxruntime; its inputs are the \
             numbers of the hashed n-grams, as the page computes them."
                .into(),
        );
    }
    parts.join("\n\n")
}

const ONNX: &str = "\
import json, numpy, onnxruntime
from tokenizers import Tokenizer

classes = json.load(open(\"student.json\"))[\"classes\"]
tokenizer = Tokenizer.from_file(\"tokenizer.json\")
session = onnxruntime.InferenceSession(\"student.onnx\")
ids = numpy.array([tokenizer.encode(\"a text\").ids[:LONGEST]])
logits, = session.run([\"logits\"], {\"input_ids\": ids, \"attention_mask\": numpy.ones_like(ids)})
print(classes[logits[0].argmax()])";

fn files(manifest: &Manifest) -> String {
    let mut lines = vec![
        "`student.json`: the network's shape, and the classes in the order of its logits".to_owned(),
        "`model.safetensors`: its weights in f32, by their paths in Stillroom's own networks; no class of transformers \
         reads them"
            .into(),
        "`recipe.json`: how it was made".into(),
    ];
    if matches!(manifest.model, ModelRecipe::Encoder { .. }) {
        lines.insert(2, "`tokenizer.json`: how a text is cut, for the library tokenizers".into());
    }
    list(&lines)
}
